"""Whether a clause asks for a figure, whatever else it is like."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.asking import asks
from assistant.language.acts.signs import Seen
from assistant.language.acts.words_asked import asks_for_words
from assistant.language.chart import Items
from assistant.language.slots.reads.ordering import extreme
from assistant.language.slots.relations import something
from assistant.language.slots.reports.against import is_set_against
from assistant.language.slots.reports.groups import each_listed, valued
from assistant.language.slots.reports.implied import asks_progress, periods_alone
from assistant.language.slots.reports.reports import parsed
from assistant.language.slots.reports.wording import TOTAL, measuring
from assistant.language.slots.turn import Json, Turn
from assistant.language.values import LimitValue

OUTCOMES = ("won_count", "lost_count")
OTHER = ("mention", "search", "draft", "remind", "log", "spoke", "complete", "rename", "undo")
_ADVICE = ("brief", "score", "recommend")  # unless the figure comes in groups: "a summary of pipeline by stage"
_RATES = frozenset(
    ["converted_leads", "resolution_time", "win_rate", "lead_conversion_rate", "sales_cycle", "average_deal_size"]
)


def asks_figure(clause: Items, turn: Turn) -> bool:
    """A figure is asked for: something is measured, and grouped, compared, summed or called by a metric's name."""
    seen = Seen(clause, False)
    if seen.family(*OTHER) or seen.ordered() or lists_records(clause) or asks_for_words(clause, asks(clause)):
        return False
    spec, _ = parsed(clause, turn)
    if spec is None:
        return False
    if asks_progress(clause) or _taken_in(clause, spec) or _to_come(clause, spec) or periods_alone(clause):
        return True
    if tuple(spec["metrics"]) == OUTCOMES or _by_groups(clause, spec) or _set_against(clause, spec):
        return True
    if spec["metrics"][0].startswith(("sum_", "average_")) and "." in spec["metrics"][0]:
        return True
    if "expect" in {w for x in clause for w in x.word.split()} and spec["metrics"][0] == "weighted_pipeline":
        return True
    return not (_of_one(clause) or their_own(clause) or seen.family(*_ADVICE)) and (
        called(clause) or spec["metrics"][0] in _RATES or _summed(clause)
    )


def lists_records(clause: Items) -> bool:
    """ "accounts with nothing open in the pipeline", "accounts whose revenue exceeds a billion": records, no figure."""
    heads = {s.object for x in clause if (s := x.sense("object"))}
    found = any(something(clause, head) is not None for head in heads)
    return (
        found
        or _picks_by_day(clause)
        or _compares_field(clause)
        or extreme(clause, "deal") is not None
        or what_ended(clause)
    )


def _picks_by_day(clause: Items) -> bool:
    """ "The deal with the latest close date": a record by a day of its own."""
    at = next((i for i, x in enumerate(clause) if x.kind == "limit"), None)
    mention = clause[at].value if at is not None else None
    if at is None or mention is None or not isinstance(mention.value, LimitValue):
        return False
    return mention.value.by == "time" and any(x.sense("field") for x in clause[at + 1 : at + 3])


def what_ended(clause: Items) -> bool:
    """ "what have I won since June", "what did we lose to price": the deals, where no word measures or groups them."""
    said = [x for x in clause if not x.is_mark and not x.has("please", "tell", "show")]
    words = {w for x in said for w in x.word.split()}
    opens = bool(said) and (said[0].word.split()[0] in ("what", "which", "what's") or said[0].has("won", "lost"))
    opens = opens and not any(x.word in ("$", "#") for x in clause)
    measured = words & (TOTAL | frozenset("rate many count number most least best worst".split()))
    traded = bool(words & TRADED) and any(x.of("account") for x in said)  # "what did we sell to Globex"
    ended = traded or any(x.has("won", "lost") and not x.sense("metric") and not x.candidates for x in said)
    named = [x for i, x in enumerate(said) if not valued(tuple(said), i)]  # but for "source partner"
    grouped = any(x.sense("dimension") or x.has("group_by") or x.kind in ("comparison", "limit") for x in named)
    field = any(
        x.sense("field", "deal") and not (x.candidates or x.sense("option")) for x in named
    )  # "what's the close date of …"
    return opens and ended and not (measured or grouped or field) and not any(x.sense("metric") for x in said)


def _compares_field(clause: Items) -> bool:
    """ "accounts whose revenue exceeds one billion": records by a number of their own, and no figure of ours."""
    heads = {s.object for x in clause if (s := x.sense("object")) and s.plural and not x.candidates}
    said = [x for x in clause if x.word not in ("is", "are", "of", "in", "a", "an", "that", "which", "was")]
    compared = [i for i, x in enumerate(said) if x.kind == "comparator"]
    own = [
        i
        for i, x in enumerate(said)
        if not x.candidates and any(s.kind == "field" and s.object in heads for s in x.senses)
    ]
    # "whose revenue exceeds a billion"; "below 50 million in revenue"
    return any(i == at + 1 or (i == at - 2 and said[i + 1].value is not None) for at in own for i in compared)


def _to_come(clause: Items, spec: Json) -> bool:
    """ "how much are we going to close this quarter": the pipeline of that time, and no odds."""
    words = {w for x in clause if not x.candidates for w in x.word.split()}
    return spec["metrics"] == ["pipeline"] and "much" in words and bool(words & {"close", "win", "land", "sign"})


def _by_groups(clause: Items, spec: Json) -> bool:
    cued = any(
        x.has("group_by", "report", "why") or x.word.split()[0] in ("each", "every", "which", "who", "monthly")
        for x in clause
    )
    if each_listed(clause) or (_of_one(clause) and not any(x.has("group_by") for x in clause)):
        return False
    limited = any(x.kind == "limit" or x.word in ("most", "best", "worst", "fewest", "least", "top") for x in clause)
    reasons = any((d := x.sense("dimension")) and d.value == "loss_reason" and x.plural for x in clause)
    return bool(spec["group_by"]) and (cued or limited or reasons or called(clause))


def _taken_in(clause: Items, spec: Json) -> bool:
    """ "What did we book in October", "how much did Tom bring in this year": what was sold in that time, by us."""
    verb = any(set(x.word.split()) & _TAKEN or x.word in ("bring in", "brought in") for x in clause)
    ours = any(x.has("me", "team") or x.of("user") or x.word.split()[-1] in ("we", "we've", "i") for x in clause)
    others = any(x.sense("object") or (x.candidates and not x.of("user")) for x in clause)
    dated = any(x.kind in ("period", "comparison") for x in clause)
    return verb and ours and dated and not others and spec["metrics"] == ["won_amount"]


_TAKEN = frozenset("book booked sold sell".split())


def _set_against(clause: Items, spec: Json) -> bool:
    return is_set_against(clause) and ("compare" in spec or bool(spec["group_by"]))


def _of_one(clause: Items) -> bool:
    """A record is named whose own field may be meant."""
    return any(
        c.object in ("deal", "contact", "lead", "product", "ticket") and c.score >= 0.7
        for x in clause
        for c in x.candidates[:1]
    )


def their_own(clause: Items) -> bool:
    """ "how much revenue does Starling make a year", "Starling's turnover": a figure of the account, none of our sales."""
    ours = any(x.word.split()[0] in ("we", "us", "our", "my", "i", "from", "with", "won", "closed") for x in clause)
    fielded = any(x.sense("field", "account") for x in clause if not x.candidates)
    return fielded and not ours and any(x.of("account") for x in clause)


_LISTED = frozenset(["won_count", "lost_count"])


def called(clause: Items) -> bool:
    """A metric by its name, and no list of records, as "won deals" and "losses" are."""
    found = [s.value for x in clause if not x.candidates and (s := x.sense("metric"))]
    own = [x for x in clause if x.of("account") and x.sense("field") is None]
    return any(m not in _LISTED for m in found) and not (own and any(x.sense("field", "account") for x in clause))


def _summed(clause: Items) -> bool:
    """ "sum of open deals over 100k", "what do my December closings add up to"."""
    words = [w for x in clause if not x.candidates for w in x.word.split()]
    adds = any(pair in (("add", "up"), ("adds", "up"), ("amount", "to"), ("bring", "in")) for pair in pairwise(words))
    said = adds or bool(measuring(clause))
    live = any(
        x.has("won", "lost", "closing", "closed", "open")
        or set(x.word.split()) & TRADED
        or any(s.kind == "option" and s.field == "stage" for s in x.senses)
        or ((n := x.sense("object", "deal")) and n.plural)
        for x in clause
        if not x.candidates
    )
    one = any((s := x.sense("object", "deal")) and not s.plural for x in clause) or any(
        x.kind == "limit" for x in clause
    )
    employees = any(x.sense("field", "account") for x in clause) and any(x.of("account") for x in clause)
    return said and live and not one and not employees


TRADED = frozenset(
    "sold sell close closed bought buy buys lose losing order ordered spend spent purchase purchased".split()
)


__all__ = ["asks_figure", "lists_records", "their_own", "what_ended"]
