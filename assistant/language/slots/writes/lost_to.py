"""Why a deal was lost, where another sentence tells it: "they went with another vendor … mark it as lost"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.stages import loss_reason

_RIVALS = ("competit", "competing", "rival")  # how words begin that say it by themselves
_OTHER = frozenset("other another different alternative".split())
_SELLERS = frozenset(
    """vendor vendors supplier suppliers provider providers bidder bidders manufacturer manufacturers maker makers company
    firm brand contractor dealer seller house player bid offer tender quote""".split()
)
_PEOPLE = frozenset("someone somebody anyone".split())
# What a customer does who takes another one, by how the words begin.
_CHOOSING = (
    "chose",
    "choos",
    "pick",
    "opt",
    "decid",
    "decision",
    "award",
    "accept",
    "prefer",
    "favo",
    "convinc",
    "beat",
)
_TAKING = frozenset(
    "went go goes going gone took take takes taken signed sign won wins win bought buy ordered gave given got gets".split()
)
_UNSURE = frozenset(
    "not no without never may might could also still considering talking looking comparing if unless".split()
)
_BEFORE = 4  # words before another seller among which it is denied or doubted
_MARKS = frozenset(",.;:-–—!")
_TO_WHOM = frozenset(["with", "for", "from", "to"])


def explain(clause: Items, draft: Draft, turn: Turn) -> None:
    """ "We lost it, they went with a competitor", "they went with a competitor, mark it lost": the reason of the loss."""
    change = draft.changes[-1] if draft.changes else {}
    reason = (_rival(turn) if _chooses(clause) and goes_to_rival(clause) else None) or _named(clause)
    if reason and _lost(change, turn):
        change["set"].setdefault("loss_reason", reason)


def explain_all(clauses: list[Items], draft: Draft, turn: Turn) -> None:
    """ "They went with another vendor. Pity. Mark it as lost": told anywhere in the message, of the one deal that it loses."""
    lost = [c for c in draft.changes if _lost(c, turn)]
    reason = _rival(turn)
    if len(lost) != 1 or reason is None or "loss_reason" in lost[0]["set"]:
        return
    told = [c for c in clauses if goes_to_rival(c)]
    others = {r for c in clauses if (r := _named(c)) and r != reason}
    if told and (not others or any(map(_chooses, told))):
        lost[0]["set"]["loss_reason"] = reason


def goes_to_rival(items: Items) -> bool:
    """Somebody else who sells is spoken of: "a different supplier", "the competition", "went with Vantik"."""
    words = [w.removesuffix("'s") for x in items for w in (x.word.split() or [x.word])]
    at = next((i for i in range(len(words)) if _of_rival(words, i)), None)
    if at is not None:
        before = words[max(0, at - _BEFORE) : at]
        mark = next((i for i in range(len(before), 0, -1) if before[i - 1] in _MARKS), 0)
        return not _UNSURE & set(before[mark:])  # "no thanks, a different vendor convinced them"
    return any(
        items[i - 1].word.split()[-1] in _TO_WHOM and _stranger(items[i]) and _chooses(items[:i])
        for i in range(1, len(items))
    )


def _of_rival(words: list[str], i: int) -> bool:
    word, behind = words[i], words[i + 1 : i + 3]
    if word in _PEOPLE:
        return behind[:1] == ["else"]
    if word in _OTHER:
        return any(w in _SELLERS for w in behind)
    return word == "elsewhere" or word.startswith(_RIVALS)


def _stranger(item: Item) -> bool:
    """A name that no record has."""
    plain = not (item.candidates or item.value or item.senses) and item.word not in FUNCTION_WORDS
    return plain and item.capital and item.word.isalpha()


def _chooses(items: Items) -> bool:
    words = {w for x in items for w in x.word.split()}
    return bool(words & _TAKING) or any(w.startswith(_CHOOSING) for w in words)


def _named(items: Items) -> str | None:
    return next((reason for x in items if (reason := loss_reason(x))), None)


def _lost(change: Json, turn: Turn) -> bool:
    ends = {s.name for s in turn.catalog.default_pipeline.stages if s.kind == "lost"}
    return change.get("object") == "deal" and change.get("set", {}).get("stage") in ends


def _rival(turn: Turn) -> str | None:
    """What this tenant calls it that somebody else got the order."""
    field = turn.field("deal", "loss_reason")
    return next((o.value for o in field.options if o.value.lower().startswith(_RIVALS)), None) if field else None
