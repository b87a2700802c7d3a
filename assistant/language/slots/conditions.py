"""The conditions that words make on one object: owner, state, silence, presence."""

from __future__ import annotations

from collections.abc import Callable

from assistant.language.chart import Item, Items
from assistant.language.slots.periods import days_back, joined, span_of
from assistant.language.slots.relations import says_team
from assistant.language.slots.scan import Scan, does_nothing
from assistant.language.slots.turn import Json, eq, op
from assistant.language.values import DurationValue
from crm_store.catalog import Field, Kind

# "can I see", "I need a list": whoever speaks wants something, and owns nothing by that.
_MODALS = frozenset("can could may might shall should would must will if".split())
_WISHES = frozenset("need want would wish like search look am would'd think mean".split())


def owners(scan: Scan) -> None:
    """ "my", "our team's", "Anna's", "owned by Anna", "nobody's"."""
    if not scan.has_field("owner"):
        return
    for i, item in list(scan.free()):
        if i in scan.used:
            continue
        if item.word.endswith("team") and i and scan.items[i - 1].of("user") and scan.items[i - 1].possessive:
            scan.used.discard(i - 1)
        if item.has("nobody") and not does_nothing(scan.items, i):
            scan.take(i, i + 1, op("owner", "isnull", True), final=True)
        elif says_team(scan.items, i) and scan.head not in ("contact", "lead"):
            scan.take(i - 1, i + 1, op("owner", "in", list(scan.turn.people.my_team())))
        elif item.has("team") or _my_sellers(item) or (item.word == "team" and i):
            _team(scan, i)
        elif (
            not item.senses and scan.turn.people.of_team(item.word) and (item.capital or scan.word(i + 1) in _TERRITORY)
        ):
            end = i + 1 + (scan.word(i + 1) in _TERRITORY)
            scan.take(i, end, op("owner", "in", list(scan.turn.people.of_team(item.word))))
        elif (item.has("me") and _is_owner(scan, i)) or _i_have(item):
            scan.take(i, i + 1, eq("owner", scan.turn.me))
        elif item.of("user") and _user_owns(scan, i, item) and not scan.word(i + 1).startswith("team"):
            scan.take(i, i + 1, eq("owner", item.of("user")[0].id))


_TERRITORY = frozenset("region territory area office crew squad group side".split())


def _team(scan: Scan, i: int) -> None:
    """ "my team", "Priya's team", "the East team"."""
    people = scan.turn.people
    before = scan.items[i - 1] if i else None
    named = people.of_team(before.word) if before else ()
    user = before.of("user") if before and before.possessive else ()
    if user:
        scan.take(i - 1, i + 1, op("owner", "in", list(people.below(user[0].id))))
    elif named:
        scan.take(i - 1, i + 1, op("owner", "in", list(named)))
    elif item_says_mine(scan.items[i].word) and not _dimension(scan, i):
        scan.take(i, i + 1, op("owner", "in", list(people.my_team())))


def _my_sellers(item: Item) -> bool:
    """ "my reps", "our people"."""
    sense = item.sense("dimension")
    return bool(sense and sense.value == "owner" and item.word.startswith(("my ", "our ")))


def item_says_mine(word: str) -> bool:
    return word != "team"


def _dimension(scan: Scan, i: int) -> bool:
    return any(item.has("group_by") for item in scan.before(i, 2))


def _is_owner(scan: Scan, i: int) -> bool:
    """ "my deals", "I own", "owned by me"; not "give me", "show me", "can I"."""
    word = scan.word(i)
    if word in ("my", "mine"):
        return True
    if word == "me":
        return scan.word(i - 1) in ("to", "by", "for", "of") or any(x.has("owned") for x in scan.before(i))
    before, behind = scan.word(i - 1), scan.word(i + 1)
    if i and scan.items[i - 1].is_mark:
        return False  # "…, I visit them tomorrow"
    return word in ("i", "i'm", "i've") and before not in _MODALS and behind not in _WISHES


def _i_have(item: Item) -> bool:
    """ "what do I have", "what have I got", read as one way of asking to see it."""
    words = item.word.split()
    return item.has("show") and "i" in words and bool({"have", "got"} & set(words))


def _user_owns(scan: Scan, i: int, item: Item) -> bool:
    others = [c for c in item.candidates if c.object != "user"]
    if item.candidates[0].object == "user" and (not others or others[0].score < 0.95):
        return True
    return item.possessive or any(x.has("owned") for x in scan.before(i, 1))


def states(scan: Scan) -> None:
    """Open, won, lost, closed, overdue, done."""
    for i, item in list(scan.free()):
        if item.candidates or (
            item.sense("object") and item.has("closed", "open") is False and not item.has("won", "lost")
        ):
            continue
        _state(scan, i, item)


def _state(scan: Scan, i: int, item: Item) -> None:
    said = _STATES.get(scan.head)
    condition = said(item, scan) if said else None
    if condition is not None:
        scan.take(i, i + 1, condition)


def _deal_state(item: Item, scan: Scan) -> Json | None:
    metric = item.sense("metric")
    if metric and metric.value == "pipeline" and not _of_pipeline(scan):
        return eq("is_open", True)
    if metric and metric.value in ("won_count", "lost_count"):
        return eq("is_won" if metric.value == "won_count" else "is_lost", True)
    if item.has("won") and item.word != "win":
        return eq("is_won", True)
    if item.has("lost"):
        return eq("is_lost", True)
    if item.has("open", "closed"):
        return eq("is_open", item.has("open"))
    if item.has("overdue"):
        return {"all": [eq("is_open", True), op("close_date", "lt", scan.turn.context.today.isoformat())]}
    return None


def _ticket_state(item: Item, scan: Scan) -> Json | None:
    metric = item.sense("metric")
    if metric and metric.value == "resolved_tickets":
        return op("resolved_at", "isnull", False)
    return op("resolved_at", "isnull", item.has("open")) if item.has("open", "closed") else None


def _lead_state(item: Item, scan: Scan) -> Json | None:
    metric = item.sense("metric")
    if metric and metric.value == "converted_leads":
        return eq("status", "Converted")
    if item.has("open") and item.word in ("open", "active"):
        return {"not": op("status", "in", ["Converted", "Unqualified"])}
    return None


def _of_pipeline(scan: Scan) -> bool:
    """ "deals in the Renewals pipeline": one of several, called by its name."""
    return any(s.kind == "option" and s.field == "pipeline" for x in scan.items for s in x.senses)


_DONE = frozenset("done complete completed finish finished closed".split())


def _task_state(item: Item, scan: Scan) -> Json | None:
    if item.has("overdue"):
        return eq("is_overdue", True)
    if item.has("open") or item.word in ("incomplete", "undone"):
        return eq("status", "open")
    return eq("status", "done") if item.has("complete", "closed") and item.word in _DONE else None


_STATES: dict[str, Callable[[Item, Scan], Json | None]] = {
    "deal": _deal_state,
    "ticket": _ticket_state,
    "lead": _lead_state,
    "activity": _task_state,
}


def silence(scan: Scan) -> None:
    """ "no activity for 30 days", "gone quiet", "haven't responded in 4 weeks": nothing happened since."""
    if not scan.has_field("last_activity_at"):
        return
    for i, item in list(scan.free()):
        if item.has("never_contacted") and _cue_behind(scan, i) is None:
            field = "last_contacted_at" if scan.has_field("last_contacted_at") else "last_activity_at"
            scan.take(i, i + 1, op(field, "isnull", True), final=True)
            return
        if not (item.has("silent", "never_contacted") or _negated_touch(scan, i)):
            continue
        cue = next((j for j, x in scan.free() if x.kind in ("duration", "period", "date") and j > i - 3), None)
        if cue is None and not item.has("silent"):
            continue
        if any(x.word in ("email", "phone") for x in scan.items[i + 1 : i + 2]) and cue is None:
            continue
        since = _since(scan, cue)
        contacted = (
            scan.head == "lead" and item.has("silent") and not {"activity", "quiet", "stale"} & set(item.word.split())
        )
        field = "last_contacted_at" if contacted else "last_activity_at"
        condition = {"any": [op(field, "isnull", True), op(field, "lt", since)]}
        scan.take(i, i + 1, condition, final=True)
        if scan.head == "deal":
            scan.take(i, i + 1, eq("is_open", True), final=True)
        if cue is not None:
            scan.used.update(range(min(i, cue), cue + 1))
        return


def _cue_behind(scan: Scan, i: int) -> int | None:
    """ "nobody has touched IN THREE WEEKS": not never, but not since then."""
    for j in range(i + 1, min(i + 4, len(scan.items))):
        if scan.items[j].kind in ("duration", "period", "date"):
            return j
        if scan.word(j) not in ("in", "for", "since", "over", "during", "within", "the", "yet", "at", "all"):
            return None
    return None


def _negated_touch(scan: Scan, i: int) -> bool:
    """ "without any emails or calls since March": a negation, then kinds of activity."""
    item = scan.items[i]
    if item.kind != "comparator" or not item.value or item.value.value not in ("without", "not"):
        return False
    return any(
        x.sense("object", "activity")
        or x.has("spoke", "contacted")
        or x.word in ("touched", "activity", "contact", "heard", "reached")
        for x in scan.items[i + 1 : i + 4]
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


def presence(scan: Scan) -> None:
    """ "without a phone", "no next step", "with an e-mail": a field is empty, or not."""
    for i, item in list(scan.free()):
        field = _named_field(scan, item)
        if field is None:
            continue
        before = [x for x in scan.before(i, 3) if x.word not in ("a", "an", "any", "the", "set", "their")]
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
        if lacks or (cue.has("has") and cue.word in ("with", "have", "has", "having")):
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
    return any(x.kind in ("money", "number", "comparator", "range", "percent", "period", "date") for x in following)


__all__ = ["joined", "owners", "presence", "silence", "states"]
