"""Nothing happened since: "no activity for 30 days", "gone quiet"."""

from __future__ import annotations

from datetime import timedelta

from assistant.language.chart import Item
from assistant.language.slots.periods import days_back, span_of
from assistant.language.slots.scan import Scan
from assistant.language.slots.turn import eq, op
from assistant.language.values import DurationValue


def silence(scan: Scan) -> None:
    """ "no activity for 30 days", "gone quiet", "haven't responded in 4 weeks": nothing happened since."""
    if not scan.has_field("last_activity_at"):
        return
    for i, item in list(scan.free()):
        verb = _nobody_did(scan, i)
        if _never(scan, i if verb is None else verb, item):
            field = "last_contacted_at" if scan.has_field("last_contacted_at") else "last_activity_at"
            scan.take(i, (i if verb is None else verb) + 1, op(field, "isnull", True), final=True)
            scan.used.update(j for j in (_cue_behind(scan, i if verb is None else verb),) if j is not None)
            return
        if scan.has_field("contact") and any(x.word in ("assigned", "linked") for x in scan.items[i + 1 : i + 3]):
            continue  # "no contact assigned": a field that is empty
        if scan.has_field("contact") and item.word.endswith("contact") and scan.word(i + 1) == "person":
            scan.take(i, i + 2, op("contact", "isnull", True), final=True)
            continue
        if not (item.has("silent", "never_contacted") or _negated_touch(scan, i)):
            continue
        if "follow" in item.word and scan.has_field("follow_up_date") and scan.word(i + 1) == "date":
            scan.take(i, i + 2, op("follow_up_date", "isnull", True), final=True)
            return  # "with no follow-up date": a field that is empty
        cue = next((j for j, _ in scan.free() if _is_cue(scan, i, j)), None)
        vague = _vaguely(scan, i) if cue is None else None
        if cue is None and vague is None and not item.has("silent"):
            continue
        if any(x.word in ("email", "phone") for x in scan.items[i + 1 : i + 2]) and cue is None:
            continue
        _take_silence(scan, i, cue if cue is not None else vague, _since(scan, cue))
        return


def _take_silence(scan: Scan, i: int, cue: int | None, since: str) -> None:
    item = scan.items[i]
    if kind := _kind_denied(scan, i, cue):
        told = {"all": [eq("type", kind), op("occurred_at", "gte", since)]}
        scan.take(i, i + 1, {"not": {"related": {"object": "activity", "via": scan.head, "where": told}}}, final=True)
        scan.used.update(range(min(i, cue or i), (cue or i) + 1))
        return
    verb = any(x.has("contacted") and not x.has("silent") for x in scan.items[i:cue]) or item.has("silent")
    contacted = scan.head == "lead" and verb and not {"activity", "quiet", "stale"} & set(item.word.split())
    field = "last_contacted_at" if contacted else "last_activity_at"
    scan.take(i, i + 1, {"any": [op(field, "isnull", True), op(field, "lt", since)]}, final=True)
    if scan.head == "deal":
        scan.take(i, i + 1, eq("is_open", True), final=True)
    if cue is not None:
        scan.used.update(range(min(i, cue), cue + 1))


def _kind_denied(scan: Scan, i: int, cue: int | None) -> str:
    """ "Haven't HAD A MEETING this quarter": what did not happen is one kind of activity, and others may have."""
    said = {w for x in scan.items[i : (cue or i) + 1] for w in x.word.split()}
    return "meeting" if said & {"meeting", "meetings"} and not said & {"call", "calls", "email", "emails"} else ""


def _never(scan: Scan, i: int, item: Item) -> bool:
    """ "Never contacted until now", "nobody has called", "that I have not called yet": since no day at all."""
    cue = _cue_behind(scan, i)
    dated = cue is not None and not _until_now(scan, cue)
    beside = {scan.word(j) for j in range(max(0, i - 1), i + 4)}
    not_yet = scan.head == "lead" and item.has("silent") and bool(beside & _YET)
    undone = item is not scan.items[i]  # `i` is the verb of what nobody did
    return not dated and (undone or item.has("never_contacted") or not_yet)


_YET = frozenset(["yet", "still", "so far", "ever", "until now"])


def _until_now(scan: Scan, cue: int) -> bool:
    """ "Until now", "up to today": days without a first one."""
    span = span_of(scan.items[cue], scan.turn, "past")
    today = scan.turn.context.today
    return span is not None and span.start is None and span.end is not None and span.end >= today - timedelta(days=1)


def _is_cue(scan: Scan, i: int, j: int) -> bool:
    """A time that says since when item `i` is so: behind it, or right before it with nothing new between."""
    near = j > i or (j > i - 3 and not any(x.word in ("but", "and") for x in scan.items[j:i]))
    return near and scan.items[j].kind in ("duration", "period", "date")


def _vaguely(scan: Scan, i: int) -> int | None:
    """ "Haven't moved IN A WHILE", "not heard from them LATELY": the place of the word that says for long, however long."""
    return next((j for j in range(i + 1, min(i + 8, len(scan.items))) if scan.word(j) in _LATELY), None)


_LATELY = frozenset("while ages lately recently forever".split())


def _cue_behind(scan: Scan, i: int) -> int | None:
    """ "nobody has touched IN THREE WEEKS": not never, but not since then."""
    for j in range(i + 1, min(i + 4, len(scan.items))):
        if scan.items[j].kind in ("duration", "period", "date"):
            return j
        if (
            scan.word(j) not in ("in", "for", "since", "over", "during", "within", "the", "yet", "at", "all")
            and scan.items[j].kind != "comparator"
        ):
            return None
    return None


def _negated_touch(scan: Scan, i: int) -> bool:
    """ "without any emails or calls since March": a negation, then kinds of activity."""
    item = scan.items[i]
    says_no = item.kind == "comparator" and item.value is not None and item.value.value in ("without", "not")
    if item.word == "nothing" and (scan.word(i + 1) in _SINCE or scan.items[i + 1 : i + 2][0].is_mark):
        return True
    if item.word in ("nothing", "nothing's") and any(x.word in _GOING_ON for x in scan.items[i + 1 : i + 4]):
        return True  # "nothing has happened", "nothing going on"
    if _nobody_did(scan, i) is not None:
        return True
    if not (says_no or item.has("lacks")):
        return False
    return any(
        x.sense("object", "activity") or x.has("spoke", "contacted") or x.word in _TOUCHES
        for x in scan.items[i + 1 : i + 5]
    )


_GOING_ON = frozenset("happened happening happens going moved moving done".split())
_SINCE = ("for", "in", "since", "no", "not")


def _nobody_did(scan: Scan, i: int) -> int | None:
    """ "Nobody on my team has CONTACTED them", "none of us TOUCHED": the verb of what was not done."""
    if not (scan.word(i) in _NOBODY or (scan.word(i) == "none" and scan.word(i + 1) == "of")):
        return None
    for j in range(i + 1, min(i + 8, len(scan.items))):
        item = scan.items[j]
        if item.word in _TOUCHES or item.has("contacted", "spoke") or item.sense("object", "activity"):
            return j
        if not (item.has("team", "has") or item.word in _AMONG):
            return None
    return None


_NOBODY = frozenset(["nobody", "no one", "no-one", "noone"])
_AMONG = frozenset("on in of from us here else ever actually yet so far really still my our the east west".split())
_TOUCHES = frozenset(
    """touched activity contact heard reached moved moving progressing touching budged progressed happened called phoned rung visited emailed mailed written met
    seen spoken talked touch touches interaction interactions worked done movement anything""".split()
)


def _since(scan: Scan, cue: int | None) -> str:
    today = scan.turn.context.today
    if cue is not None:
        value = scan.items[cue].value
        if value and isinstance(value.value, DurationValue):
            return days_back(today, value.value).isoformat()
        span = span_of(scan.items[cue], scan.turn, "past")
        if span and span.start:
            return span.start.isoformat()
        if span and span.end:
            return span.end.isoformat()
    return days_back(today, DurationValue(30, "day")).isoformat()
