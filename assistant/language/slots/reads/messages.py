"""Mails and notes: searched by meaning, drafted, never sent."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from assistant.language.acts.asking import asks
from assistant.language.acts.words_asked import asks_behind
from assistant.language.beyond import OUTSIDE
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import Target
from assistant.language.slots.periods import is_now, span_of
from assistant.language.slots.reads.exchanges import by_me, kinds_of, kinds_said, listed, names_no_matter
from assistant.language.slots.reads.fragments import of_matter
from assistant.language.slots.reads.hearsay import of_hearsay
from assistant.language.slots.reads.matter import is_matter, points_back
from assistant.language.slots.targets import about_now, find_target
from assistant.language.slots.turn import Json, Turn

_MAIN = ("account", "contact", "lead", "deal")


def search(items: Items, turn: Turn) -> list[ToolCall]:
    """Mails and notes by meaning, with what was said of whom, when and which kind."""
    put = asks(items) or asks_behind(items) or (bool(items) and items[0].has("anyone")) or of_hearsay(items)
    args: Json = {"query": _question(items, turn) if put else _query(items, turn)}
    target = find_target(items, turn, _MAIN, pronouns=True, implied=False)
    if target.missing and not any(x.capital for x in items[1:]):
        target = Target()
    if not target.candidates and points_back(items, turn):
        target = about_now(turn, ("account", "deal", "contact"), items)
    if target.items and not items[target.items[0]].capital and target.candidates[0].score < _HIT:
        target = Target()  # "the works council" is nobody of Hallam Works
    accounts = tuple(c for c in target.candidates if c.object == "account")
    if len(target.candidates) > 1 and len(accounts) == 1:
        target = Target(accounts)  # "Castellan": the company rather than whoever is called so
    if target.one and not _begins_another(items, target.one):  # of several of a name, the search weighs the name itself
        args |= {"object": target.one.object, "id": target.one.id}
    if said := kinds_said(items):
        args["kinds"] = list(said)
    author = next((c.id for x in items for c in x.of("user") if x.candidates[0].object == "user"), None)
    if author:
        args["author"] = author
    when = _when(items, turn)
    if (target.one or author) and names_no_matter(items):
        if not author and by_me(items):
            args["author"] = turn.me
        return [listed(args, when, said or kinds_of(items), target.one.label if target.one else "")]
    return [ToolCall("search_messages", {**args, **when})]


def _begins_another(items: Items, one: Candidate) -> bool:
    """ "Globex", where there is a Globex Logistics too, which is called so for short."""
    named = (c for x in items if one in x.candidates for c in x.candidates if c.object == one.object == "account")
    return any(c.label.startswith(f"{one.label} ") for c in named)


def asks_mail(items: Items) -> bool:
    """ "Lorna Bates mail last week", "mails from Linda in May": what was written, rather than an address or a list."""
    mail = next(
        (x for x in items if (s := x.sense("object", "activity")) and s.value == "email" and not x.candidates), None
    )
    whose = any(x.of("contact", "lead", "account") and x.candidates[0].object != "user" for x in items)
    if _written_about(items):
        return True
    if mail is None or not whose or any(x.has("count", "group_by") or x.kind in ("limit", "email") for x in items):
        return False
    told = any(x.kind in ("period", "date") or x.has("about", "mention") for x in items)
    return told and not any(x.has("lacks", "silent", "never_contacted") or x.kind == "comparator" for x in items)


_ABOUT = frozenset("on about regarding re concerning mentioning".split())


def _written_about(items: Items) -> bool:
    """ "notes on the pharmacy visit", "mails mentioning NDA": by what stands in them."""
    for i, item in enumerate(items[:-1]):
        noun = item.sense("object", "activity")
        some = noun is not None and (noun.plural or (i > 0 and items[i - 1].word in ("the", "that", "any")))
        if noun is None or noun.value not in ("email", "note") or not some:
            continue
        said = next((j for j in range(i + 1, len(items)) if _tells(items, i, j)), None)
        behind = (
            next((x for x in items[said + 1 :] if x.word not in ("the", "a", "an", "our", "their")), None)
            if said
            else None
        )
        if behind is not None:
            return not behind.value and not (behind.candidates and behind.candidates[0].score >= _MEANT)
    return False


def _tells(items: Items, noun: int, at: int) -> bool:
    """ "notes ON …", "emails from the last three days that TALK ABOUT …"."""
    relative = any(x.word in ("that", "which", "where") for x in items[noun + 1 : at])
    return (at == noun + 1 and items[at].word in _ABOUT) or (relative and items[at].has("mention", "about"))


_MEANT = 0.8  # the score of a record that is meant rather than hit upon by chance


_HIT = 0.6  # the score of a candidate that is more than one word of many in its name


def perhaps(items: Items, turn: Turn) -> list[ToolCall]:
    """A question that no table answers: somebody may have written of it; declined where nobody has."""
    no = answers.out_of_scope()
    said = [x for x in items if not (x.is_mark or x.value or x.word in FUNCTION_WORDS or x.has(*_QUESTIONS))]
    words = {w for x in items for w in x.word.split()}
    if not (asks(items) or of_matter(items, turn)) or len(said) < _TOLD or words & OUTSIDE:
        return [no]
    return [ToolCall(c.name, {**c.args, "otherwise": no.args["message"]}) for c in search(items, turn)]


_QUESTIONS = ("what", "who", "when", "where", "why", "count", "show", "tell")
_TOLD = 2  # words of a matter that mails may be about


def _when(items: Items, turn: Turn) -> Json:
    for item in items:
        span = None if is_now(item) else span_of(item, turn, "past")
        if span:
            return {k: d.isoformat() for k, d in (("after", span.start), ("before", span.end)) if d}
    return {}


def _question(items: Items, turn: Turn) -> str:
    """The question as it was put, whom it names too: the search weighs who says what to whom. Dates narrow it already."""
    said = [x for x in items if x.kind not in ("date", "period") and x.word != "?"]
    return _as_written(said, turn) or turn.text


_ASKING = frozenset(
    "did do does has have had anyone anybody someone any is are there was were which who what find me anything something the in my our i a an ever every each which whom i'm i've looking after sent writes mailed locate retrieve fetch hunting".split()
)


_LOOSE_ENDS = frozenset("from with by at to for of in on and or since during about".split())


def _query(items: Items, turn: Turn) -> str:
    """The words that carry the matter: without the asking, the names and the dates."""
    kept = [
        x
        for x in items
        if not x.is_mark
        and (not x.candidates or is_matter(x))
        and x.kind not in ("date", "period", "duration")
        and x.word not in _ASKING
        and not x.has("anyone", "search", "show", "please", "what", "who", "when", "where", "why")
        and not (x.sense("object", "activity") and x.sense("object"))
    ]
    matter = [x for x in kept if _is_given(x) or not x.has("mention", "about")] or kept
    matter = [x for x in matter if x.word not in FUNCTION_WORDS] or matter
    while matter and matter[0].word in _LOOSE_ENDS:
        matter = matter[1:]
    while matter and matter[-1].word in _LOOSE_ENDS:
        matter = matter[:-1]
    return _as_written(matter, turn) or turn.text


def _is_given(item: Item) -> bool:
    """ "Commitments", "what we promised": of what is searched, where "mentioned" is how."""
    return item.word.startswith(("promis", "commit"))


def _as_written(items: Sequence[Item], turn: Turn) -> str:
    """The words with the spaces that they had: "IP67" and "PO-88213" are one."""
    text = ""
    for n, item in enumerate(items):
        between = turn.text[items[n - 1].end : item.start] if n else ""
        text += (between if between in ("", "-", "/", ".", "_") else " ") + turn.text[item.start : item.end]
    return text.strip()


def draft(items: Items, turn: Turn) -> list[ToolCall]:
    role = _role(items)
    target = find_target(items, turn, ("contact", "lead"), pronouns=not role, implied=not role)
    target = Target() if role and not target.candidates else target
    about = _about(items, turn)
    if target.missing:
        return [answers.not_found("contact", target.missing)]
    if not target.candidates:
        return [answers.ask_for("To whom?", ToolCall("draft_email", {"about": about or "our last conversation"}), "to")]
    if not about and target.one:
        to = {"object": target.one.object, "id": target.one.id}
        return [answers.ask_for("What should the e-mail be about?", ToolCall("draft_email", {"to": to}), "about")]
    return [
        answers.each(
            target,
            "contact",
            lambda c: ToolCall("draft_email", {"to": {"object": c.object, "id": c.id}, "about": about}),
        )
    ]


_DETERMINERS = frozenset("our my the their a an your his her its whoever".split())


def _role(items: Items) -> bool:
    """ "To our champion", "to the decision maker": somebody by what they are, which no record tells; never whom we spoke of last."""
    for at, of in pairwise(items):
        if at.word in ("to", "for") and of.word in _DETERMINERS:
            noun = next((x for x in items[items.index(of) + 1 :] if not x.is_mark), None)
            return noun is not None and not (noun.candidates or noun.sense("object") or noun.value or _leads(noun))
    return False


def _leads(item: Item) -> bool:
    """ "To her about …": no noun follows."""
    return item.has("about") or item.word in _TELLING or item.word in FUNCTION_WORDS


_TELLING = frozenset(["saying", "asking", "that", "thanking", "introducing", "confirming", "telling"])


def _meant_by(said: Items, turn: Turn) -> str:
    """ "… about it", "about that": the deal or the account that is spoken of."""
    pointing = [x for x in said if not (x.is_mark or x.has("please"))]
    near = next((m.label for m in turn.state.focus if m.object in ("deal", "ticket", "account")), "")
    return near if len(pointing) == 1 and pointing[0].word in ("it", "this", "that") else ""


def _about(items: Items, turn: Turn) -> str:
    """What the mail is to be about: behind "about", "saying", …, else all that is said behind the recipient."""
    for i, item in enumerate(items):
        if (item.has("about") or item.word in _TELLING) and i + 1 < len(items) and not items[i + 1].candidates:
            start = i + 1 if item.has("about") else i
            if meant := _meant_by(items[start:], turn):
                return meant
            return turn.text[items[start].start : items[-1].end]
    to = next((i for i, x in enumerate(items) if x.of("contact", "lead") or x.has("her", "him", "they")), None)
    behind = [x for x in items[to + 1 :] if not x.is_mark] if to is not None else []
    return turn.text[behind[0].start : behind[-1].end] if behind else ""
