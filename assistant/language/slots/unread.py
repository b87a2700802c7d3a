"""What a list was narrowed by in words, and no condition stands for: better said than dropped."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.periods import enters_stage
from assistant.language.slots.relations import contrasts
from assistant.language.slots.reports.metric_names import about
from assistant.language.slots.scan import Scan, does_nothing, negates
from assistant.language.text import stem
from assistant.language.values import NumberValue

# Families of words that ask, point or join, and narrow nothing.
_TALK = (
    "show", "open_it", "count", "what", "who", "when", "where", "tell", "all", "only", "has", "about", "same", "report",
    "group_by", "add_up", "sort_by", "chart_bar", "chart_line", "chart_pie", "greet", "help", "please", "me", "it", "they", "those",
    "this", "anyone", "search", "latest", "calendar", "brief", "recommend", "score", "set", "because", "remind",
)  # fmt: skip
# Families that say which date, amount or owner a condition is about: nothing where there is none.
_CUES = ("closing", "created", "updated", "due", "contacted", "follow", "happened", "worth", "owned", "forecast")
# Words of asking for records that say nothing of them.
_FILLING = frozenset(
    """list lists overview record records name names called named stuff thing things everything anything something one ones sourced slip slips moment
    currently books book system crm data database file files full complete entire whole total table rundown summary detail
    details info information number count many much worth value amount money look looking see know exist exists existing
    there far quick quickly actually right exactly kindly provide send view check tell happen happened is're we've we're
    i've i'm i'd i'll we'd it's that's there's who's think mean hand around left yet ever anybody anyone somebody someone everybody
    everyone each among total altogether together sort order ordered descending ascending desc asc first last newest oldest
    latest recent longest highest lowest biggest largest smallest top bottom next kind kinds type types sure say says said get come
    comes coming ask asking wanted able possible even including own owns sit sits sitting stand stands run runs still remain remains
    remaining compile enumerate gather collect prepare give through within longer accts reached came sell irrespective grounds
    date dates going regardless whatever whichever address written lodged near around supposed expected let works work working sent alphabetically
    catalog catalogue assortment restrict limit narrow confine filter whittle trim down bring range bracket band attached tied linked connected individually somewhere anywhere""".split()
)
_REACH = 6  # items between a negation and what it negates
NAMED = 0.8  # the score of a candidate that is meant rather than hit upon by chance


def unread(scan: Scan, plain: frozenset[str] = frozenset()) -> list[str]:
    """What was said in a clause, its nested parts too, that no condition, order or question accounts for.

    `plain` are further words that narrow nothing.
    """
    return [x.text for i, x in scan.free() if not (_accounted(i, x, scan) or plain.issuperset(x.word.split()))]


def says_head(item: Item, head: str) -> bool:
    """The noun of an object, or a field of it to show."""
    return any(s.kind in ("object", "field") and s.object == head for s in item.senses)


def _accounted(i: int, item: Item, scan: Scan) -> bool:
    if any(contrasts(scan.items, j) for j in range(i, min(i + 3, len(scan.items)))):
        return True
    if negates(item) or item.has("lacks") or item.word == "nothing" or does_nothing(scan.items, i):
        return denied(i, scan) or (i == len(scan.items) - 1 and bool(scan.found))  # "… but haven't"
    if item.has("her", "him") and not item.candidates:
        return False  # whoever is meant narrows the list
    if item.is_mark or item.kind in ("limit", "ordinal", "comparison"):
        return True
    if item.kind == "comparator":
        return item.value is not None and item.value.value in ("eq", "approx")
    if counts(scan.items, i, scan.head) or topmost(scan.items, i, scan.head):
        return True
    if item.value is not None or (item.candidates and item.candidates[0].score >= NAMED):
        return False
    return (
        item.has(*_TALK, *_CUES)
        or (scan.head == "ticket" and item.has("raise", "mention"))
        or (scan.head == "activity" and (item.has("log", "spoke") or item.word == "meet"))
        or fills(item)
        or enters_stage(scan.items, i, scan.head)
        or _opens(i, scan)
        or says_head(item, scan.head)
        or _names_group(item)
        or _called_as_counted(item, scan.head)
        or _role(item, scan)
    )


def denied(i: int, scan: Scan) -> bool:
    """A condition stands behind the negation, and what it denies first is part of one: not "without next step over 50k"
    where the amount alone was understood."""
    behind = (
        (j, x)
        for j, x in enumerate(scan.items[i + 1 :], i + 1)
        if not (x.is_mark or _little(x) or x.word in _REACHING or x.has("owned"))
    )
    first = next((j for j, x in behind if not (x.sense("object") and j not in scan.used)), None)
    near = any(i <= f.at <= i + _REACH for f in scan.found)
    return near and (first is None or first in scan.used)


_REACHING = frozenset("reached reach entered got attached tied linked connected to".split())


def _little(item: Item) -> bool:
    return item.value is None and all(w in FUNCTION_WORDS for w in item.word.split())


def _names_group(item: Item) -> bool:
    """What groups by its own name; a week or a quarter that no period took is one that was not understood."""
    sense = item.sense("dimension")
    return sense is not None and sense.value not in ("week", "month", "quarter", "year")


def _opens(i: int, scan: Scan) -> bool:
    """ "State the revenue of …": the verb of an order to show something; what stands right before a noun is none."""
    first = all(x.is_mark or x.has("please") or x.word in FUNCTION_WORDS for x in scan.items[:i])
    behind = scan.items[i + 1] if i + 1 < len(scan.items) else None
    return first and not scan.items[i].capital and behind is not None and behind.word in FUNCTION_WORDS


def _called_as_counted(item: Item, head: str) -> bool:
    """ "Leads created": the records, by the name of what counts them."""
    metric = item.sense("metric")
    return metric is not None and metric.value.endswith("_count") and about(metric.value)[0] == head


def _role(item: Item, scan: Scan) -> bool:
    """ "where David Kim is our contact": a noun that only says what somebody who is named is."""
    sense = item.sense("object")
    return sense is not None and not sense.plural and any(x.of(sense.object) for x in scan.items)


def fills(item: Item) -> bool:
    """It is made of words that narrow nothing."""
    return all(word in FUNCTION_WORDS or word in _FILLING for word in item.word.split())


def topmost(items: Items, i: int, head: str) -> bool:
    """ "Our best customers", "key accounts": a word of rank without a number, right before what is ranked."""
    behind = items[i + 1] if i + 1 < len(items) else None
    return items[i].word in _TOPMOST and behind is not None and behind.sense("object", head) is not None


_TOPMOST = frozenset(["top", "best", "important", "key"])


def counts(items: Items, i: int, head: str) -> bool:
    """ "five deals": a number of the records themselves."""
    said = mention.value if (mention := items[i].value) else None
    own = isinstance(said, NumberValue) and said.unit is not None and stem(said.unit) == head
    plural = any((s := x.sense("object", head)) and s.plural for x in items[i + 1 : i + 2])
    return own or (items[i].kind == "number" and (plural or _so_many(items, i)))


def _so_many(items: Items, i: int) -> bool:
    """ "Only FOUR", "5 of them", "limit 3": a bare number behind what is ranked or sorted, and nothing that a field holds."""
    said = mention.value if (mention := items[i].value) else None
    if not isinstance(said, NumberValue) or said.unit is not None or not 0 < said.value <= _MOST:
        return False
    before = items[i - 1] if i else None
    behind = [x.word for x in items[i + 1 : i + 3]]
    led = before is not None and (before.has("only") or before.word in _LIMITING)
    ranked = any(x.kind == "limit" or x.has("sort_by") or x.word in _SORTING for x in items)
    return ranked and (led or behind in (["of", "them"], ["of", "those"], ["of", "these"]) or behind[:1] == ["are"])


_MOST = 100  # of a list that somebody asks to see so many of
_LIMITING = frozenset("limit max maximum".split())
_SORTING = frozenset("sort sorted rank ranked order ordered descending".split())
