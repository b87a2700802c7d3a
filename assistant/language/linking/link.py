"""Links pieces of a text to the caller's own rows: two statements a turn, a third for what was misspelt or stands for several."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.language.lexicon import Lexicon
from assistant.language.linking import store
from assistant.language.linking.match import (
    candidate,
    companies_first,
    near_candidate,
    pruned,
    settled,
    user_candidates,
    whole_names,
    with_contacts,
)
from assistant.language.linking.model import Candidate, People
from assistant.language.linking.nicknames import other_forms
from assistant.language.linking.spans import candidate_spans
from assistant.language.linking.store import Named
from assistant.language.text import ENGLISH, Token, stem, words_of
from assistant.language.values import Mention, RefValue
from crm_store.database import Session

Span = tuple[int, int]
_KEYED = {"email", "phone", "ref"}
_NICKNAME = 0.06  # a person called so comes before one who may be called so
_SHORTEST_NEAR = 5  # letters of a misspelt name; shorter ones are near to everything


@dataclass(frozen=True, slots=True)
class Linked:
    """`links` by token range; `keyed` by the start of an address, number or ref in the text;
    `related` are deals and contacts of the accounts that were named."""

    links: dict[Span, tuple[Candidate, ...]]
    keyed: dict[int, tuple[Candidate, ...]]
    related: tuple[Candidate, ...]


async def link(
    session: Session,
    tokens: list[Token],
    values: list[Mention],
    lexicon: Lexicon,
    people: People,
    also: tuple[str, ...] = (),
    common: Callable[[str], bool] = ENGLISH.__contains__,
) -> Linked:
    """`also` are ids of accounts that the dialogue is about: their people and deals count as near.

    `common` words are written as they are meant: no slip of a name.
    """
    covered = _covered(tokens, values)
    spans = candidate_spans(tokens, covered, lexicon)
    found = await _by_words(session, tokens, spans, people)
    links = settled(found)
    near = await _misspelt(session, tokens, spans, links, lexicon, common)
    links = whole_names(settled({**links, **near}), tokens, lexicon, covered)
    accounts = {c.id for cs in links.values() for c in cs[:4] if c.object == "account"} | set(also)
    accounts |= {c.account_id for cs in links.values() for c in cs[:3] if c.object == "contact" and c.account_id}
    related = await store.of_accounts(session, sorted(accounts))
    keyed = await _keyed(session, values)
    links = await _told_apart(session, links)
    return Linked(links, keyed, tuple(candidate(row, ()) for row in related))


async def _told_apart(session: Session, links: dict[Span, tuple[Candidate, ...]]) -> dict[Span, tuple[Candidate, ...]]:
    """People of one name with their companies beside their titles: what whoever has to choose goes by."""
    people = [c for cs in links.values() if len(cs) > 1 for c in cs if c.object == "contact" and c.account_id]
    if len(people) < 2:
        return links
    names = await store.account_names(session, sorted({c.account_id for c in people if c.account_id}))
    notes = {c.id: ", ".join(filter(None, (c.note, names.get(c.account_id or "")))) for c in people}
    return {
        span: tuple(replace(c, note=notes[c.id] or None) if c.id in notes else c for c in cs)
        for span, cs in links.items()
    }


def _covered(tokens: list[Token], values: list[Mention]) -> set[int]:
    loose = ("comparator", "limit", "ordinal", "quote", "number")
    spans = [(m.start, m.end) for m in values if m.kind not in loose]
    return {i for i, t in enumerate(tokens) if any(start <= t.start < end for start, end in spans)}


def said_words(tokens: list[Token], span: Span) -> tuple[str, ...]:
    """What was said of a name; "and" stands where a name may have an ampersand."""
    return tuple(w for t in tokens[span[0] : span[1]] if t.word != "and" for w in words_of(t.word))


async def _by_words(
    session: Session, tokens: list[Token], spans: list[Span], people: People
) -> dict[Span, tuple[Candidate, ...]]:
    asked: list[tuple[Span, tuple[str, ...]]] = []
    for span in spans:
        said = said_words(tokens, span)
        asked.extend(
            (span, form) for form in {said, _single(said), *((f, *said[1:]) for f in other_forms(said[0]))} if said
        )
    rows = await store.by_words(session, [" ".join(form) for _, form in asked])
    found: dict[Span, list[Candidate]] = defaultdict(list)
    for row in rows:
        span, form = asked[row.span - 1]
        if not _joined_alike(row, tokens[span[0] : span[1]]):
            continue
        said = said_words(tokens, span)
        if form == said or _of_person(row, form) or _of_product(row, form):
            named = candidate(row, form)
            other = form != said and row.object != "product"
            found[span].append(replace(named, score=named.score - _NICKNAME, as_said=False) if other else named)
    for span in spans:
        found[span].extend(user_candidates(people, said_words(tokens, span)))
    found = with_contacts({span: (cs, said_words(tokens, span)) for span, cs in found.items()})
    return {span: pruned(companies_first(cs, said_words(tokens, span))) for span, cs in found.items() if cs}


def _single(said: tuple[str, ...]) -> tuple[str, ...]:
    """ "Talon Lifts": a product by its name, of which there are several."""
    return (*said[:-1], stem(said[-1])) if len(said) > 1 else said


def _joined_alike(row: Named, said: list[Token]) -> bool:
    """ "Northwind carts and Northwind" are two names: one with an "and" in it is written with one, or with its sign."""
    joint = any(t.word in ("and", "&") for t in said)
    return not joint or "&" in row.label or "and" in words_of(row.label)


def _of_product(row: Named, form: tuple[str, ...]) -> bool:
    return row.object == "product" and tuple(words_of(row.label)) == form


def _of_person(row: Named, form: tuple[str, ...]) -> bool:
    return row.object in ("contact", "lead") and words_of(row.label)[:1] == form[:1]


async def _misspelt(
    session: Session,
    tokens: list[Token],
    spans: list[Span],
    links: dict[Span, tuple[Candidate, ...]],
    lexicon: Lexicon,
    common: Callable[[str], bool],
) -> dict[Span, tuple[Candidate, ...]]:
    """Words that name nothing as they stand and are long enough to be a slip of a name."""
    free = [s for s in spans if s[1] - s[0] == 1 and not any(o[0] <= s[0] < o[1] for o in links)]
    free = [s for s in free if len(tokens[s[0]].word) >= _SHORTEST_NEAR and tokens[s[0]].word.isalpha()]
    free = [s for s in free if _as_name(tokens, s[0]) or not common(tokens[s[0]].word)]
    free = [s for s in free if tokens[s[0]].capital or not _slip_of_known(tokens[s[0]].word, lexicon)][:12]
    rows = await store.nearby(session, [tokens[s[0]].word for s in free])
    found: dict[Span, list[Candidate]] = defaultdict(list)
    for row in rows:
        span = free[row.span - 1]
        near = near_candidate(row, said_words(tokens, span))
        token = tokens[span[0]]
        # Who slips keeps the first letter: "sitting" in a sentence is no "kitting".
        if near and (token.capital or any(w[0] == token.word[0] for w in words_of(row.label))):
            found[span].append(near)
    held = await store.written(session, sorted({tokens[s[0]].word for s in found})) if found else set()
    return {span: pruned(cs) for span, cs in found.items() if tokens[span[0]].word not in held}


def _as_name(tokens: list[Token], i: int) -> bool:
    """A capital that no sentence begins with: "Right, which deals …" calls nobody."""
    return tokens[i].capital and i > 0 and tokens[i - 1].raw not in ".!?"


def _slip_of_known(word: str, lexicon: Lexicon) -> bool:
    """ "produkt": a slip of a word that means something, rather than of a name."""
    most = 2 if len(word) >= 9 else 1
    found = process.extractOne(word, lexicon.vocabulary, scorer=DamerauLevenshtein.distance, score_cutoff=most)
    return bool(found and found[0][0] == word[0])


async def _quoted(session: Session, quotes: list[Mention]) -> dict[int, tuple[Candidate, ...]]:
    """ "the opportunity “Crestline dock sensors”": a record by its whole name, by the start of the quote."""
    said = {m.start: words_of(str(m.value)) for m in quotes}
    asked = [start for start, words in said.items() if words]
    rows = await store.by_words(session, [" ".join(said[start]) for start in asked])
    found: dict[int, list[Candidate]] = defaultdict(list)
    for row in rows:
        start = asked[row.span - 1]
        if words_of(row.label) == said[start]:
            found[start].append(candidate(row, said[start]))
    return {start: tuple(cs) for start, cs in found.items()}


async def _keyed(session: Session, values: list[Mention]) -> dict[int, tuple[Candidate, ...]]:
    keys = [m for m in values if m.kind in _KEYED]
    found = await _quoted(session, [m for m in values if m.kind == "quote"])
    for mention in keys:  # nearly always one
        value = mention.value.ref if isinstance(mention.value, RefValue) else str(mention.value)
        rows = await store.by_key(session, [value.lower()], [value], [value.upper()])
        found[mention.start] = tuple(candidate(row, words_of(row.label)) for row in rows)
    return found
