"""What a new record is called: in quotes, behind "called" or a colon, before "as a contact", else the first unknown name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.language.acts.newcomer import ENTERING
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.faults import fault_told, points_back
from assistant.language.slots.writes.matter import subject
from assistant.language.values import NumberValue

STOPS = frozenset(
    ", . ; ( ) / from at of with for in worth and who closing about as to is on - should they he she both he's she's they're who's".split()
)
_TITLED = frozenset("called named titled name entitled".split())
_PERSONS = ("contact", "lead")


def in_names(items: Items, small: bool) -> Items:
    """ "Summit Energy": what stands in a name, written as one, is no industry. `small` where nobody typed a capital."""
    found: list[Item] = []
    for item in items:
        named = item.sense("option") is not None and not item.value and (item.capital or small)
        part = bool(found) and named and _goes_into(found[-1], small)
        found.append(replace(item, senses=(), candidates=()) if part else item)
    return tuple(found)


def _goes_into(before: Item, small: bool) -> bool:
    """It is a word of a name, or what leads to one."""
    word = not (before.senses or before.value or before.is_mark or before.word in FUNCTION_WORDS)
    return before.word in _TITLED or (word and (before.capital or small))


def put_called(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """The name behind "called" or "name it", before anything in it is taken for something else."""
    at = next((i for i in range(len(items)) if _names(items, i)), None)
    if at is None or object_ in _PERSONS:
        return
    start = _past_link(items, at + 1)
    end = _marked_end(items, start, used, object_)
    if end > start:
        fields[turn.catalog.objects[object_].label_field] = sentence(turn.text[items[start].start : items[end - 1].end])
        used.update(range(at, end))


def put_name(items: Items, turn: Turn, object_: str, fields: Json, used: set[int], at: int) -> None:
    """Sets the label of the new record, where one is said. `at` is the noun of what is made."""
    label = turn.catalog.objects[object_].label_field
    if label in fields:
        return
    quoted = next((i for i, x in enumerate(items) if x.kind == "quote" and i not in used), None)
    if quoted is not None:
        fields[label] = items[quoted].text.strip(" '\"“”‘’")
        used.add(quoted)
        return
    if object_ == "ticket" and at >= 0 and points_back(items, at):
        return
    if object_ == "ticket" and (span := subject(items, at, used)):
        if span[1] <= at and fault_told(turn):
            return  # "… A wheel is cracked. THEY RELY ON US, so a ticket …"
        fields[label] = sentence(turn.text[items[span[0]].start : items[span[1] - 1].end])
        used.update(range(*span))
        return
    if object_ == "deal":  # it is often called after what is sold
        used = used - {i for i, x in enumerate(items) if x.of("product") and not x.value}
    starts = [s for s in _starts(items, at, object_) if s[0] not in used and s[0] < len(items)]
    known = [s for s in starts if not s[1] and _known_alone(items, s[0], used, object_)]
    for start, marked in (*(s for s in starts if s not in known), *known):  # a new name before one that is known
        end = _marked_end(items, start, used, object_) if marked else run(items, start, used)
        if object_ in _PERSONS and any(map(_known_person, items[start:end])):
            continue
        if object_ in _PERSONS and all(x.capital for x in items[start : start + _WHOLE_NAME]):
            end = next((i for i in range(start, end) if not _of_person(items[i])), end)  # "Tobias Engel company is …"
        if object_ in _PERSONS and turn.text.islower() and items[end : end + 1] and items[end].sense("title"):
            end = min(end, start + _WHOLE_NAME)  # "theo lang plant manager"
        if end > start and (marked or _named_there(items, start, end, turn, object_, at)):
            said = turn.text[items[start].start : items[end - 1].end]
            titled = object_ in (*_PERSONS, "account") and turn.typed_small
            fields[label] = said.title() if titled else sentence(said)
            used.update(range(start, end))
            return


_WHOLE_NAME = 2  # words that a person has


def says_name(items: Items) -> bool:
    """ "Her name is Fatima Noor", "It's Gloria Stern from Bayside", "Gloria Stern": the clause tells who is new, or is called so."""
    if any(_names(items, i) for i in range(len(items))):
        return True
    said = [x for x in items if not x.is_mark and x.word not in _PRESENTING]
    unknown = [x.capital and x.word.isalpha() and not (x.senses or x.value) and not x.of("user") for x in said[:2]]
    return len(unknown) == _WHOLE_NAME and all(unknown)


_PRESENTING = frozenset("it's its this that's is it called a the".split())


def named_at(items: Items, start: int, turn: Turn) -> str | None:
    """The name of a deal right behind its noun: "a deal DAHL PICK CARTS for 27,500"; None where something else stands there."""
    while start < len(items) and (items[start].word in ("is", "as") or items[start].is_mark):
        start += 1
    end = run(items, start, set())
    named = end > start and _name_like(items[start:end], turn, "deal")
    return sentence(turn.text[items[start].start : items[end - 1].end]) if named else None


def _known_person(item: Item) -> bool:
    """ "Met Sam Petersen and his new boss …": who is there already is not who is new."""
    whole = any(c.object == "contact" and c.score >= _WHOLE for c in item.candidates[:1])
    return whole or (item.has("spoke") and not item.capital)


_WHOLE = 0.95


def _known_alone(items: Items, i: int, used: set[int], object_: str) -> bool:
    """ "Raj is leaving and a Karen Holt takes over": one word that names somebody who is there already."""
    person = object_ in _PERSONS and any(c.object in (*_PERSONS, "user") for c in items[i].candidates)
    return person and run(items, i, used) == i + 1


def _starts(items: Items, at: int, object_: str) -> Iterator[tuple[int, bool]]:
    """Places where the name may begin, the likeliest first; True where a word says that it does."""
    for i in range(max(at, 0), len(items)):
        if _names(items, i):
            yield _past_link(items, i + 1), True
    colon = next((i for i, x in enumerate(items) if x.word == ":" and i >= at), None)
    if colon is not None:
        yield colon + 1, True
    if at > 0 and any(x.word == "as" for x in items[max(0, at - 2) : at]):
        yield from ((i, False) for i in range(at))
    yield from ((i, False) for i in (at + 1, *range(at + 2, len(items)), *range(max(at, 0))))


def _names(items: Items, i: int) -> bool:
    """ "called", "name it", "call it", "the name is"."""
    word = items[i].word
    behind = items[i + 1].word if i + 1 < len(items) else ""
    if word == "name" and (items[i].possessive or behind in ("is", ":")):
        return True
    return (
        word in _TITLED or word in ("call it", "call this") or (word in ("call", "title") and behind in ("it", "this"))
    )


def _past_link(items: Items, i: int) -> int:
    while i < len(items) and items[i].word in ("it", "this", "is", ":", "as"):
        i += 1
    return i


def _marked_end(items: Items, start: int, used: set[int], object_: str) -> int:
    """The end of a name that was announced: a ticket's is all the rest; others end at a mark or a value."""
    if object_ == "ticket":
        return len(items)
    end = start
    while end < len(items) and end not in used and not _closes(items, end, object_):
        end += 1
    while end > start + 1 and items[end - 1].word in _LEADING_ON:
        end -= 1  # "… called Strauss lift at, seventy thousand"
    return end


_LEADING_ON = frozenset("at for with in from of and by on to the a an our as is".split())


def _closes(items: Items, i: int, object_: str) -> bool:
    item = items[i]
    behind = items[i + 1] if i + 1 < len(items) else None
    if item.is_mark and item.word not in "&'-":
        return True
    if item.value and item.kind not in ("quote", "number", "ordinal"):
        return True
    if object_ in _PERSONS:
        return item.word in STOPS
    if item.word.split()[0] in _EXPLAINS:
        return True
    if object_ == "account" and item.word in ("in", "from") and behind is not None and behind.capital:
        return True
    led = item.word in ("for", "at", "with", "in", "from", "of", "and", "by")
    if led and behind is not None and behind.word in ("the", "a", "an", "our"):
        behind = items[i + 2] if i + 2 < len(items) else None
    said = behind is not None and bool(
        behind.value or behind.candidates or behind.has("closing") or behind.sense("option") or behind.sense("field")
    )
    return led and said


_EXPLAINS = frozenset(
    "worth closing who to they they're it it's its he's she's he she which that is has please".split()
)
_VERBS = frozenset("wants want needs need is has likes says asked wanted needed".split())
_GAP = 2  # characters between the words of one name


def run(items: Items, start: int, used: set[int]) -> int:
    """The end of a run of words that may be a name."""
    end = start
    while end < len(items) and end not in used and end - start < 5:
        item = items[end]
        if item.word == "." and end > start and items[end - 1].word in _TITLES:
            end += 1
            continue  # "Dr. Henrik Sauer"
        if item.word in STOPS or not _in_name(items, start, end) or (item.is_mark and item.word not in "&'"):
            break
        named = item.capital or item.candidates or (end > start and item.has("deal_noun"))
        if item.families and not named and not (end > start and moves_in_name(items, end)):
            break
        if end > start and not 0 <= item.start - items[end - 1].end <= _GAP:
            break
        if end > start and item.word in _VERBS and not item.capital:
            break  # "from Becker Metall wants tuggers"
        if end == start and item.word in ("the", "a", "an", "my", "our"):
            break
        end += 1
    return end


def moves_in_name(items: Items, i: int) -> bool:
    """ "Quillmark ROLL carts", "Acme PUSH trolleys": a verb of moving that names a thing, with the thing behind it."""
    behind = items[i + 1] if i + 1 < len(items) else None
    if behind is None or behind.word in FUNCTION_WORDS:
        return False
    thing = behind.word.isalpha() and not (behind.value or behind.senses)
    known = bool(items[i].senses) and all(s.kind == "family" for s in items[i].senses)
    return thing and known and items[i].has("push", "move", "raise", "lower", "set")


_TITLES = frozenset("dr prof mr mrs ms st".split())


def _in_name(items: Items, start: int, i: int) -> bool:
    """No value, but for "second shift", "phase 2"."""
    mention = items[i].value
    value = mention.value if mention else None
    numbered = i > start and isinstance(value, NumberValue) and value.unit is None and value.value < _SMALL
    return value is None or items[i].kind in ("quote", "ordinal") or numbered


_SMALL = 100  # a number that may stand in a name


def _named_there(items: Items, start: int, end: int, turn: Turn, object_: str, at: int) -> bool:
    """A run that no word announces: of a deal in capitals, or right behind its noun; "a deal has COME up", "HAPPY to report a deal" have none."""
    said = items[start:end]
    if object_ == "deal" and start != at + 1 and not turn.typed_small:
        opens = said[0].start == turn.items[0].start and len(said) == 1
        if opens or not any(x.capital or x.of("product") for x in said):
            return False
    return _name_like(said, turn, object_)


def _name_like(items: Items, turn: Turn, object_: str) -> bool:
    plain = [x for x in items if not (x.senses or x.value) or (object_ == "deal" and x.of("product"))]
    if not plain or items[0].word in FUNCTION_WORDS or (items[0].has("create") and len(items) > 1):
        return False
    if object_ in ("deal", "ticket") and (
        items[0].word.split("'")[0] in _ORDERING or items[-1].word in ("a", "an", "the")
    ):
        return False  # "INSERT A new deal"
    if object_ in _PERSONS and any(x.capital for x in turn.items[1:]):
        return all(map(_of_person, items))
    return items[0].capital or all(x.word.isalpha() for x in plain)


_ORDERING = ENTERING | frozenset("support service so that there let".split())


def _of_person(item: Item) -> bool:
    return item.capital or item.word in ("de", "van", "von", "la", "da", "del", "der", "-", "'", ".")


def plain_words(items: Items) -> bool:
    """One to five words without a value."""
    return 0 < len(items) <= 5 and all(
        (x.word.isalpha() or x.word == "&" or x.candidates) and not x.value for x in items
    )


def opens_name(item: Item) -> bool:
    return item.capital and not item.value
