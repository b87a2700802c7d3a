"""Whether what is said holds: a classifier of the whole message does not hear "not" and "if"."""

from __future__ import annotations

import re

_UNREAL = re.compile(
    r"\b(if|once|unless|when|as soon as|might|may(?! \d)|maybe|perhaps|possibly|probably|likely|suppose[ds]?|guess|afraid|wonder\w*"
    r"|hop(?:e|es|ed|ing)|wish\w*|(?<!\bi )(?<!\bwe )want|wants|wanted|thinks?|thought|almost|nearly|close to|about to|going to|planning|tempted|rumou?rs?"
    r"|(?:could|would)(?! you| like))\b|'d (?!like)",
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


def is_certain(intent: str, text: str) -> bool:
    """Whether a message says that it is so; where a reason or a later day is told by what is not, it does."""
    if _UNREAL.search(text) or (_OUGHT.search(text) and (intent in _OF_DEALS or intent.startswith("lost"))):
        return False
    if intent in ("amount", "employees") and _RELATIVE.search(text):
        return False
    if intent == "raise_by" and (_DOWN.search(text) or not _UP.search(text)):
        return False
    if intent == "lower_by" and (_UP.search(text) or not _DOWN.search(text)):
        return False
    if intent == "pull_forward" and not _EARLIER.search(text):
        return False
    if (intent == "push_back" and _EARLIER.search(text)) or (intent == "close_date" and _AGO.search(text)):
        return False
    if not _NOT.search(text):
        return True
    if intent.startswith("lost_"):
        return not _NOT_OVER.search(text)
    return intent == "close_date" and _LATER.search(text) is not None
