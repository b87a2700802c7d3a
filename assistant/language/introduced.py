"""Somebody new who is told of, and then taken in: "There's a new face at Acme, her name is Ann Cho. Put her in"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.acts.makes import in_title
from assistant.language.acts.model import Act
from assistant.language.acts.newcomer import ENTERING, newcomer
from assistant.language.acts.newly import enters_whom
from assistant.language.acts.signs import Seen
from assistant.language.acts.taken_in import takes_whom
from assistant.language.acts.titled import gets_title
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.writes.cards import card

_PEOPLE = ("contact", "lead")
_NEAR = 3  # clauses between who is new and the order


def introduced(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """The order to take somebody in as one clause with what tells of them."""
    clauses, acts = _followed(*_worth_told(*_ticket_asked(*_said_already(clauses, acts))))
    for n in range(1, len(clauses)):
        start = next((m for m in range(n - 1, max(-1, n - 1 - _NEAR), -1) if newcomer(clauses[m])), None)
        if start is None or newcomer(clauses[n]) is not None:
            continue
        told = tuple(x for clause in clauses[start:n] for x in clause)
        if not (takes_whom(clauses[n], told) or (enters_whom(clauses[n]) and not asks(clauses[n]))):
            continue
        logged = _logged(clauses, acts)
        made = any(a.name == "create" and a.confidence > _MADE for a in acts[start:n])
        kind = _kind(clauses[n]) or _kind(told) or ("contact" if logged or any(x.of("account") for x in told) else "")
        if made and not logged and _kind(clauses[n]) in ("", _kind(told)):
            return [*clauses[:n], *clauses[n + 1 :]], [*acts[:n], *acts[n + 1 :]]  # it is ordered twice
        if not kind:
            continue
        order = _order(clauses[n], kind)
        values = tuple(x for x in clauses[n] if x.value)
        create = Act("create", 0.9, "none", 0.0)
        if logged:
            whole = (*order, *(card(told) if kind == "contact" else told), *values)
            before = [_only_told(c, a) for c, a in zip(clauses[start:n], acts[start:n], strict=True)]
            return [*clauses[:n], whole, *clauses[n + 1 :]], [*acts[:start], *before, create, *acts[n + 1 :]]
        return [*clauses[:start], (*order, *told, *values), *clauses[n + 1 :]], [*acts[:start], create, *acts[n + 1 :]]
    return clauses, acts


def _logged(clauses: list[Items], acts: list[Act]) -> bool:
    """There is a call or a visit with somebody known, of which it all is told."""
    return any(
        a.name == "log" and a.confidence > _DOUBTED and _with_known(c) for c, a in zip(clauses, acts, strict=True)
    )


def _only_told(clause: Items, act: Act) -> Act:
    """What presents somebody new beside the call that it was told in: no act of its own."""
    return act if act.name == "log" and _with_known(clause) else replace(act, name="state")


_MADE, _DOUBTED = 0.8, 0.4


def _with_known(clause: Items) -> bool:
    """ "Phoned Ann Cho. A Bo Hay takes over": there is somebody whom the call was with, and it is kept."""
    spoke = any(_in_touch(clause, i) for i in range(len(clause)))
    return spoke and any(x.of("contact", "lead", "account") for x in clause)


def _in_touch(clause: Items, i: int) -> bool:
    """ "Ann Cho CALLED", "my CALL with Ann Cho"; in "a man called Bo" nobody did."""
    item = clause[i]
    if item.word == "called":
        named = any(x.capital and not (x.candidates or x.senses) for x in clause[i + 1 : i + 2])
        return not named and (i == 0 or bool(clause[i - 1].candidates) or clause[i - 1].word in _CALLERS)
    noun = item.sense("object", "activity") if not item.candidates else None
    return item.has("spoke") or (noun is not None and noun.value in ("call", "meeting"))


_CALLERS = frozenset("i we just she he they also has".split())


def _kind(items: Items) -> str:
    nouns = (
        s.object
        for i, x in enumerate(items)
        if not (x.candidates or in_title(items, i)) and (s := x.sense("object")) is not None
    )
    return next((o for o in nouns if o in _PEOPLE), "")


def _order(clause: Items, kind: str) -> Items:
    """That one of this kind is made."""
    return (replace(clause[0], word=kind, senses=(Sense("object", object=kind),), candidates=(), capital=False),)


def _followed(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Would you mind adding someone? Ann Cho, Acme": the order, and behind it who."""
    for n in range(1, len(clauses)):
        order, who = clauses[n - 1], newcomer(clauses[n])
        whom = next((i for i, x in enumerate(order) if set(x.word.split()) & _SOMEBODY), 0)
        somebody = whom > 0 and newcomer(order) is None
        verb = any(x.word in ENTERING for x in order[max(0, whom - 3) : whom]) and acts[n - 1].name not in (
            "log",
            "task",
        )
        if somebody and verb and who is not None and who[0] < _FIRST:
            kind = _kind((*order, *clauses[n])) or "contact"
            whole = (*_order(order, kind), *clauses[n])
            create = Act("create", 0.9, "none", 0.0)
            return [*clauses[: n - 1], whole, *clauses[n + 1 :]], [*acts[: n - 1], create, *acts[n + 1 :]]
    return clauses, acts


_SOMEBODY = frozenset(["someone", "somebody", "person"])
_FIRST = 3  # items of a clause that says who


def _worth_told(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Atlas wants to buy for 45k, set up a deal", "There's a 45k opportunity at Atlas. Create it": what the new deal is worth, told before the order."""
    for n in range(1, len(clauses)):
        told, order = clauses[n - 1], clauses[n]
        worth = any(x.kind == "money" for x in told) and any(x.of("account") for x in told)
        known = any(x.of("deal") and x.candidates[0].object == "deal" for x in told)
        if not worth or known or acts[n - 1].name in ("log", "task") or asks(order):
            continue
        new = any(x.sense("object", "deal") and not x.plural for x in order) and acts[n].name == "create"
        if new and not any(x.kind == "money" or x.of("account") for x in order):
            return clauses, [*acts[: n - 1], replace(acts[n - 1], name="state"), *acts[n:]]
        noun = next((i for i, x in enumerate(told) if x.sense("object", "deal") and not x.plural), None)
        fresh = noun is not None and any(x.word in ("a", "an", "new", "another") for x in told[max(0, noun - 3) : noun])
        if fresh and enters_whom(order):
            create = Act("create", 0.9, "none", 0.0)
            return [*clauses[: n - 1], (*_order(order, "deal"), *told), *clauses[n + 1 :]], [
                *acts[: n - 1],
                create,
                *acts[n + 1 :],
            ]
    return clauses, acts


def _said_already(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Ann works as General Manager now, update her record": an order of what was told in full."""
    for n in range(1, len(clauses)):
        words = [w for x in clauses[n] if not (x.is_mark or x.has("please")) for w in x.word.split()]
        again = words[:1] != [] and words[0] in _MENDING and set(words[1:]) <= _ITSELF and len(words) > 1
        if again and acts[n - 1].name == "update" and gets_title(Seen(clauses[n - 1], shown=False)):
            return [*clauses[:n], *clauses[n + 1 :]], [*acts[:n], *acts[n + 1 :]]
    return clauses, acts


_MENDING = frozenset("update change fix correct edit adjust amend".split())
_ITSELF = frozenset(
    "her his their the that this it record entry profile card contact details file data accordingly crm system in".split()
)


def _ticket_asked(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "The belt keeps slipping. Open ticket", "… and there's no ticket yet. Please open one": an order of one, behind what is wrong."""
    for n in range(1, len(clauses)):
        said = [x for x in clauses[n] if not (x.is_mark or x.has("please"))]
        words = [w for x in said for w in x.word.split()]
        noun = any(map(_one_ticket, said)) or ("one" in words and any(map(_one_ticket, clauses[n - 1])))
        plain = words[:1] != [] and words[0] in ENTERING and set(words[1:]) <= _ONE
        if noun and plain and acts[n].name != "create" and len(clauses[n - 1]) > _FIRST and not asks(clauses[n - 1]):
            told = acts[n - 1] if acts[n - 1].name == "log" else replace(acts[n - 1], name="state")
            create = Act("create", 0.9, "none", 0.0)
            order = _order(clauses[n], "ticket")
            return [*clauses[:n], order, *clauses[n + 1 :]], [*acts[: n - 1], told, create, *acts[n + 1 :]]
    return clauses, acts


def _one_ticket(item: Item) -> bool:
    noun = item.sense("object", "ticket")
    return noun is not None and not noun.plural and not item.candidates


_ONE = frozenset("a an one new ticket support it this that for up case".split())
