"""What is only said before a request: what it is wanted for, where somebody is, "right then". It narrows nothing, and orders nothing."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import question_at
from assistant.language.chart import Item, Items
from assistant.language.filtered import filtered
from assistant.language.fronted import asked_first, which_of
from assistant.language.places_told import asked_in_town, with_towns


def requests(clauses: list[Items]) -> list[Items]:
    """The clauses without what is only said before them; all of them where nothing else is said."""
    bare = _asked_of(
        [without_preamble(asked_first(which_of(filtered(without_purpose(c))))) for c in with_towns(clauses)]
    )
    return [c for n, c in enumerate(bare) if n == len(bare) - 1 or not (_opens(c) or _only_purpose(c))]


def _asked_of(clauses: list[Items]) -> list[Items]:
    """ "The leads I'm working, status Working that is, WHICH OF THEM …": records that are put first, and what is asked of them."""
    kept: list[Items] = []
    for clause in clauses:
        rest = _of_them(clause)
        if rest and len(kept) > 1 and _explains(kept[-1]) and _of_many(kept[-2]):
            kept[-2:] = [(*kept[-2], *kept[-1])]
        if rest and kept and _of_many(kept[-1]):
            kept[-1] = (*clause[:2], *kept[-1], *rest)
        else:
            kept.append(clause)
    return kept


def _of_them(clause: Items) -> Items:
    """What is asked behind "which of them"."""
    led = len(clause) > _PAIR and clause[0].word in ("which", "who") and clause[1].word == "of"
    return clause[3:] if led and clause[2].has("they", "those") else ()


def _explains(clause: Items) -> bool:
    """ "Stage Proposal THAT IS"."""
    return [x.word for x in clause[-_PAIR:]] in (["that", "is"], ["i", "mean"])


def _of_many(clause: Items) -> bool:
    """Records in the plural of which nothing is told yet, and no more asked than to see them."""
    said = [
        x for x in clause if not (x.is_mark or x.has("approve", "show", "please") or set(x.word.split()) <= _LEADING)
    ]
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in said)
    return many and (said[0].word in ("the", "my", "our", "all", "of") or _has(said))


def _has(said: list[Item]) -> bool:
    """ "MAYA HAS open deals"."""
    return len(said) > 1 and bool(said[0].of("user")) and said[1].has("has")


_PAIR = 2


def _opens(items: Items) -> bool:
    """ "Right then", "so, well": words that begin a request and are none."""
    return all(x.is_mark or set(x.word.split()) <= _OPENERS for x in items)


_OPENERS = frozenset("right then so well now alright listen look um uh er hmm erm anyway actually sorry oh ah".split())
_LEADING = _OPENERS | {"me", "us"}


def _only_purpose(items: Items) -> bool:
    """ "For the pipeline meeting", a clause of its own."""
    last = items[-1].sense("object", "activity")
    first = next((x for x in items if not x.is_mark), items[0])
    return first.word == "for" and last is not None and not any(x.candidates or x.value for x in items)


def without_preamble(items: Items) -> Items:
    """ "I've my one on one with Ben in ten minutes which of his deals …": the question, "his" meaning who was named last."""
    at = question_at(items)
    if at is None or items[at - 1].word == ":" or any(x.has("group_by") for x in items[:at]):
        return items  # "gone quiet for a month: which of my deals?", "for each of our reps, how many …"
    said = tuple(x.of("user")[:1] for x in items[:at] if x.candidates and x.candidates[0].object == "user")
    asked = asked_in_town(items[:at], items[at:])
    pointing = next((i for i, x in enumerate(asked) if _points(x)), None)
    named = any(x.candidates or x.sense("object") or x.has("recommend") for x in asked[:pointing])
    there = pointing is not None and asked[pointing].word == "there" and any(x.of("account") for x in items[:at])
    if there:
        return items  # "Acme, who are our people there?"
    if pointing is None or (named and not said):
        return asked if named else items
    if len(said) != 1 or not asked[pointing].has("her", "him"):
        return items  # "David Kim at Meridian, what is his title?": the question needs what was said before it
    colleague = replace(asked[pointing], candidates=said[0], senses=(), possessive=asked[pointing].word != "him")
    return (*asked[:pointing], colleague, *asked[pointing + 1 :])


def _points(item: Item) -> bool:
    return not item.candidates and (item.has("her", "him", "it", "they", "this", "those") or item.word == "there")


def without_purpose(items: Items) -> Items:
    """ "For the pipeline meeting I need …", "for the Christmas cards show me …": what it is wanted for narrows nothing."""
    first = next((i for i, x in enumerate(items) if not x.is_mark and x.word not in ("so", "okay", "ok", "and")), 0)
    if not items or items[first].word != "for":
        return items
    ends = (i for i in range(first + 2, min(len(items), first + _PURPOSE)) if items[i].has("show") or _wants(items, i))
    end = next(ends, None)
    if end is None:
        return items
    if any(x.candidates and x.candidates[0].score >= _NAMED for x in items[first:end]):
        return _with_colleague(items, first, end)
    last = next((x for x in reversed(items[first:end]) if not x.is_mark), items[first])
    noun = last.sense("object")
    plain = not last.value and (noun is None or noun.object == "activity")
    return items[end:] if plain else items


def _with_colleague(items: Items, first: int, end: int) -> Items:
    """ "For the review with Ben I need THEIR win rate": whom the purpose names, where it is asked of them."""
    said = [x.of("user")[:1] for x in items[first:end] if x.candidates]
    at = next(
        (i for i in range(end, len(items)) if items[i].has("her", "him", "they") and not items[i].candidates), None
    )
    if at is None or len(said) != 1 or not said[0] or any(x.candidates for x in items[end:]):
        return items
    colleague = replace(items[at], candidates=said[0], senses=(), possessive=items[at].word not in ("him", "them"))
    return (*items[end:at], colleague, *items[at + 1 :])


def _wants(items: Items, i: int) -> bool:
    behind = items[i + 1].word if i + 1 < len(items) else ""
    return items[i].word in ("i", "we") and behind.split()[0:1] in (["need"], ["want"], ["would"])


_PURPOSE = 9  # items that say what a list is wanted for, and that it is wanted
_NAMED = 0.8  # the score of a record that is meant rather than hit upon by chance
