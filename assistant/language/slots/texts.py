"""Conditions on what people write freely: titles, places, a tenant's own text fields."""

from __future__ import annotations

from assistant.language.chart import Item
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.named import is_title
from assistant.language.slots.scan import Scan
from assistant.language.slots.titles_said import of_title
from assistant.language.slots.turn import Json, op
from assistant.language.text import stem
from crm_store.catalog import Kind


def titles(scan: Scan) -> None:
    """ "CFOs", "directors of logistics": by the title of a person."""
    if not scan.has_field("title"):
        return
    for i, item in list(scan.free()):
        sense = item.sense("title")
        if sense and is_title(item) and not item.has("group_by"):
            short = item.word.rstrip("s")
            said = [sense.value] if len(short) > 4 or sense.value.lower() == short else [sense.value, short.upper()]
            found = [op("title", "contains", s) for s in said]
            whole = found[0] if len(found) == 1 else {"any": found}
            if of_title(scan, i - 1):
                scan.take(i - 1, i, op("title", "contains", scan.items[i - 1].text))
            last = scan.found[-1] if scan.found else None
            if last is not None and last.end == i and "title" in str(last.condition) and len(found) == 1:
                scan.found.pop()
                scan.take(last.at, i + 1, {"all": [last.condition, whole]})  # "purchasing managers": both
            else:
                scan.take(i, i + 1, whole)


def _led_to_place(scan: Scan, i: int) -> bool:
    """Behind "in", or behind "or" after another place."""
    at = i - 1 - (scan.word(i - 1) == "the")
    if scan.word(at) == "of" and scan.items[i].capital and scan.head in ("account", "contact", "lead"):
        return True
    if scan.word(at) in ("in", "from", "near", "around", "outside", "non") or scan.word(i + 1) == "based":
        return True
    at -= scan.word(at) in ("in", "from", "of")
    listed = scan.word(at) in ("or", "and", ",", "nor", "/")
    before = any(f.end == at and "city" in str(f.condition) for f in scan.found)
    return listed and (before or (at > 0 and _is_written_place(scan.items[at - 1])))


def _is_written_place(item: Item) -> bool:
    sense = item.sense("text")
    return sense is not None and sense.field in ("city", "country")


def _place(prefix: str, said: str) -> Json:
    """City or country; the initials of a country are as good as its name."""
    places = [op(f"{prefix}city", "contains", said), op(f"{prefix}country", "contains", said)]
    return {"any": places}


_COUNTRIES = {"us": "United States", "usa": "United States", "america": "United States", "uk": "United Kingdom"}
# What people of a country are called, before the noun: "German customers".
_OF_COUNTRY = {
    "american": "United States", "british": "United Kingdom", "english": "United Kingdom", "german": "Germany",
    "canadian": "Canada", "french": "France", "italian": "Italy", "spanish": "Spain", "dutch": "Netherlands",
    "swiss": "Switzerland", "austrian": "Austria", "belgian": "Belgium", "polish": "Poland", "czech": "Czech",
    "swedish": "Sweden", "norwegian": "Norway", "danish": "Denmark", "finnish": "Finland", "irish": "Ireland",
    "portuguese": "Portugal", "greek": "Greece", "turkish": "Turkey", "mexican": "Mexico", "brazilian": "Brazil",
    "japanese": "Japan", "chinese": "China", "korean": "Korea", "indian": "India", "australian": "Australia",
}  # fmt: skip


def places(scan: Scan) -> None:
    """ "in Boston": a capitalised or unknown word behind "in" of something that has a city."""
    prefix = "" if scan.has_field("city") else "account." if scan.has_field("account") else None
    if prefix is None:
        return
    for i, item in list(scan.free()):
        if (country := _OF_COUNTRY.get(item.word)) and not item.candidates and not item.sense("option"):
            scan.take(i, i + 1, op(f"{prefix}country", "contains", country))
            continue
        if not (_may_be_place(item) or _the_states(scan, i)) or not _led_to_place(scan, i):
            continue
        end = i + 1
        while end < len(scan.items) and end not in scan.used and _goes_on(scan.items[end]):
            end += 1
        said = " ".join(x.text for x in scan.items[i:end])
        said = _COUNTRIES.get(said.lower(), said if any(c.isupper() for c in said) else said.title())
        scan.take(i, end, _place(prefix, said))


def _goes_on(item: Item) -> bool:
    """Another word of a place's name."""
    return item.capital and all(s.kind in ("place", "text") for s in item.senses)


def _may_be_place(item: Item) -> bool:
    """A word that nothing is known of; one that only carries part of a record's name may be a place all the same."""
    named = item.candidates and (item.candidates[0].score >= 0.9 or item.possessive)
    plain = (item.capital and item.word.isalpha() and item.word not in FUNCTION_WORDS) or _is_country(item)
    return plain and not (any(s.kind not in ("place", "text") for s in item.senses) or named or item.value)


def _the_states(scan: Scan, i: int) -> bool:
    """ "Outside the us", in small letters."""
    return scan.word(i) in ("us", "usa") and scan.word(i - 1) == "the"


def _is_country(item: Item) -> bool:
    """ "US", but not "us"."""
    return item.word in _COUNTRIES and (item.word != "us" or item.text.isupper())


def written(scan: Scan) -> None:
    """ "Boston customers": words that stand in a text field of the records, or of the accounts they point at."""
    for i, item in list(scan.free()):
        sense = item.sense("text")
        if sense is None:
            continue
        if sense.object == scan.head:
            scan.take(i, i + 1, op(sense.field, "contains", sense.value))
        elif scan.has_field(sense.object):
            scan.take(i, i + 1, op(f"{sense.object}.{sense.field}", "contains", sense.value))


def subjects(scan: Scan) -> None:
    """ "tasks that mention pricing", "calls about the brake test": by what stands in the subject of an activity."""
    if scan.head != "activity":
        return
    for i, item in list(scan.free()):
        if not (item.has("mention", "about") or item.word in ("regarding", "concerning")):
            continue
        at = i + 1 + (scan.word(i + 1) in ("the", "a", "an", "our", "their"))
        end = at
        while end < len(scan.items) and end not in scan.used and _plain(scan.items[end]):
            end += 1
        if end == at and end < len(scan.items) and scan.items[at].plural and not _of_activities(scan.items[at]):
            scan.take(i, at + 1, op("subject", "contains", stem(scan.items[at].word)))  # "tasks about quotes"
        elif end > at:
            said = scan.turn.text[scan.items[at].start : scan.items[end - 1].end]
            scan.take(i, end, op("subject", "contains", said))


def _of_activities(item: Item) -> bool:
    """It names whom they are with or what they are, and nothing that may stand in a subject."""
    return bool(item.candidates or item.value) or any(s.object == "activity" for s in item.senses)


def _plain(item: Item) -> bool:
    """A word that means nothing else here."""
    return not (item.is_mark or item.value or item.candidates or item.senses or item.word in FUNCTION_WORDS)


_TEXT_ENDS = frozenset("and or with that at in from for by who across within all".split())


def kinds_of_deals(scan: Scan) -> None:
    """ "renewals", "pilot deals": by what stands in the name of a deal."""
    for i, item in list(scan.free()):
        if scan.head == "deal" and item.has("deal_noun") and not item.candidates and not item.sense("object"):
            scan.take(i, i + 1, op("name", "contains", stem(item.word)))


def named_values(scan: Scan) -> None:
    """ "whose title contains logistics": said so plainly that no other reading counts."""
    _text_values(scan, plainly=True)


def custom_values(scan: Scan) -> None:
    """ "segment Enterprise", "with segment mid-market": a text field of the object, then its value."""
    _text_values(scan, plainly=False)


_DETERMINERS = frozenset("the all my our your their these those".split())
_SAYS = frozenset("is = : of equals contains like containing with includes including has mentions mentioning".split())
_PLAINLY = frozenset("contains containing includes including like mentions mentioning".split())


def _text_values(scan: Scan, *, plainly: bool) -> None:
    for i, item in list(scan.free()):
        sense = next((s for s in item.senses if s.kind == "field" and s.object == scan.head), None)
        field = scan.turn.field(scan.head, sense.field) if sense else None
        if field is None or field.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.URL) or item.candidates:
            continue
        at = i + 1
        while at < len(scan.items) and scan.items[at].word in _SAYS:
            at += 1
        said_plainly = any(scan.word(j) in _PLAINLY for j in range(i + 1, at))
        asked = item.plural and scan.word(i + 1) == "of"  # "the NAMES OF the contacts at …"
        if said_plainly != plainly or asked or _lacking(scan, i):
            continue
        known = at < len(scan.items) and (scan.items[at].sense("option") or scan.items[at].sense("title"))
        if known and not said_plainly:
            continue
        if scan.word(at - 1) == "of" and scan.word(at) in _DETERMINERS:
            continue  # "the names of the contacts"
        end = at
        while end < len(scan.items) and end - at < 4 and not _ends_text(scan, end):
            end += 1
        if end > at and scan.items[at].has("lacks"):
            scan.take(i, at + 1, op(field.name, "isnull", True), final=True)  # "whose next step is empty"
        elif end > at:
            said = scan.turn.text[scan.items[at].start : scan.items[end - 1].end]
            scan.take(i, end, op(field.name, "contains", said))


def _ends_text(scan: Scan, i: int) -> bool:
    item = scan.items[i]
    other = item.kind in ("period", "date", "money", "comparator") or item.has("closing", "created", "silent", "owned")
    noun = item.sense("object")
    return item.is_mark or item.word in _TEXT_ENDS or other or (noun is not None and noun.plural)


def _lacking(scan: Scan, i: int) -> bool:
    """ "without a next step closing this month": the field is empty, and has no value behind it."""
    return any(
        x.has("lacks") or (x.value is not None and x.value.value == "without")
        for x in scan.before(i, 3)
        if not x.sense("object")
    )
