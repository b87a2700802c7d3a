"""Conditions on what people write freely: titles, places, a tenant's own text fields."""

from __future__ import annotations

from assistant.language.chart import Item
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.scan import Scan
from assistant.language.slots.turn import Json, op
from crm_store.catalog import Kind


def titles(scan: Scan) -> None:
    """ "CFOs", "directors of logistics": by the title of a person."""
    if not scan.has_field("title"):
        return
    for i, item in list(scan.free()):
        sense = item.sense("title")
        if sense and not item.candidates and not item.has("group_by"):
            short = item.word.rstrip("s")
            said = [sense.value] if len(short) > 4 or sense.value.lower() == short else [sense.value, short.upper()]
            found = [op("title", "contains", s) for s in said]
            scan.take(i, i + 1, found[0] if len(found) == 1 else {"any": found})


def _led_to_place(scan: Scan, i: int) -> bool:
    """Behind "in", or behind "or" after another place."""
    at = i - 1 - (scan.word(i - 1) == "the")
    if scan.word(at) in ("in", "from", "near", "around", "outside"):
        return True
    return scan.word(at) in ("or", "and", ",") and any(f.end == at and "city" in str(f.condition) for f in scan.found)


def _place(prefix: str, said: str) -> Json:
    """City or country; the initials of a country are as good as its name."""
    places = [op(f"{prefix}city", "contains", said), op(f"{prefix}country", "contains", said)]
    return {"any": places}


_COUNTRIES = {"us": "United States", "usa": "United States", "america": "United States", "uk": "United Kingdom"}


def places(scan: Scan) -> None:
    """ "in Boston": a capitalised or unknown word behind "in" of something that has a city."""
    prefix = "" if scan.has_field("city") else "account." if scan.has_field("account") else None
    if prefix is None:
        return
    for i, item in list(scan.free()):
        if not _may_be_place(item) or not _led_to_place(scan, i):
            continue
        end = i + 1
        while end < len(scan.items) and end not in scan.used and scan.items[end].capital and not scan.items[end].senses:
            end += 1
        said = " ".join(x.text for x in scan.items[i:end])
        said = _COUNTRIES.get(said.lower(), said if any(c.isupper() for c in said) else said.title())
        where = _place(prefix, said)
        scan.take(i, end, {"not": where} if "outside" in (scan.word(i - 1), scan.word(i - 2)) else where)


def _may_be_place(item: Item) -> bool:
    """A word that nothing is known of; one that only carries part of a record's name may be a place all the same."""
    named = item.candidates and (item.candidates[0].score >= 0.9 or item.possessive)
    plain = (item.word.isalpha() and item.word not in FUNCTION_WORDS | {"us", "past"}) or item.word in _COUNTRIES
    return plain and not (item.senses or named or item.value)


_TEXT_ENDS = frozenset(["and", "or", "with", "that", "at", "in", "from", "for", "by", "who"])


def custom_values(scan: Scan) -> None:
    """ "segment Enterprise", "with segment mid-market": a text field of the object, then its value."""
    for i, item in list(scan.free()):
        sense = next((s for s in item.senses if s.kind == "field" and s.object == scan.head), None)
        field = scan.turn.field(scan.head, sense.field) if sense else None
        if field is None or field.kind not in (Kind.TEXT, Kind.LONG_TEXT, Kind.URL) or item.candidates:
            continue
        at = i + 1
        while at < len(scan.items) and scan.items[at].word in (
            "is",
            "=",
            ":",
            "of",
            "equals",
            "contains",
            "like",
            "containing",
            "with",
        ):
            at += 1
        if at < len(scan.items) and (scan.items[at].sense("option") or scan.items[at].sense("title")):
            continue
        end = at
        while (
            end < len(scan.items) and end - at < 4 and not scan.items[end].is_mark and scan.word(end) not in _TEXT_ENDS
        ):
            end += 1
        if end > at:
            said = scan.turn.text[scan.items[at].start : scan.items[end - 1].end]
            scan.take(i, end, op(field.name, "contains", said))
