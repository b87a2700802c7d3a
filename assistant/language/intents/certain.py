"""Whether what is said holds: a classifier of the whole message hardly hears "not", "if", and "up" for "down"."""

from __future__ import annotations

import re

_ONLY_IF = re.compile(r"\b(?:if|once|unless|as soon as)\b", re.IGNORECASE)
_MAY_BE = re.compile(
    r"\b(?:when|might|may(?! \d)|maybe|perhaps|possibly|probably|likely|suppose[ds]?|guess|wonder\w*|hop(?:e|es|ed|ing)|wish\w*"
    r"|(?<!\bi )(?<!\bwe )want|wants|wanted|rumou?rs?)\b",
    re.IGNORECASE,
)
_NEARLY = re.compile(
    r"\b(?:afraid|thinks?|thought|almost|nearly|close to|about to|going to|planning|tempted|(?:could|would)(?! you| like))\b|'d (?!like)",
    re.IGNORECASE,
)
_OUGHT = re.compile(
    r"\bshould\b", re.IGNORECASE
)  # "the title should read …" is an order, "the deal should close …" none
_NOT = re.compile(r"\b(?:not|never|cannot|cant|wont|dont|doesnt|didnt|isnt|hasnt|havent)\b|n't\b|n’t\b", re.IGNORECASE)
_NOT_OVER = re.compile(r"(?:\bnot|\bnever|n't|n’t)(?: \w+){0,2} (?:lost|dead|gone|over|out)\b", re.IGNORECASE)
_RELATIVE = re.compile(
    r"\b(?:by|more|less|extra|another|plus|minus|adds?|added|off|rais(?:e|ed)|lower(?:ed)?|(?:in|de)creased?|on top|discount\w*|reduced?"
    r"|per|each|monthly|a (?:month|year|piece))\b|%",
    re.IGNORECASE,
)  # an amount that is counted from another one, or is of something else
_UP = re.compile(
    r"\b(?:more|higher|up|upwards?|top|onto|extra|plus|tack\w*|add(?:s|ed)?|rais\w+|increas\w+|grow\w*|bump\w*|hik\w+|boost\w*|lift(?:ed)?)\b|\+",
    re.IGNORECASE,
)
_DOWN = re.compile(
    r"\b(?:less|lower\w*|down|downwards?|off|minus|discount\w*|reduc\w+|cut|drop\w*|decreas\w+|knock|shave|trim|slash|subtract\w*|deduct\w*|haircut|smaller|shrink\w*|shrunk)\b|-\s?\d",
    re.IGNORECASE,
)
_LATER = re.compile(r"\b(?:until|till|before|after all)\b", re.IGNORECASE)
_EARLIER = re.compile(
    r"\b(?:earlier|sooner|forward|up|pull(?:ed|s)?|bring|brought|ahead|advance[ds]?|accelerat\w+|subtract\w*|deduct\w*|off|faster|quicker|left)\b",
    re.IGNORECASE,
)
_AGO = re.compile(r"\bago\b", re.IGNORECASE)
_OF_DEALS = frozenset(["won", "amount", "close_date", "stage"])


def contradicts(intent: str, text: str, *, sure: bool = False) -> bool:
    """Whether a message counts from another value, or in the other direction, or from another time than its intent does.

    What is `sure` needs no word for its direction, only none for the other one.
    """
    if intent in ("amount", "employees"):
        return _RELATIVE.search(text) is not None
    if intent == "raise_by":
        return _DOWN.search(text) is not None or not (sure or _UP.search(text))
    if intent == "lower_by":
        return _UP.search(text) is not None or not (sure or _DOWN.search(text))
    if intent == "pull_forward":
        return not _EARLIER.search(text)
    if intent == "push_back":
        return _EARLIER.search(text) is not None
    return intent == "close_date" and _AGO.search(text) is not None


def is_open(text: str, sentence: str) -> bool:
    """Whether it only may be, or hangs on something else that its sentence names: nothing is surer than that."""
    return _MAY_BE.search(text) is not None or _ONLY_IF.search(sentence) is not None


def is_doubted(intent: str, text: str) -> bool:
    """Whether a message has a word for what is not so, or only nearly; where a reason or a later day is told by what is not, it is so."""
    if _NEARLY.search(text) or (_OUGHT.search(text) and (intent in _OF_DEALS or intent.startswith("lost"))):
        return True
    if not _NOT.search(text):
        return False
    if intent.startswith("lost_"):
        return _NOT_OVER.search(text) is not None
    return intent != "close_date" or _LATER.search(text) is None
