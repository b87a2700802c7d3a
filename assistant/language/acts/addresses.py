"""Numbers and addresses that change: "the new one is +1 509 555 0188", "mails to Kim go to kim@… from now on"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.gates import sure
from assistant.language.acts.model import Act
from assistant.language.acts.newcomer import newcomer
from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items

_BARE = frozenset(
    """it it's its is that's the new one now use please number address email e-mail mail phone mobile cell line should be this to from on
    here instead his her their current correct right try goes by in only for him them put set change update just and works
    valid latest has have changed got a reach reached call called at can via under""".split()
)
_CHANGED = frozenset(
    """new now instead changed switched use replace update correct reachable reached current moved swap change fix old going onwards
    dead wrong outdated""".split()
)
_MATTERS = frozenset(
    "number numbers email e-mail mail mails emails address addresses phone mobile cell line extension telephone inbox".split()
)


def _fresh(item: Item) -> bool:
    return item.kind in ("email", "phone")


def gives_address(seen: Seen) -> bool:
    """ "It's +1 404 555 0177 now", "New: kim@…": an address or number of whoever was just told of, and next to nothing else."""
    words = {w for x in seen.items if not (x.value or x.is_mark) for w in x.word.split()}
    own = [x for x in seen.items if _fresh(x)]
    known = any(x.candidates and not _fresh(x) for x in seen.items)
    return len(own) == 1 and not known and words <= _BARE and seen.items[-1].word != "?"


def new_address(seen: Seen) -> bool:
    """ "From now on Tessa can be called on …", "mails to Kim go to kim@…": one person, and a number or address that was another before."""
    items = seen.items
    people = [x for x in items if x.of("contact", "lead") and not _fresh(x)]
    if len(people) != 1 or sum(map(_fresh, items)) != 1 or items[-1].word == "?" or seen.noun("contact", "lead"):
        return False
    if seen.family("remind", "spoke", "draft", "log", "what", "show") and not _goes(items):
        return False
    words = {w for x in items for w in x.word.split()}
    return bool(words & _CHANGED) or _goes(items)


def _goes(items: Items) -> bool:
    """ "Mails to Kim GO TO kim@…"."""
    at = next(i for i, x in enumerate(items) if _fresh(x))
    led = [w for x in items[:at] for w in x.word.split()][-3:]
    return bool({"go", "goes", "belong", "sent"} & set(led)) and items[0].word.split()[0] in _MATTERS | {
        "calls",
        "letters",
        "all",
    }


def outdated(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "My last mail to Tessa bounced. The new address is …": what is only told of an old address, before the new one."""
    found = list(acts)
    for n in range(1, len(clauses)):
        told = clauses[n - 1]
        words = {w for x in told for w in x.word.split()}
        whom = any(x.of("contact", "lead") for x in told) and not any(map(_fresh, told))
        if whom and words & _MATTERS and gives_address(Seen(clauses[n], shown=False)):
            kept = acts[n - 1].name == "update" and sure(acts[n - 1]) and not asks(told)
            changes = kept or (acts[n - 1].name == "log" and contact_told(told) is not None)
            found[n - 1] = acts[n - 1] if changes else replace(acts[n - 1], name="state")
            found[n] = Act("update", 0.85, "none", 0.0)
    return [_told_number(clauses, found, n) for n in range(len(found))]


def _told_number(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Had Ann on the phone. They switched and can be reached at … from now on": the new number of the one who was spoken of."""
    clause, act = clauses[n], acts[n]
    people = {x.candidates[0].id for c in clauses for x in c if x.of("contact", "lead") and not _fresh(x)}
    own = [x for x in clause if _fresh(x) and not x.candidates]
    named = any(x.of("account", "deal", "lead") for x in clause if not _fresh(x))
    words = {w for x in clause for w in x.word.split()}
    told = bool(words & (_CHANGED | _NEWLY)) and (bool(words & _MATTERS) or bool(words & _THEIRS))
    somebody = newcomer(clause) is not None or any(x.sense("title") for x in clause)
    behind = n + 1 < len(clauses) and acts[n + 1].name == "update" and not any(map(_fresh, clauses[n + 1]))
    if behind or somebody or len(people) != 1 or len(own) != 1 or named or not told or clause[-1].word == "?":
        return act
    return act if act.name in ("create", "task", "update") else Act("update", 0.85, "none", 0.0)


_NEWLY = frozenset("on reads should reached right".split())
_THEIRS = frozenset("they they're their he he's his she she's her them which it".split())
