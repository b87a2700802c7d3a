"""What is measured where no metric is called by its name: "how much did we win", "how long does it take us to close"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.slots.reports.metric_names import COUNT_OF, Measured
from assistant.language.slots.unread import topmost

_SPENT = frozenset(
    "sold sell sells selling winning wins sale sales bought buy buys purchased purchase spent spend spends ordered booked earned".split()
)
_ENDED = frozenset("close closed closing win won winning sign signed signing sell sold".split())


def time_to_close(items: Items) -> Measured | None:
    """ "how long does it take us to win a deal", "how many days from first contact to signature", "how fast do we close"."""
    words = [w for x in items if not x.candidates for w in x.word.split()]
    pairs = set(pairwise(words))
    asked = pairs & {("how", "long"), ("how", "fast"), ("how", "quickly"), ("many", "days"), ("how", "quick")}
    takes = asked or (
        set(words) & {"time", "days", "weeks"} and set(words) & {"take", "takes", "took", "need", "needed"}
    )
    mean = {w for x in items if not (x.candidates or x.value) for w in x.word.split()}  # not of "all time"
    takes = takes or (mean & {"average", "avg", "mean", "typical"} and mean & {"time", "days", "weeks"})
    if not takes or not set(words) & _ENDED or any(x.has("silent") or x.of("deal") for x in items):
        return None
    skip = {i for i, x in enumerate(items) if not x.candidates and set(x.word.split()) & (_ENDED | {"time", "days"})}
    return Measured(("sales_cycle",), frozenset(skip | {i for i, x in enumerate(items) if x.sense("object", "deal")}))


def is_won(item: Item, past: bool) -> bool:
    """What was sold: "won", "bought", "booked", "closed", in the past "close"."""
    said = set() if item.sense("dimension") else set(item.word.split())  # "each sales stage"
    past = past and not said & {"to", "should", "will", "expected"}  # "that we have expected to close"
    return (
        item.has("won")
        or bool(said & (_SPENT | {"closed"}))
        or (past and bool(said & {"close", "order", "book"}))
        or item.word in ("bring in", "brought in")
    )


def is_lost(item: Item) -> bool:
    return item.has("lost") or bool((m := item.sense("metric")) and m.value == "lost_count") or item.word == "losing"


def implied(items: Items, used: set[int], said: frozenset[str]) -> Measured:
    """ "how much did we win", "deals by stage", "total of open deals"."""
    if converted := _converted(items, said):
        return converted
    if (nouns := {s.object for x in items if (s := x.sense("object")) and not x.candidates}) and not nouns & _SELLING:
        return _of_noun(items, used, said)
    words = {w for x in items for w in x.word.split()}
    hoped = {
        w for x in items if not x.sense("field") for w in x.word.split()
    }  # "by expected close month" hopes for nothing
    if hoped & {"expect", "expected", "expecting"} and "amount" in said and not nouns:
        return Measured(("weighted_pipeline",))
    closes = any("close" in x.word.split() and x.has("forecast", "score") for x in items)
    if (closes or ("amount" in said and _by_stage(items))) and not nouns:
        return Measured(("pipeline",))  # "what will we close this month"
    if not nouns and any(x.has("forecast") for x in items) and not any(x.has("won", "lost") for x in items):
        return Measured(("weighted_pipeline",))  # "will I make my number"
    if words & {"ahead", "outsell", "outsold", "outperform", "outperforms", "outperformed"} and not nouns:
        return Measured(("won_amount",))
    if not nouns and (_rivals(items, words) or periods_alone(items) or _best_seller(items)):
        return Measured(("won_amount",))
    past = any(x.word in ("did", "have", "has", "i've", "we've") for x in items)
    plain = [(i, x) for i, x in enumerate(items) if not x.candidates]
    if earned := _earned(items):
        return Measured(("won_amount",), frozenset(earned))
    won = {i for i, x in plain if is_won(x, past)}
    lost = {i for i, x in plain if is_lost(x)}
    if won and lost:
        return Measured(("won_count", "lost_count"), frozenset(won | lost))
    if won:
        return Measured((_won(items, said),), frozenset(won))
    if lost:
        return Measured(("lost_amount" if "amount" in said else "lost_count",), frozenset(lost))
    if any((d := x.sense("dimension")) and d.value == "loss_reason" for x in items):
        return Measured(("lost_amount" if "amount" in said else "lost_count",))
    return _of_noun(items, used, said)


def _converted(items: Items, said: frozenset[str]) -> Measured | None:
    """ "How many leads were converted", "do they become deals": their number, or their share."""
    if become := _becomes(items):
        return Measured(("lead_conversion_rate",), frozenset(become))
    cues = [i for i, x in enumerate(items) if x.word.startswith(("convert", "conversion")) and not x.candidates]
    counted = "count" in said or any(items[i].word == "converted" and items[i].sense("option") for i in cues)
    name = "converted_leads" if counted and "rate" not in said else "lead_conversion_rate"
    return Measured((name,), frozenset(cues)) if cues else None


def _becomes(items: Items) -> set[int]:
    """ "What fraction of leads BECOMES A DEAL", "… ends up as a deal": how many are converted."""
    lead = any((x.sense("object", "lead") or x.word.startswith("lead ")) and not x.candidates for x in items)
    deal = {i for i, x in enumerate(items) if x.word in ("deal", "deals", "customer", "customers", "won")}
    turns = {
        i
        for i, x in enumerate(items)
        if set(x.word.split()) & {"become", "becomes", "became", "turn", "turns", "end", "ends", "up"}
    }
    return deal | turns if lead and deal and turns else set()


def _by_stage(items: Items) -> bool:
    """ "How much money is sitting in each stage": of what is open, as nothing is won or lost in it."""
    staged = any((d := x.sense("dimension")) and d.value == "stage" for x in items if not x.candidates)
    return staged and not any(is_won(x, past=True) or is_lost(x) for x in items)


def _best_seller(items: Items) -> bool:
    """ "Who is the best rep this year": the one who has won the most."""
    return any(a.word in _RANKS and sells(b) for a, b in pairwise(items))


def sells(item: Item) -> bool:
    """ "rep", "the reps": whoever owns what is sold."""
    called = (d := item.sense("dimension")) is not None and d.value == "owner" and not item.sense("object")
    return not item.candidates and (called or any(s.field == "owner" for s in item.senses))


def _rivals(items: Items, words: set[str]) -> bool:
    """ "Tom vs Aisha", "compare Tom and Aisha": what each of them has won, where nothing else is said."""
    people = {x.of("user")[0].id for x in items if x.of("user") and x.candidates[0].object == "user"}
    return len(people) > 1 and bool(words & {"vs", "versus", "against", "compare", "compared"})


def periods_alone(items: Items) -> bool:
    """ "Compare this month to the same month last year", "how does this quarter compare to Q3", "best month this year"."""
    ranked = any(x.word in _RANKS for x in items) and any(
        (d := x.sense("dimension")) and d.value in ("week", "month", "quarter", "year") for x in items
    )
    against = any(x.kind == "comparison" or set(x.word.split()) & _COMPARING for x in items)
    dated = any(x.kind in ("period", "comparison") for x in items)
    which = ranked and items[0].word == "which"  # "which month was our best"
    return (dated or which) and (ranked or against) and all(_plain(x) for x in items)


def _plain(item: Item) -> bool:
    """A period, or a word that only asks or compares."""
    of_days = item.kind in ("period", "comparison") or item.is_mark
    return (
        of_days
        or item.sense("dimension") is not None
        or set(item.word.split()) <= _ASKED
        or item.has("report", "please", "show", "what")
    )


_RANKS = frozenset("best worst strongest weakest top".split())
_COMPARING = frozenset("compare compared compares versus vs against".split())
_ASKED = (
    _RANKS
    | _COMPARING
    | frozenset(
        "how does do did is was are were the our my we us to with and for of in me so far it looking going doing which".split()
    )
)
_SELLING = frozenset(
    ["deal", "account", "product", "lead", "contact"]
)  # what may be beside a word of winning or losing
EARNING = frozenset(
    "make made makes making bring brought brings generate generated generates earn earned earns pull pulled take took rake raked".split()
)
DOING = frozenset(
    "do doing perform performed performing fare fared faring go went going look looks looking shape shaping track tracking".split()
)
_DOERS = frozenset("we i us team company business everyone everybody sales each".split())


def _earned(items: Items) -> set[int]:
    """ "who brought in the most money", "how did we do in Q3", "how is each rep doing": what was won is meant."""
    words = {w for x in items if not x.candidates for w in x.word.split()}
    if words & EARNING and words & {"money", "revenue", "dollars", "cash", "business"}:
        return {i for i, x in enumerate(items) if set(x.word.split()) & EARNING}
    asked = _how(items)
    if asked is None and words & {"better", "worse"} and len(words & {"i", "we"}) == 1:  # "did I do better in Q3 or Q2"
        asked = next(i for i, x in enumerate(items) if set(x.word.split()) & DOING) if words & DOING else None
    who = (
        bool(words & _DOERS)
        or any(x.kind == "period" and x.word.startswith(("my ", "our ")) for x in items)
        or any(x.of("user") or sells(x) or (x.capital and i and not x.candidates) for i, x in enumerate(items))
    )
    if ("going", "to") in pairwise(w for x in items for w in x.word.split()):
        return set()  # "how much are we going to close": still to come
    live = any(_in_stage(x) or x.has("open", "closing") for x in items if not x.candidates)
    if asked is not None and _only_time(items):
        return {asked}  # "how's my quarter", "how did last quarter go"
    helps = asked is not None and items[asked + 1 : asked + 2] and items[asked + 1].word == "do"
    if helps and not words & (DOING - {"do"}):
        return set()  # "how do I reach her"
    if asked is None or not words & DOING or live or any(x.sense("object") for x in items):
        return set()
    if any(x.kind == "comparison" for x in items) and words & DOING:
        return {asked}
    elsewhere = any(x.candidates and not x.of("user") for x in items)  # "how is Tom doing at Acme"
    return {asked} if who and not elsewhere else set()


def _only_time(items: Items) -> bool:
    """A period of time, and no more than the words that ask how it goes."""
    said = [x for x in items if not x.is_mark]
    small = _ASKED | DOING | {"how's", "the"}
    return any(x.kind == "period" for x in said) and all(
        x.kind == "period" or (set(x.word.split()) <= small and not x.candidates) for x in said
    )


def _how(items: Items) -> int | None:
    return next((i for i, x in enumerate(items) if x.word.split()[0] in ("how", "how's")), None)


def asks_progress(items: Items) -> bool:
    """ "how is Tom doing this quarter", "how did we do in Q3": what was won in that time."""
    return _how(items) in (0, 1) and bool(_earned(items))


def _won(items: Items, said: frozenset[str]) -> str:
    if "rate" in said:
        return "win_rate"
    if "mean" in said:
        return "average_deal_size"
    most_deals = any(
        x.sense("object", "deal") and i and items[i - 1].word in ("most", "more", "fewest") for i, x in enumerate(items)
    )
    return "won_count" if ("count" in said and "amount" not in said) or most_deals else "won_amount"


def _of_noun(items: Items, used: set[int], said: frozenset[str]) -> Measured:
    """What is counted is said by its noun; of deals, "how much" asks for their worth."""
    noun = next(((i, s) for i, x in enumerate(items) if (s := x.sense("object")) and i not in used), None)
    if noun is None and any(x.has("overdue") for x in items) and any(x.has("group_by") for x in items):
        return Measured(("overdue_tasks",))  # "# overdue by rep"
    if noun is None:
        live = any(x.has("closing", "open") or _in_stage(x) for x in items)
        grouped = any(x.has("group_by") for x in items) or any(
            a.word in ("which", "what") and b.sense("dimension") for a, b in pairwise(items)
        )
        plainly = (
            "amount" in said
            and grouped
            and not any(
                s.field != "amount" for x in items if not x.sense("dimension") for s in x.senses if s.kind == "field"
            )
        )
        return Measured(("pipeline",)) if (live and ("amount" in said or grouped)) or plainly else Measured()
    at, sense = noun
    if sense.object == "deal" and "amount" in said:
        return Measured(("pipeline",), frozenset({at}))
    if sense.object == "activity" and sense.value == "task":
        done = any(x.has("complete") or x.word in ("done", "finished") for x in items)
        late = any(x.has("overdue") for x in items)
        return Measured(("overdue_tasks" if late else "completed_tasks" if done else "task_count",), frozenset({at}))
    if sense.object == "ticket" and (solved := _resolved(items, said)):
        return Measured((solved,), frozenset({at}))
    if sense.object == "account" and at and topmost(items, at - 1, "account"):
        return Measured(("won_amount",))  # "who is our best customer"
    name = COUNT_OF.get(sense.object)
    return Measured((name,), frozenset() if sense.value else frozenset({at})) if name else Measured()


def _resolved(items: Items, said: frozenset[str]) -> str | None:
    """Tickets that were solved, or how long that took."""
    words = {w for x in items if not x.candidates for w in x.word.split()}
    long = {"how", "long"} <= words or words & {"time", "days", "hours"}
    if words & {"resolve", "resolved", "resolution", "solve", "solved", "close", "closed", "fix", "fixed"}:
        return "resolution_time" if long else "resolved_tickets"
    return None


def _in_stage(item: Item) -> bool:
    return not item.candidates and any(s.kind == "option" and s.field == "stage" for s in item.senses)
