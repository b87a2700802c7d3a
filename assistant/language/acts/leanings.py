"""Reading acts that a sentence may have without any of their words: where it is close enough to what people ask so."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items

# Nothing is changed by advice, odds or a briefing, so that likeness alone may ask for them.
LIKENED = frozenset(["recommend", "score", "brief"])
ALIKE = 0.45

_WRITING = frozenset(["email", "e-mail", "mail", "write", "drop", "shoot", "answer", "reply", "message"])
_SAYING = frozenset("that about asking saying thanking telling ask and say : whether regarding with if".split())
_RECALLED = frozenset("who what where which how why what's who's".split())


def writes_to(items: Items) -> bool:
    """ "Email Ann Cho that …", "drop Ann a line asking …": words to be sent to somebody, rather than a thing to do some day."""
    said = [x for x in items if not x.is_mark or x.word == ":"]
    said = said[1:] if said and said[0].has("please") else said
    if not said or said[0].word.split()[0] not in _WRITING or (len(said) > 1 and said[1].word == "from"):
        return by_letter(items)
    whom = next((i for i, x in enumerate(said[:4]) if _person(x)), None)
    return whom is not None and any(_tells(x) for x in said[whom + 1 : whom + 5])


def by_letter(items: Items) -> bool:
    """ "Let Ann know by email that …", "thank Ann by mail"."""
    noun = items[0].sense("object", "activity") if items else None
    if noun and noun.value == "note":  # "note on Ann: prefers texts over e-mail"
        return False
    letter = any(x.has("draft") and x.word.split()[0] in ("by", "via", "as", "in", "over") for x in items)
    return letter and any(_person(x) for x in items) and not any(x.has("spoke") for x in items[:2])


def recalls(items: Items) -> bool:
    """ "Remind me who Ann is", "remind me of the names of …": a question, and nothing for the list, unless it is for some day."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if len(said) < _RECALLING or said[0].word != "remind me":
        return False
    named = said[1].word == "of" and not any(x.kind in ("date", "period", "time", "duration") for x in said)
    return named or said[1].word.split()[0] in _RECALLED


_RECALLING = 3  # words of "remind me who …"


def _person(item: Item) -> bool:
    return bool(item.of("contact", "lead")) or item.has("her", "him", "they")


def _tells(item: Item) -> bool:
    return item.word.split()[0] in _SAYING or item.has("about")


_PLACING = frozenset("in at from under over above below with between".split())
_FEW = 4  # words of "and in Canada?"
_SHORT = 9  # words of a sentence that only goes on from the answer before
_OTHER = ("remind", "log", "draft", "create", "assign", "delete", "merge", "complete", "score", "recommend", "brief")


def points_back(items: Items) -> bool:
    """ "Which of them …", "the year before that", "biggest first", "drop the ones under 50k": of what was shown."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if not said or len(said) > _SHORT or any(x.candidates and not x.of("user") for x in said):
        return False
    if any(x.has(*_OTHER) for x in said):
        return False
    whose = len(said) == 2 and said[0].has("show") and bool(said[1].of("user")) and said[1].possessive
    if how_many(said) or inside(items) or whose or _worth(said) or remeasures(items):  # "list Maya's"
        return True
    pairs = {(a.word, b.word) for a, b in pairwise(said)}
    if any(a == "of" and b in ("them", "those", "these") for a, b in pairs):
        return True
    words = [w for x in said for w in x.word.split()]
    ones = any((a == "the" and b == "ones") for a, b in pairwise(words))
    if words[0] in ("drop", "leave", "take", "without", "except", "minus", "exclude", "remove", "hide", "skip"):
        return ones or words[0] in ("without", "except", "minus", "exclude", "hide")
    if words[0] in _PLACING and len(words) <= _FEW:
        return True
    ordered = words[-1] in ("first", "only") and not any(x.sense("object") for x in said)
    return (
        ordered
        or (words[-1] == "instead" and any(x.has("group_by") or x.sense("metric") for x in said))
        or _periods_only(said)
    )


def _worth(said: list[Item]) -> bool:
    """ "And how much are they worth?": of what was shown."""
    words = {w for x in said for w in x.word.split()}
    pointing = any(x.has("they", "those") for x in said) and not any(x.sense("object") or x.value for x in said)
    return pointing and bool(words & {"worth", "much", "total", "sum"}) and words <= _COUNTED | _WORTH


def remeasures(items: Items) -> bool:
    """ "Weighted", "and the win rate?", "as a count": a report measured otherwise, and nothing else of it changed."""
    said = [x for x in items if not x.is_mark]
    figure = any(x.sense("metric") and not x.candidates for x in said) or (
        len(said) > 1 and said[0].word in ("as", "in", "by") and set(said[-1].word.split()) <= _MEASURES
    )
    return figure and all(_only_measures(x) for x in said)


def _only_measures(item: Item) -> bool:
    metric = item.sense("metric") is not None and not item.candidates
    return metric or set(item.word.split()) <= _MEASURES | _TURNING


_MEASURES = frozenset(
    "count counts number numbers amount amounts value values dollars money euros worth percent".split()
)
_TURNING = frozenset("and or now as in an a the instead but then same what how about only just terms of".split())
_WORTH = frozenset("how they much what what's whats worth total sum add up to their value all".split())


def inside(items: Items) -> bool:
    """ "Which deals are in it?", "what's behind that?": the rows that a figure counts."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    asked = bool(said) and said[0].has("what", "which", "show", "who") and len(said) <= _SHORT
    at = [i for i, x in enumerate(said) if x.word in ("in", "behind", "under", "inside")]
    return asked and bool(at) and len(said) == at[-1] + 2 and said[-1].word in ("it", "that", "this", "there", "them")


def how_many(said: list[Item]) -> bool:
    """ "How many?", "how many are there in total?", "count?": of what was shown, as nothing else is named."""
    rest = {w for x in said if not x.has("count") for w in x.word.split()}
    return any(x.has("count") and x.word != "how much" for x in said) and rest <= _COUNTED


_COUNTED = frozenset(
    "and so is are there that in total all altogether these those of them then it now exactly do does we i have count".split()
)
_BETWEEN = frozenset(
    """and what was were it is that how about does did do compare compared to with the versus vs against in for of on a then now so
    this year quarter month week before after previous prior last next same again look up down one""".split()
)


def _periods_only(said: list[Item]) -> bool:
    """ "And in Q2?", "what was it last quarter?", "how does that compare to Q2?", "the year before that"."""
    dated = any(x.kind in ("period", "comparison") for x in said) or _steps_back(
        [w for x in said for w in x.word.split()]
    )
    return dated and all(
        x.kind in ("period", "date", "comparison") or all(w in _BETWEEN for w in x.word.split()) for x in said
    )


def _steps_back(words: list[str]) -> bool:
    units = ("year", "quarter", "month", "week")
    return any(a in units and b in ("before", "after") for a, b in pairwise(words)) or any(
        a in ("previous", "prior", "preceding", "following") and b in units for a, b in pairwise(words)
    )


def outcome_alone(items: Items) -> bool:
    """ "Won", "lost!": what became of what the talk is about."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    return len(said) == 1 and said[0].has("won", "lost") and not said[0].candidates


def picks(items: Items) -> bool:
    """ "Open the third one", "the second": one of the list that was shown."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    placed = [x for x in said if x.kind == "ordinal"]
    rest = [x for x in said if x.kind != "ordinal"]
    return len(placed) == 1 and all(x.has("show", "open_it", "tell", "what", "about") or x.word in _ONE for x in rest)


_ONE = frozenset(
    "number no # the one of them those deal lead account contact me more on details please open that".split()
)


def ranks(items: Items) -> bool:
    """ "Which are the best?", "the worst ones": of the list that was shown, by how likely they come off."""
    words = [w for x in items if not x.is_mark for w in x.word.split()]
    return bool({"best", "worst"} & set(words)) and set(words) <= _RANKING


_RANKING = frozenset("which who what are is the best worst ones one of them those these and show me now".split())


def names_it(items: Items) -> bool:
    """ "A deal of 60k called Lancaster line": called by a name, and nobody by phone."""
    at = next((i for i, x in enumerate(items) if x.word == "called"), None)
    if at is None or not at:
        return False
    behind = items[at + 1] if at + 1 < len(items) else None
    noun = any((s := x.sense("object")) and s.object != "activity" and not x.candidates for x in items[:at])
    return (
        noun and behind is not None and not behind.of("contact", "lead") and (behind.capital or behind.kind == "quote")
    )
