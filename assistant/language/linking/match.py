"""From rows to candidates: how well a name fits what was said, and which pieces of the text name something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA, DamerauLevenshtein

from assistant.language.lexicon import Lexicon
from assistant.language.linking.model import Candidate, People
from assistant.language.linking.nicknames import other_forms
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.linking.store import Named
from assistant.language.text import ENGLISH, Token, words_of

# An exact name is 1; part of a name starts here and grows with the part.
_PART = 0.55
_SPAN = tuple[int, int]
_Found = tuple[list[Candidate], tuple[str, ...]]  # candidates, and the words they were found by


def candidate(row: Named, said: Sequence[str]) -> Candidate:
    """A row with its score for the words said (all of which stand in its name)."""
    name = words_of(row.label)
    score = _fit(name, said)
    if row.object == "lead" and not set(said) <= set(name):  # "the Russo Tile lead": by its company
        score = max(score, min(_WHOLE, _fit(words_of(row.note or ""), said)) - _BY_COMPANY)
    return Candidate(
        row.object,
        str(row.id),
        row.label,
        score,
        str(row.account_id) if row.account_id else None,
        row.note,
        row.is_open,
    )


def _fit(name: Sequence[str], said: Sequence[str]) -> float:
    name = [w for w in name if w != "and"]
    if name == [w for w in said if w != "and"]:
        return 1.0
    shared = sum(len(w) for w in name if w in said)
    total = sum(len(w) for w in name) or 1
    first = 0.05 if name and said and name[0] == said[0] else 0.0
    return round(_PART + 0.35 * shared / total + first, 3)


def near_candidate(row: Named, said: Sequence[str]) -> Candidate | None:
    """A row whose name has, for each word said, one within a slip or two of it."""
    name = words_of(row.label)
    if not all(any(slip(word, other) for other in name) for word in said):
        return None
    meant = tuple(next(o for o in name if slip(w, o)) for w in said)
    found = candidate(row, meant)
    return Candidate(
        found.object, found.id, found.label, found.score - 0.05, found.account_id, found.note, found.is_open
    )


def slip(word: str, other: str) -> bool:
    most = 0 if len(word) < 4 else 1 if len(word) < 7 else 2
    return DamerauLevenshtein.distance(word, other, score_cutoff=most) <= most


def user_candidates(people: People, said: tuple[str, ...]) -> list[Candidate]:
    """Users by full name, first name, short form or last name."""
    found = []
    for user in people.users:
        name = words_of(user.name)
        local = words_of(user.email.split("@")[0])
        forms = {said} | {(form, *said[1:]) for form in other_forms(said[0])}
        if name in forms or local in forms:
            found.append(Candidate("user", user.id, user.name, 1.0, None, user.email))
        elif len(said) == 1 and any(form[0] in (name[0], name[-1]) for form in forms):
            own = said[0] in (name[0], name[-1])
            found.append(Candidate("user", user.id, user.name, 0.8 if own else _OTHER_FORM, None, user.email))
    return found


_OTHER_FORM = 0.74  # of somebody else's form of a name: "Thomas" is a customer called so before Tom


def pruned(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Best first, without rows that only carry somebody else's name: deals and leads called after an account."""
    ranked = sorted({(c.object, c.id): c for c in sorted(found, key=lambda c: c.score)}.values(), key=_rank)
    names = [c for c in ranked if c.object in ("account", "user", "contact", "product")]
    if not names or all(c.object == "product" for c in names):
        return tuple(ranked)
    return tuple(c for c in ranked if c.object not in ("deal", "lead") or c.score >= 0.95 or _own_words(c, names))


def companies_first(found: list[Candidate], said: Sequence[str]) -> list[Candidate]:
    """ "Redfern": the company whose name begins so rather than whoever has it as a last name."""
    best = max((c.score for c in found if c.object == "account" and words_of(c.label)[:1] == tuple(said)), default=0.0)
    return [
        replace(c, score=best - _AFTER)
        if best and c.object in _PERSONS and best <= c.score < _WHOLE and not _starts(c, said)
        else c
        for c in found
    ]


_AFTER = 0.01


def with_contacts(found: Mapping[_SPAN, _Found]) -> dict[_SPAN, list[Candidate]]:
    """ "Stan Coppergate": the lead that is called so with its company became a contact, found by the first name alone."""
    return {span: [*cs, *_became(span, cs, found)] for span, (cs, _) in found.items()}


def _became(span: _SPAN, leads: list[Candidate], found: Mapping[_SPAN, _Found]) -> list[Candidate]:
    names = {c.label: c.score for c in leads if c.object == "lead"}
    if not names or any(c.object == "contact" for c in leads):
        return []
    inner = (
        cs for (first, last), cs in found.items() if span[0] <= first and last <= span[1] and (first, last) != span
    )
    people = (c for cs, said in inner for c in cs if c.object == "contact" and c.label in names and _starts(c, said))
    return [replace(c, score=names[c.label] + _AFTER) for c in {c.id: c for c in people}.values()]


def _own_words(found: Candidate, names: list[Candidate]) -> bool:
    """A lead is as good a reading as a contact of the same words; a deal or a lead's company is not."""
    return found.object == "lead" and not any(c.object == "account" for c in names) and found.score > 0.6


def _rank(c: Candidate) -> tuple[float, int, str]:
    return -c.score, 0 if c.is_open in (None, True) else 1, c.label


def whole_names(
    links: dict[_SPAN, tuple[Candidate, ...]], tokens: list[Token], lexicon: Lexicon, covered: set[int]
) -> dict[_SPAN, tuple[Candidate, ...]]:
    """Without names of which only a part was found: "Hillary Stone" is no Gary Stone, "Northwind Robotics" no Northwind.

    `covered` are tokens of values: "Pinecrest Dec 4" names no Pinecrest Dec.
    """
    links = _without_mixed(links, tokens)
    kept = {}
    for span, candidates in links.items():
        before = span[0] - 1 not in covered and _unknown(span[0] - 1, links, tokens, lexicon)
        behind = span[1] not in covered and _unknown(span[1], links, tokens, lexicon)
        behind = behind and not tokens[span[1] - 1].possessive
        named = before and (tokens[span[0] - 1].capital or tokens[span[0] - 1].word not in ENGLISH)
        first = words_of(tokens[span[0]].word)[:1]
        left = [
            c
            for c in candidates
            if c.score >= _WHOLE
            or not _cut(c, first, before, named, behind and tokens[span[1]].capital)
            or (span[1] < len(tokens) and slip_of(c, first, tokens[span[1]].word))
        ]
        if left:
            kept[span] = tuple(left)
    return kept


_WHOLE = 0.95  # of a name that was said wholly
_BY_COMPANY = 0.05  # so much less than by its own name


def slip_of(c: Candidate, first: tuple[str, ...], last: str) -> bool:
    """ "Hannah Pyke", where there is a Hannah Pike."""
    name = words_of(c.label)
    if c.object not in _PERSONS or len(name) < 2 or name[:1] != first or len(last) < _SHORTEST:
        return False
    return last[0] == name[-1][0] and OSA.distance(name[-1], last) <= (1 if len(last) < _LONG else 2)


_SHORTEST, _LONG = 4, 7  # letters of a last name


def _cut(c: Candidate, first: tuple[str, ...], before: bool, named: bool, behind: bool) -> bool:
    starts = _starts(c, first)
    if c.object in _PERSONS:
        return (before and not starts) or (behind and starts)
    return c.object == "account" and (behind or (named and not starts))  # "Ostsee Logistik" is no Rheinwerk Logistik


_PERSONS = ("contact", "lead", "user")


def _starts(c: Candidate, first: Sequence[str]) -> bool:
    """The name begins with the word, with a short form of it or a slip."""
    name = words_of(c.label)[:1]
    return bool(name and first) and (slip(first[0], name[0]) or first[0] in other_forms(name[0]))


def _without_mixed(
    links: dict[_SPAN, tuple[Candidate, ...]], tokens: list[Token]
) -> dict[_SPAN, tuple[Candidate, ...]]:
    """Without "Thomas Moretti" of a Thomas Albrecht and a Linda Moretti: nobody is called so."""
    mixed: set[_SPAN] = set()
    for one, firsts in links.items():
        other = next((o for o in links if o[0] == one[1]), None)
        if other is None or not (tokens[one[0]].capital and tokens[other[0]].capital) or tokens[one[1] - 1].possessive:
            continue
        first, last = words_of(tokens[one[0]].word)[:1], words_of(tokens[other[0]].word)[:1]
        given = all(c.object in _PERSONS and c.score < _WHOLE for c in firsts) and any(
            _starts(c, first) for c in firsts
        )  # a Kim Yazzie and a David Kim
        family = all(c.object in _PERSONS and c.score < _WHOLE and not _starts(c, last) for c in links[other])
        shared = {c.id for c in firsts} & {c.id for c in links[other]}
        if given and family and not shared:
            mixed |= {one, other}
    return {span: cs for span, cs in links.items() if span not in mixed}


_NAMING = frozenset(["named", "titled", "entitled"])  # what leads to a name


def _unknown(i: int, links: dict[_SPAN, tuple[Candidate, ...]], tokens: list[Token], lexicon: Lexicon) -> bool:
    """Token `i` is a word that nothing is known of, and so may be the rest of a name."""
    if not 0 <= i < len(tokens) or any(a <= i < b for a, b in links):
        return False
    token = tokens[i]
    plain = token.word.isalpha() and len(token.word) > 1 and token.word not in FUNCTION_WORDS | _NAMING
    return plain and token.word not in lexicon.known and token.stem not in lexicon.known


def settled(links: dict[_SPAN, tuple[Candidate, ...]]) -> dict[_SPAN, tuple[Candidate, ...]]:
    """Spans that do not overlap: more words first, as every word said stands in the name."""
    kept: dict[_SPAN, tuple[Candidate, ...]] = {}
    for span in sorted(links, key=lambda s: (s[0] - s[1], -links[s][0].score, s[0])):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept[span] = links[span]
    return kept
