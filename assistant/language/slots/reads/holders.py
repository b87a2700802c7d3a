"""People by what they do: "the CFO at Cascadia", "who runs IT at Mesa Medical", "the procurement chap over at Globex"."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.nicknames import other_forms
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.meant import NOTHING, Target, accounts_in
from assistant.language.slots.turn import Turn
from assistant.language.text import stem, words_of

# Words of one sense: whoever holds one of them is asked for by any of them.
_SENSES = [
    frozenset(line.split())
    for line in """it information systems technology cio cto ict tech digital
finance financial cfo controller treasurer accounting accounts controlling money
procurement purchasing buyer sourcing buying purchase purchases
operations operation ops coo operating
hr human people personnel
safety ehs hse security
quality qa qc
marketing cmo brand
sales commercial cso revenue
logistics warehouse distribution shipping supply transport fulfillment fulfilment
engineering engineer technical engineers
maintenance facilities facility repairs
legal counsel lawyer
production manufacturing plant
ceo chief executive owner founder president boss managing md top head
assistant secretary
research r&d development""".splitlines()
]
_CHIEFS = {
    "f": "financial",
    "e": "executive",
    "o": "operating",
    "t": "technology",
    "i": "information",
    "m": "marketing",
}
_PERSONS = frozenset(
    """guy guys chap chaps lady woman man person people someone somebody contact contacts folk fellow gentleman one name
    colleague colleagues boss lead leader head chief manager responsible charge run runs running ran lead leads leading handle
    handles handling manage manages managing head heads do does oversee oversees looks look after doing work works working
    team department dept side our their side over there again deal deals decide decides decision maker makers make buy buys
    phone number email mail address mobile cell direct line title please pls tell know who's whos main top key called
    what's whats hey so um uh and his her their reach best get need job role position post business card profession working serve serves
    serving employed acts acting titled""".split()
)
_CUES = frozenset(
    "who who's whos whom whose guy chap lady man woman person contact somebody someone head boss people".split()
)


def holder(items: Items, turn: Turn) -> Target:
    """The contacts of a named account whose titles say all that was said of their work; nothing where none does."""
    accounts = accounts_in(items) or _near(items, turn)
    roles = role_words(items) or _top(items)
    if not accounts or not roles or not _asks_person(items):
        return NOTHING
    people = [c for c in turn.related if c.object == "contact" and c.account_id in accounts and c.note]
    fits = [(sum(_fit(r, c) for r in roles) / len(roles), c) for c in people if all(_fit(r, c) for r in roles)]
    best = max((score for score, _ in fits), default=0.0)
    found = tuple(c for score, c in fits if score == best)
    return Target(found[:8], tuple(i for i, x in enumerate(items) if x.of("account"))) if found else NOTHING


def _top(items: Items) -> list[str]:
    """ "who is the boss of Castellan": whoever stands above all."""
    return ["ceo"] if any(set(x.word.split()) & {"boss", "chief", "head", "charge"} for x in items) else []


def _near(items: Items, turn: Turn) -> set[str]:
    """ "who's their CFO?": of the account that is spoken of."""
    if not any(x.has("they", "it") or x.word in ("there", "that", "the") for x in items):
        return set()
    found = next((m.id for m in turn.state.focus[:4] if m.object == "account"), None)
    page = turn.page[1] if turn.page and turn.page[0] == "account" else None
    return {i for i in (found or page,) if i}


def _asks_person(items: Items) -> bool:
    titled = any(x.sense("title") for x in items)
    reached = any(s.kind == "field" and s.field in ("phone", "email") for x in items for s in x.senses)
    return titled or reached or any(set(x.word.split()) & _CUES or x.has("who") for x in items)


def role_words(items: Items) -> list[str]:
    """The words that say what somebody does: all that are no names, no asking and no small words."""
    found = []
    for item in items:
        if item.candidates and (item.of("account") or item.candidates[0].score >= 0.8):
            continue
        if item.is_mark or (item.value and item.kind not in ("ordinal", "comparator")):
            continue
        for word in words_of(item.text):
            if word == "it" and item.text != "IT" and not item.sense("title"):
                continue
            plain = word in FUNCTION_WORDS and word != "it"
            if not plain and word not in _PERSONS and len(word) > 1 and not _asking(item):
                found.append(word)
    return found


def _asking(item: Item) -> bool:
    """Words of the field that is wanted of the person: "direct line of the CFO"."""
    return any(s.kind == "field" and s.object in ("contact", "lead") for s in item.senses) and not item.sense("title")


def _fit(role: str, person: Candidate) -> float:
    """1 for a word of the title, 0.8 for one of the same sense or its initials, 0 where the title says nothing of it."""
    title = words_of(person.note or "")
    if any(stem(role) == stem(w) or (len(role) > 4 and w.startswith(role[:5])) for w in title):
        return 1.0
    initials = "".join(w[0] for w in title if w not in ("of", "and", "the", "for"))
    if len(role) > 1 and initials.startswith(role):
        return 0.9
    if role in ("vp", "evp", "svp") and "vice" in title:
        return 0.9
    alike = any(role in sense and sense & set(title) for sense in _SENSES)
    return 0.8 if alike else 0.0


def person_at(items: Items, turn: Turn) -> Target:
    """ "len's number, globex logistics", "email addr miguel northwind": a first name or nickname beside an account."""
    for i, item in enumerate(items):
        accounts = accounts_in(x for x in items if x is not item)
        people = [c for c in turn.related if c.object == "contact" and c.account_id in accounts]
        strong = item.candidates and item.candidates[0].object in ("account", "deal", "product")
        if not people or strong or item.value or item.is_mark or item.sense("object") or not _may_name(item):
            continue
        found = tuple(c for c in people if _called(words_of(item.text), c))
        if found:
            return Target(found[:8], (i,))
    return NOTHING


def nobody_called(items: Items) -> str | None:
    """ "the phone number of Bruce Wainwright at Starling": the name behind "of" that nobody there has, where a field of a
    person is asked for."""
    fielded = any(s.kind == "field" and s.object == "contact" for x in items for s in x.senses if not x.candidates)
    at = next((i for i, x in enumerate(items) if x.word in ("of", "for") and i), None)
    if not fielded or at is None:
        return None
    run = list(takewhile(_of_name, items[at + 1 :]))
    behind = items[at + 1 + len(run) : at + 3 + len(run)]
    there = len(behind) == 2 and behind[0].word in ("at", "from", "of", ",") and bool(behind[1].of("account"))
    named = 0 < len(run) <= _NAME and _unknown(run[-1])
    return " ".join(x.text for x in run) if there and named else None


_NAME = 3  # words of a person's name


def _of_name(item: Item) -> bool:
    """Unknown, or a first name alone: "bob smith", where the Bobs are called otherwise."""
    persons = bool(item.candidates) and all(c.object in ("contact", "lead") and c.score < 0.9 for c in item.candidates)
    return _unknown(item) or (persons and " " not in item.word and not item.possessive)


def _unknown(item: Item) -> bool:
    plain = item.word.isalpha() and item.word not in FUNCTION_WORDS and item.word not in _PERSONS
    return plain and not (item.senses or item.value or item.candidates)


def _may_name(item: Item) -> bool:
    """Linked to a person, or a word that means nothing else."""
    if item.of("contact", "lead", "user"):
        return True
    return not item.senses and item.word not in FUNCTION_WORDS and item.word.isalpha() and len(item.word) > 2


def _called(said: tuple[str, ...], person: Candidate) -> bool:
    name = words_of(person.label)
    forms: Iterable[str] = {said[0], *other_forms(said[0])} if said else ()
    return bool(said) and any(f in name for f in forms) and all(w in name for w in said[1:])
