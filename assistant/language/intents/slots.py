"""What a message that says one thing says it of: its record, its value, its words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

_PLACED = frozenset(["for", "on", "with", "at", "of", "in", "from", "under", "into", "to"])
_EDGES = frozenset(
    """is are was will be to the a our as it's it we need should have has that that's namely and , . : ; - = ! ? → -> > he she they
    will you can please put in under of now us so""".split()
)  # what does not begin or end what is to be done
_VALUES = frozenset("money number percent date period shift duration email phone time range".split())
_NEXT = re.compile(
    r"\b(as )?(the |our |an? |nxt |following is )*(next steps?( from here)?|nxt step|next up|up next|what comes next|comes next|next thing( to do)?|next move)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A message that says one thing."""

    text: str
    items: Items


def record(said: Said, *objects: str) -> str | None:
    """The words for the one record of these objects, the first object that is named; None where there is none, or several."""
    for object_ in objects:
        named = {x.text: x for x in said.items if x.candidates and x.candidates[0].object == object_}
        if len(named) == 1:
            return next(iter(named))
        if named:
            return None
    return None


def receiver(items: Items) -> str | None:
    """ "Priya's deal goes to GRACE": of several colleagues the one whom it goes to."""
    users = [i for i, x in enumerate(items) if x.candidates and x.candidates[0].object == "user" and not x.possessive]
    given = [items[i].text for i in users if i and items[i - 1].word in ("to", "->")]
    return given[0] if len(given) == 1 else None


def value(items: Items, *kinds: str) -> str | None:
    """The words for the one value of these kinds, the first kind that is there; None where there is none, or several."""
    for kind in kinds:
        found = [x.text for x in items if x.kind == kind and x.word != "now"]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def is_goal(items: Items, value: str) -> bool:
    """ "Lower it to 40k": what it becomes, not by how much it changes."""
    return any(x.text == value and before.word in ("to", "at") for before, x in pairwise(items))


def values(items: Items) -> int:
    """How many values there are."""
    return sum(x.kind in _VALUES and x.word not in _NOW for x in items)


_NOW = frozenset(["now", "from now on", "as of now", "these days", "now on"])


def stage(items: Items) -> str | None:
    """The one stage that is named, won and lost aside."""
    named = [
        x.text
        for i, x in enumerate(items)
        if (o := x.sense("option")) and o.field == "stage" and not x.has("won", "lost") and not _is_paper(items, i)
    ]
    return named[0] if len(named) == 1 else None


def _is_paper(items: Items, i: int) -> bool:
    """ "The Acme proposal needs rework": a thing of the deal, where "Acme: proposal" is its stage."""
    behind = items[i + 1 : i + 2]
    return i > 0 and bool(items[i - 1].candidates) and any(not (x.is_mark or x.kind or x.candidates) for x in behind)


def option(items: Items, object_: str, field_: str) -> str | None:
    """The words for the one option of a field."""
    named = [
        x.text for x in items if any((o.object, o.field) == (object_, field_) for o in x.senses if o.kind == "option")
    ]
    return named[0] if len(named) == 1 else None


def job_title(items: Items) -> str | None:
    """A job title as it is put: its noun with what stands before it, "Head of Packing" with what stands behind it."""
    at = next((i for i in range(len(items)) if _is_job(items, i)), None)
    if at is None:
        return None
    first, last = at, at + 1
    while first and _of_title(items[first - 1]):
        first -= 1
    while last < len(items) and (_of_title(items[last]) or items[last].word in ("of", "and")):
        last += 1
    while items[last - 1].word in ("of", "and"):
        last -= 1
    return " ".join(x.text for x in items[first:last])


def _of_title(item: Item) -> bool:
    new = item.word in ("new", "our", "their")
    return not (_is_name(item) or item.is_mark or new) and (item.capital or item.sense("title") is not None)


def _is_job(items: Items, i: int) -> bool:
    """A noun of a job, or "Lead" behind another word with a capital."""
    leads = items[i].sense("object", "lead") and items[i].capital and i > 0 and items[i - 1].capital
    return bool(items[i].sense("title") or leads) and not _is_name(items[i])


def _is_name(item: Item) -> bool:
    """Whether it stands for a record, and is no mere word of one's name: "Manager" of the deal "Mesa fleet manager"."""
    return bool(item.candidates) and (" " in item.text or item.candidates[0].label.lower() == item.word)


def step(text: str, items: Items) -> str | None:
    """What the next step is: the longest stretch beside "next step" and whom it is of."""
    out = [m.span() for m in _NEXT.finditer(text)]
    if not out:
        led = _longest(items, [i + 1 for i, x in enumerate(items[:-1]) if x.word.split()[-1] in _LEADS_ON])
        return " ".join(x.text for x in led) if len(led) > 1 else None
    for i, x in enumerate(items):
        if x.candidates and x.candidates[0].object in ("deal", "account"):
            out.append((items[i - 1].start if i and items[i - 1].word in _PLACED else x.start, x.end))
    pieces, at = [], 0
    for start, end in sorted(out):
        pieces.append(text[at : max(at, start)])
        at = max(at, end)
    pieces.append(text[at:])
    found = max((_bare(p) for part in pieces for p in re.split(r"[.!?](?=\s|$)|;", part)), key=len)
    return found if len(found.split()) > 1 else None


_LEADS_ON = frozenset("is be with for to : by next then".split())


def _bare(piece: str) -> str:
    words = re.findall(r"[^\s,.:;!?\"“”]+|[,.:;!?\"“”]", piece)
    while words and (words[0].lower() in _EDGES or not words[0][0].isalnum()):
        words.pop(0)
    while words and (words[-1].lower() in _EDGES or not words[-1][-1].isalnum()):
        words.pop()
    return re.sub(r"\s+([,.:;!?])", r"\1", " ".join(words))


def field(items: Items) -> str | None:
    """The words for the one field that is named."""
    named = {x.word: x.text for x in items if x.sense("field") and not x.candidates}
    return next(iter(named.values())) if len(named) == 1 else None


def length(items: Items) -> str | None:
    """ "Two weeks" of "by two weeks", "two weeks later": the one length of time."""
    found = [m[0] for x in items if x.kind in ("shift", "duration") and (m := _LENGTH.search(x.text))]
    return found[0] if len(found) == 1 else None


_LENGTH = re.compile(r"\b[\w-]+ (?:\w+ )?(?:day|week|month|quarter|year)s?\b", re.IGNORECASE)


def place(items: Items) -> str | None:
    """The one name that stands for nothing we know and opens no sentence."""
    found, at = [], 0
    while at < len(items):
        end = at
        while end < len(items) and _unknown_name(items, end):
            end += 1
        if end > at:
            found.append(" ".join(x.text for x in items[at:end]))
        at = end + 1
    return found[0] if len(found) == 1 else None


def _unknown_name(items: Items, i: int) -> bool:
    opens = i == 0 or (items[i - 1].is_mark and items[i - 1].word in ".!?;")
    item = items[i]
    known = item.candidates or item.value or any(s.kind != "place" for s in item.senses)
    return item.capital and not (opens or known or item.text.isupper())


def moved(items: Items) -> tuple[str, str] | None:
    """ "From Proposal to Negotiation", "Negotiation for all that are in Proposal": the two stages, where it is said which is left."""
    at = [i for i, x in enumerate(items) if (o := x.sense("option")) and o.field == "stage" and not x.candidates]
    if len(at) != _BOTH:
        return None
    left = [any(x.word in _WITHIN for x in items[max(0, i - 3) : i]) for i in at]
    goal = [any(x.word.split()[-1] in _TOWARDS for x in items[max(0, i - 2) : i]) for i in at]
    first, last = (items[i].text for i in at)
    if (left[0] or goal[1]) and not goal[0]:
        return first, last
    return (last, first) if left[1] and not left[0] and not goal[1] else None


_BOTH = 2
_WITHIN = frozenset("in from at proposal-stage sitting still".split())
_TOWARDS = frozenset("to into onto as ->".split())


def matter(items: Items) -> str:
    """The words that a message is about: none of records, fields, their options, nor small ones."""
    plain = (
        x
        for x in items
        if not (x.candidates or x.is_mark or x.sense("option") or x.sense("object") or x.sense("field"))
    )
    return " ".join(x.text for x in plain if x.word not in FUNCTION_WORDS)


def person(items: Items) -> str | None:
    """ "FRANK DILLARD as their new Maintenance Lead": the one name of two words or more that nobody has whom we know."""
    title = set((job_title(items) or "").split())
    runs, at = [], 0
    while at < len(items):
        end = at
        while end < len(items) and _part_of_name(items[end], title):
            end += 1
        if end - at > 1:
            runs.append(" ".join(x.text for x in items[at:end]))
        at = end + 1
    return runs[0] if len(runs) == 1 else None


def _part_of_name(item: Item, title: set[str]) -> bool:
    known = item.candidates or item.value or item.senses or item.word in FUNCTION_WORDS
    return item.capital and not known and item.text not in title


_OF_COMPLAINT = frozenset("about over concerning regarding of with for to due by because : is was".split())


def complaint(items: Items) -> str | None:
    """ "They moaned about AN OIL LEAK UNDER THE LIFT, so a ticket please": the longest stretch behind a word that leads to it, or of all."""
    led = _longest(items, [i + 1 for i, x in enumerate(items[:-1]) if x.word.split()[-1] in _OF_COMPLAINT])
    if len(led) < _FEW:
        led = max(led, _longest(items, [i for i in range(len(items)) if i == 0 or items[i - 1].is_mark]), key=len)
    while led and (led[0].is_mark or set(led[0].word.split()) <= _DUTY):
        led = led[1:]
    return " ".join(x.text for x in led) if len(led) > 1 else None


_FEW = 3  # words


def _longest(items: Items, starts: list[int]) -> Items:
    """The longest stretch of two words or more, from one of these places to a mark or a record, that speaks of no ticket."""
    found = []
    for i in starts:
        j = next((j for j in range(i, len(items)) if items[j].is_mark or items[j].candidates), len(items))
        part = items[i:j]
        while part and part[-1].word in FUNCTION_WORDS:
            part = part[:-1]
        if part and not any(x.sense("object", "ticket") for x in part):
            found.append(part)
    return max(found, key=len, default=())


_DAYS = frozenset(["date", "period"])
_DUTY = frozenset(
    """i i'm im i'll i've i'd we we're we'll he she they wants want wanted asked asks expects needs need have has had having got gotta must should
    will would to is am are be me us remind reminder task todo please don't let forget my list on for a it's its that that's so and then also
    by until supposed meant promised said told just note put down set up add create new still owe owes owed them him her who which""".split()
)


def todo(said: Said) -> str:
    """ "I still owe them THE DRAWING by Friday": what is to be done, without its day and the words that say that it is."""
    own = tuple(x for x in said.items if x.text in said.text)
    told = [x for i, x in enumerate(own) if x.kind not in _DAYS and not _leads_to_day(own, i)]
    while told and (told[0].is_mark or set(told[0].word.split()) <= _DUTY):
        told = told[1:]
    while told and told[-1].is_mark:
        told = told[:-1]
    return " ".join(x.text for x in told).replace('"', "")


def _leads_to_day(items: Items, i: int) -> bool:
    return (
        items[i].word in ("on", "by", "until", "for", "due", "till")
        and i + 1 < len(items)
        and items[i + 1].kind in _DAYS
    )
