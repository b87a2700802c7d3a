"""A field that is empty, or not: "without a phone", "no next step"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.slots.scan import Scan
from assistant.language.slots.turn import op
from crm_store.catalog import Field, Kind

_JOINTS = ("and", "or", "nor", "but")
_ENDS = (
    *_JOINTS,
    "yet",
    "still",
    "at",
    "in",
    "on",
    "set",
    "so",
    "please",
    "now",
    "right",
    "listed",
    "recorded",
    "entered",
)


_MISSING = ("missing", "empty", "blank", "unknown")
_MEASURED = (Kind.MONEY, Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.DATE, Kind.INSTANT)


def presence(scan: Scan) -> None:
    """ "without a phone", "no next step", "with an e-mail": a field is empty, or not."""
    for i, item in list(scan.free()):
        field = _named_field(scan, item)
        if field is None:
            continue
        before = [x for x in scan.before(i, 3) if x.word not in ("a", "an", "any", "the", "set", "their")]
        if len(before) > 1 and before[-2].word == "nothing" and before[-1].word in ("as", "for", "in", "under"):
            scan.take(i - 2, i + 1, op(field, "isnull", True), final=True)  # "with nothing as next step"
            continue
        cue = before[-1] if before else None
        if cue is not None and cue.word in ("or", "nor", "and", ",") and _lacks_too(scan, i, field):
            continue
        if cue is not None and cue.has("has") and item.has("closed", "won", "lost", "complete", "open"):
            continue  # "has closed": a state
        if cue is None or _takes_value(scan, i, scan.turn.field(scan.head, field)):
            continue
        lacks = (
            cue.has("lacks")
            or (cue.value and cue.value.value == "without")
            or cue.word in ("no", "missing", "neither", "nor")
        )
        behind = scan.items[i + 1 : i + 3]
        missing = next(
            (j for j, x in enumerate(behind, i + 1) if x.word in _MISSING),
            None,
        )
        if missing is not None and all(x.word in ("is", "are") for x in scan.items[i + 1 : missing]):
            scan.take(i, missing + 1, op(field, "isnull", True), final=True)  # "with the website missing"
        elif lacks or (cue.has("has") and cue.word in ("with", "have", "has", "having")):
            scan.take(i, i + 1, op(field, "isnull", bool(lacks)), final=True)


def _lacks_too(scan: Scan, i: int, field: str) -> bool:
    """ "without e-mail or phone": the second of what is lacking; without either both are, "missing" one or the other."""
    last = scan.found[-1] if scan.found else None
    empty = last is not None and (
        last.condition.get("op") == "isnull" or "isnull" in str(last.condition.get("all", ""))
    )
    if last is None or not empty or last.end not in (i - 1, i - 2) or not last.final:
        return False
    first = [last.condition] if "op" in last.condition else list(last.condition.get("all") or last.condition["any"])
    how = "any" if scan.word(i - 1) == "or" and scan.word(last.at - 1) == "missing" else "all"
    both = {how: [*first, op(field, "isnull", first[0]["value"])]}
    scan.found.pop()
    scan.take(last.at, i + 1, both, final=True)
    return True


def _goes_on(following: Items) -> bool:
    """What follows is another condition: "without a next step closing this month"."""
    return bool(following) and (
        following[0].has("closing", "created", "won", "lost", "open", "owned", "silent") or following[0].is_mark
    )


def _named_field(scan: Scan, item: Item) -> str | None:
    if item.candidates:
        return None
    sense = next((s for s in item.senses if s.kind == "field" and s.object == scan.head), None)
    if sense is None and (kind := item.sense("object")):
        name = "email" if kind.value == "email" else kind.object
        return (
            name if scan.has_field(name) and scan.turn.field(scan.head, name) and not _owned_list(scan, name) else None
        )
    return sense.field if sense else None


def _owned_list(scan: Scan, name: str) -> bool:
    field = scan.turn.field(scan.head, name)
    return field is None or field.kind is Kind.INTEGER


def _takes_value(scan: Scan, i: int, field: Field | None) -> bool:
    following = scan.items[i + 1 : i + 3]
    if field and field.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.EMAIL, Kind.PHONE) and _goes_on(following):
        return False
    if any(
        x.sense("title")
        or (not x.senses and not x.candidates and not x.is_mark and x.value is None and x.word not in _ENDS)
        for x in following[:1]
    ):
        return True
    if any(
        s.kind == "option" and any(f.kind == "field" and f.field == s.field for f in scan.items[i].senses)
        for x in following
        for s in x.senses
    ):
        return True
    if following and following[0].word in _JOINTS:
        return False
    if field and field.kind not in _MEASURED:
        return False  # "without a next step over 100k": the amount is the deal's
    return any(x.kind in ("money", "number", "comparator", "range", "percent", "period", "date") for x in following)
