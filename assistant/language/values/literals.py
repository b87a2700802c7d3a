"""What is written to the letter: e-mail addresses, web addresses, phones, references, quotes.

Each pattern is bounded and starts only where a word starts, so a long text costs no more than its length.
"""

import re
from collections.abc import Iterator

from assistant.language.values.model import Mention, RefValue, ValueContext
from assistant.language.values.numbers import UNITS, spelled
from assistant.language.values.reader import Parsed, Reader

_EMAIL = re.compile(r"(?<![\w.+%-])[\w+%-](?:[\w.+%'-]{0,62}[\w+%-])?@(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")
TLDS = (
    "com net org io co ai dev app edu gov info biz me tv eu us uk de fr it es nl be ch at se no dk fi pl cz pt ie "
    "ca au nz in jp cn br mx za example test local".replace(" ", "|")
)
_URL = re.compile(
    r"(?<![\w@.-])(?:https?://[^\s<>\"']{3,2000}|(?:www\.)?(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\.){1,5}"
    rf"(?:{TLDS})(?![\w@])(?:/[^\s<>\"']{{0,500}})?)",
    re.IGNORECASE,
)
_QUOTE = re.compile(
    r"\"([^\"\n]{1,500})\"|“([^”\n]{1,500})”|«\s?([^»\n]{1,500}?)\s?»|(?<![\w])['‘](?=\S)([^'‘’\n]{1,200})(?<=\S)['’](?!\w)"
)
_REF = re.compile(r"(?<![\w-])#?(?:([dDaAcClLtTpPsS])(-|#|\s?)(\d{1,9}))(?![\w-]|[.,/:]\d|\s?%)")
_PHONE = re.compile(r"(?<![\w.,/$€£#-])\+?\(?\d(?:[ ().\u00a0-]{0,2}\d){6,15}(?![\w%]|[.,/:]\d)")
_OBJECTS = {"D": "deal", "A": "account", "C": "contact", "L": "lead", "T": "activity", "P": "proposal", "S": "ticket"}


def literals(text: str, context: ValueContext) -> Iterator[Mention]:
    """All of them, in no order; what overlaps is for the caller to settle."""
    yield from _quotes(text)
    yield from _refs(text)
    if "." in text:
        yield from _urls(text)
    if "@" in text:
        for m in _EMAIL.finditer(text):
            yield Mention("email", m.start(), m.end(), m.group(), m.group().lower())
    if _PHONE.search(text):
        yield from _phones(text, context.phone_region)


def _quotes(text: str) -> Iterator[Mention]:
    for m in _QUOTE.finditer(text):
        inside = next(group for group in m.groups() if group is not None).strip()
        if inside:
            yield Mention("quote", m.start(), m.end(), m.group(), inside)


def _refs(text: str) -> Iterator[Mention]:
    for m in _REF.finditer(text):
        letter, mark, digits = m[1].upper(), m[2], m[3]
        exact = mark in ("-", "#") or m.group().startswith("#")
        # "a 17" is an article, "p1" a priority, "c 8" anything.
        spaced = mark.strip() == "" and mark != ""
        doubtful = (spaced and (letter in "AS" or len(digits) < 2)) or (letter == "P" and len(digits) < 2)
        if exact or not doubtful:
            ref = f"{letter}-{int(digits)}"
            yield Mention("ref", m.start(), m.end(), m.group(), RefValue(_OBJECTS[letter], ref))


def _urls(text: str) -> Iterator[Mention]:
    for m in _URL.finditer(text):
        said = m.group().rstrip(".,;:!?)")
        domain = re.sub(r"^https?://", "", said, flags=re.IGNORECASE).split("/")[0].split("?")[0]
        host = domain.split("@")[-1].split(":")[0].lower().removeprefix("www.")
        yield Mention("url", m.start(), m.start() + len(said), said, host)


def _phones(text: str, region: str) -> Iterator[Mention]:
    for m in _PHONE.finditer(text):
        said = m.group().rstrip(" .(-")
        if e164 := _dialled(said, region):
            yield Mention("phone", m.start(), m.start() + len(said), said, e164)


def spoken_phone(r: Reader, i: int) -> Parsed[str] | None:
    """A number that was read out digit by digit."""
    found = spelled(r, i, _LEAST_DIGITS) if r.before(i) not in UNITS else None
    e164 = _dialled(found[1], r.context.phone_region) if found else None
    return (found[0], e164) if found and e164 else None


_LEAST_DIGITS = 7


def _dialled(said: str, region: str) -> str | None:
    """The number in E.164, where it is one."""
    import phonenumbers  # 0.1 s to import: only a text with something like a phone pays

    try:
        number = phonenumbers.parse(said, region)
    except phonenumbers.NumberParseException:
        return None
    # With its country's code it is meant as a number, whether anybody has it or not.
    valid = phonenumbers.is_valid_number(number) or (said.startswith("+") and phonenumbers.is_possible_number(number))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else None
