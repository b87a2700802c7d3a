"""What is spelled in speech as it would be written: "henrik dot dahl at acme dot example", "Noor, N double O R"."""

import re
from collections.abc import Callable

from rapidfuzz.distance import DamerauLevenshtein

from assistant.language.values.literals import TLDS

_JOINERS = {"dot": ".", "point": ".", "dash": "-", "hyphen": "-", "minus": "-", "underscore": "_"}
_JOINER = "|".join(_JOINERS)
_WORD = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_DOT = r"\s+(?:dot|point)\s+"
_HOST = rf"{_WORD}(?:\s+(?:{_JOINER})\s+{_WORD})*?"
_ADDRESS = re.compile(
    rf"\b({_WORD}(?:\s+(?:{_JOINER})\s+{_WORD})*)(?:\s+at\s+|@)({_HOST}(?:{_DOT}(?:{TLDS}))+)(?![\w-])", re.IGNORECASE
)
_LED = re.compile(
    rf"(?<=mail is )({_WORD}(?:\s+(?:{_JOINER})\s+{_WORD})*)\s+at\s+({_HOST}\.(?:{TLDS}))(?![\w-])", re.IGNORECASE
)
_DOMAIN = re.compile(rf"\b({_WORD}(?:{_DOT}(?:{TLDS}))+)(?![\w-])", re.IGNORECASE)
_SPOKEN = re.compile(rf"\s+({_JOINER})\s+", re.IGNORECASE)

# Letters one by one, also "double O": at least three of them, between marks.
_LETTER = r"(?:(?:double|triple)[ -][A-Za-z]|[A-Z](?:\.(?=[ -]))?)"
_LETTERS = re.compile(
    rf",?\s*(?:(?:spelled|spelt|that's|thats|spelling)\s+)?(?<![\w'])({_LETTER}(?:[ -]+{_LETTER}){{2,}})(?=\s*[,.;:!?]|\s*$),?"
)
_TIMES = {"double": 2, "triple": 3}
_NEAR = 60  # characters before the letters in which the name stands
_SLIPS = 2


def as_written(text: str) -> str:
    """The text with addresses and names as they are spelled in it."""
    if " dot " in text or " point " in text or "mail is " in text:
        text = _DOMAIN.sub(_joined, _LED.sub(_address, _ADDRESS.sub(_address, text)))
    return _without_letters(text)


def _address(found: "re.Match[str]") -> str:
    return f"{_closed(found[1])}@{_closed(found[2])}".lower()


def _joined(found: "re.Match[str]") -> str:
    return _closed(found[1]).lower()


def _closed(said: str) -> str:
    return _SPOKEN.sub(lambda m: _JOINERS[m[1].lower()], said)


def _without_letters(text: str) -> str:
    """ "Fatima Nor, N double O R, she …": the name as it is spelled, and not its letters; all stays where no name is near them."""
    for found in reversed(list(_LETTERS.finditer(text))):
        spelled = "".join(map(_one, re.findall(_LETTER, found[1])))
        names = [m for m in re.finditer(r"[^\W\d_]+", text[: found.start()]) if found.start() - m.start() <= _NEAR]
        meant = min(names, key=_slips_of(spelled), default=None)
        if meant is None or _slips_of(spelled)(meant) > _SLIPS or not meant.group()[0].isupper():
            continue
        name = meant.group() if meant.group().lower() == spelled.lower() else spelled.capitalize()
        mark = "," if found.group().endswith(",") else ""
        text = text[: meant.start()] + name + text[meant.end() : found.start()] + mark + text[found.end() :]
    return text


def _one(said: str) -> str:
    times = _TIMES.get(said.lower().rstrip(said[-1].lower()).strip(" -"), 1)
    return said.rstrip(".")[-1] * times


def _slips_of(spelled: str) -> "Callable[[re.Match[str]], int]":
    return lambda m: DamerauLevenshtein.distance(m.group().lower(), spelled.lower())
