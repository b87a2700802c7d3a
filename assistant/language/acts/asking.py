"""Whether a clause asks: a question changes nothing, unless it is a polite order."""

from __future__ import annotations

from assistant.language.acts.leanings import recalls
from assistant.language.chart import Item, Items

_ENDING = frozenset("when where who why".split())  # "signature expected when"
_LEADING = frozenset("on in at for to with by from since of about under".split())
_LED = frozenset("which what whom whose when".split())  # "on which days", "with whom"
_FINDING = frozenset(["find out", "check", "remember", "recall", "find", "look up", "see", "figure out"])
_ASKING = frozenset("how what what's which who whose when where why did does is are was were whats do has have".split())
_TELLING = ("tell", "show", "give", "inform", "advise")
_RECALLED = frozenset("what when who where why how whether if".split())


def asks(items: Items) -> bool:
    """A question changes nothing, unless it is a polite order ("can you …?")."""
    said = [x for x in items if not x.is_mark]
    while said and (said[0].has("greet") or said[0].word in ("so", "and", "well", "um", "uh")):
        said = said[1:]
    if _wants_to_know(said) or recalls(tuple(said)):
        return True
    if len(said) > 1 and said[0].word == "which" and said[1].word in ("makes", "brings", "means", "puts", "takes"):
        return False
    if not said or any(x.has("please") for x in (*said[:2], *said[-2:])):
        return False
    if len(said) > 2 and said[-1].word in _ENDING:
        return True
    if len(said) > 1 and said[0].word in _LEADING and said[1].word.split()[0] in _LED:
        return True
    # "Was at Acme just now" tells, though it begins like a question.
    return (said[0].word.split()[0] in _ASKING and not said[0].has("spoke")) or items[-1].word == "?"


def _wants_to_know(said: list[Item]) -> bool:
    """ "Would you be so kind as to tell me …", "I'd like to know …", "I'd like to see …": politely asked, yet asked."""
    for i, item in enumerate(said[:9]):
        if item.has("assign", "set", "move", "push", "create", "log", "remind", "draft", "delete", "merge", "convert"):
            return False
        behind = said[i + 1].word if i + 1 < len(said) else ""
        if item.has("show") and item.word.startswith(("i ", "let ")):
            return True
        if item.word.startswith("tell me") or (item.word in _TELLING and behind in ("me", "us")):
            return True
        if item.word in _FINDING and behind.split("'")[0] in _RECALLED:
            return True  # "could you look up what I offered"
        speaks = said[0].has("me", "please", "show") or said[0].word in ("would", "could", "can", "want", "like")
        if (
            speaks
            and item.word in ("know", "see")
            and i
            and said[i - 1].word in ("to", "like to", "i'd like to", "want to")
        ):
            return True
    return False
