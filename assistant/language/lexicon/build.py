"""The lexicon of one tenant: its catalog's words first, then the words of CRM talk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import Any, cast

import yaml

from assistant.language.lexicon.senses import Lexicon, Sense
from assistant.language.text import tokens
from crm_store.catalog import Catalog, Field, Kind, Object

Entry = tuple[str, Sense]
# Kinds of activity are said like objects.
_ACTIVITY_TYPES = {
    "call": (
        "call",
        "phone call",
        "phonecall",
        "phone note",
        "telephone note",
        "call note",
        "phone report",
        "telephone report",
    ),
    "meeting": ("meeting", "appointment", "visit", "demo", "lunch", "mtg"),
    "email": ("email", "e-mail", "mail", "message"),
    "note": ("note", "memo"),
    "task": ("task", "to-do", "to-dos", "todo", "reminder", "action item"),
}
# Words that would read as a field wherever they stand: their field is told by the value or the verb instead.
_TOO_PLAIN = frozenset(
    "on by with time date content number job person function state item line location state close "
    "closing step kind works account company customer client contact lead deal product employer buyer".split()
)
# Computed fields whose words are those of a list: "open deals" are deals.
_LISTS = frozenset(["open deals", "number of open deals", "open pipeline", "works at", "works for"])
_INSTEAD = {
    "acct": "account",
    "cust": "account",
    "people": "contact",
    "everyone": "contact",
    "everybody": "contact",
    "folks": "contact",
}


@lru_cache(maxsize=1)
def word_families() -> dict[str, list[str]]:
    """Words by family, of all files."""
    merged: dict[str, list[str]] = {}
    for name in ("words.yaml", "talk.yaml", "questions.yaml"):
        for family, words in cast(dict[str, list[str]], table_of(name)).items():
            merged.setdefault(family, []).extend(words)
    return merged


@lru_cache(maxsize=1)
def field_words() -> dict[str, list[str]]:
    """What else people call a field, by `object.field`."""
    return cast(dict[str, list[str]], table_of("fields.yaml"))


@lru_cache(maxsize=1)
def reporting() -> dict[str, dict[str, list[str]]]:
    return cast(dict[str, dict[str, list[str]]], table_of("reporting.yaml"))


def build_lexicon(catalog: Catalog) -> Lexicon:
    """All phrases of a tenant; the order of senses is their rank."""
    phrases: dict[tuple[str, ...], list[Sense]] = {}
    for phrase, sense in _entries(catalog):
        key = tuple(t.stem for t in tokens(phrase))
        senses = phrases.setdefault(key, [])
        if key and sense not in senses:
            senses.append(sense)
    first: dict[str, int] = {}
    for key in phrases:
        first[key[0]] = max(first.get(key[0], 0), len(key))
    known = frozenset(word for key in phrases for word in key)
    vocabulary = tuple(sorted(w for w in known if len(w) >= 4 and w.isalpha()))
    return Lexicon({k: tuple(v) for k, v in phrases.items()}, first, vocabulary, known)


_cache: dict[tuple[int, int], tuple[Catalog, Lexicon]] = {}


def lexicon_of(catalog: Catalog) -> Lexicon:
    """The lexicon of a catalog, built once per catalog object."""
    key = (id(catalog), catalog.version)
    found = _cache.get(key)
    if found is None or found[0] is not catalog:
        if len(_cache) >= 64:
            _cache.clear()
        found = (catalog, build_lexicon(catalog))
        _cache[key] = found
    return found[1]


def _entries(catalog: Catalog) -> Iterator[Entry]:
    for item in catalog.objects.values():
        yield from _object_words(item)
    for item in catalog.objects.values():
        for field in item.fields.values():
            yield from _field_words(item, field)
            yield from _option_words(item, field)
    yield from _reporting_words()
    for family, words in word_families().items():
        for word in words:
            yield word, Sense("family", family)


def _object_words(item: Object) -> Iterator[Entry]:
    if item.name == "activity":
        yield from ((word, Sense("object", object="activity")) for word in ("activity", "activities", "interaction"))
        for kind, words in _ACTIVITY_TYPES.items():
            yield from ((word, Sense("object", kind, "activity")) for word in words)
        return
    for word in dict.fromkeys((item.label, item.plural, item.name, *item.synonyms)):
        yield word.lower(), Sense("object", object=item.name)
    for word, name in _INSTEAD.items():
        if name == item.name:
            yield word, Sense("object", object=name)


def _field_words(item: Object, field: Field) -> Iterator[Entry]:
    if field.kind is Kind.BOOLEAN and field.expression:
        return  # "open", "won", "overdue" are states, said like no field
    also = field_words().get(f"{item.name}.{field.name}", ())
    for word in dict.fromkeys((field.label, field.name.replace("_", " "), *field.synonyms, *also)):
        said = word.lower()
        if said not in _LISTS and (said not in _TOO_PLAIN or field.custom):
            yield said, Sense("field", object=item.name, field=field.name)


def _option_words(item: Object, field: Field) -> Iterator[Entry]:
    if item.name == "activity" and field.name == "type":
        return
    for option in field.options:
        said = (
            option.value,
            *option.synonyms,
            *_passive(option.value),
            *_short(field, option.value),
            *_halves(option.value),
        )
        for word in (*said, *(w.replace("&", "and") for w in said if "&" in w)):
            yield word.lower(), Sense("option", option.value, item.name, field.name)


def _short(field: Field, value: str) -> tuple[str, ...]:
    """ "nego", "prop": the first letters of a stage, as people jot it down."""
    long = field.name in ("stage", "status") and value.isalpha() and len(value) >= _LONG
    return (value[:4].lower(),) if long and not value.lower().startswith("pros") else ()


def _halves(value: str) -> tuple[str, ...]:
    """Food & Beverage is said by either of its words."""
    parts = [part.strip().lower() for part in value.split("&")]
    return tuple(p for p in parts if p.isalpha() and len(p) >= _TELLING) if len(parts) > 1 else ()


_TELLING = 4  # letters of a word that tells an option from others
_LONG = 8  # letters of a word that is written short


def _passive(value: str) -> tuple[str, ...]:
    """A status said by its verb: Working is "being worked", Qualified is what "qualify" makes, Unqualified what "disqualify" does."""
    low = value.lower()
    if low.endswith("ied") and low.isalpha():
        verb = f"{low[:-3]}y"  # Qualified: "qualify him"
        return (verb, f"dis{verb[2:]}", f"dis{low[2:]}") if low.startswith("un") else (verb,)
    if low.endswith("ation") and low.isalpha():
        return (f"{low[:-3]}ing",)  # Negotiation: "we are negotiating"
    root = low.removesuffix("ing")
    return (f"being {root}ed", f"{root}ed on") if root != value.lower() and root.isalpha() and len(root) > 2 else ()


def _reporting_words() -> Iterator[Entry]:
    for kind, table in (("metric", "metrics"), ("dimension", "dimensions"), ("title", "titles")):
        for name, words in reporting()[table].items():
            yield from ((word, Sense(kind, name)) for word in words)  # type: ignore[arg-type]


def table_of(name: str) -> Any:
    """One of the files of words. The C loader reads them in a tenth of the time, which each start takes."""
    text = (resources.files("assistant.language.lexicon") / name).read_text("utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def families(senses: Iterable[Sense]) -> frozenset[str]:
    return frozenset(s.value for s in senses if s.kind == "family")
