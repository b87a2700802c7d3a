"""Numbers in digits and words: "1,250.50", "forty-two", "two and a half million", "five oh"."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.language.values.reader import Parsed, Reader, remembered

UNITS = {
    word: n
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen""".split()
    )
}
TENS = {
    word: n * 10
    for n, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2)
}
SCALES = {
    "k": 1_000,
    "grand": 1_000,
    "thousand": 1_000,
    "million": 1_000_000,
    "m": 1_000_000,
    "billion": 1_000_000_000,
    "b": 1_000_000_000,
}
_TOUCHING_ONLY = {"m", "b"}  # "5 m" may be metres, "5M" is money
_COUNTED = {"dozen": 12, "couple": 2}
_DIGITS = {"oh": 0, "o": 0} | {word: n for word, n in UNITS.items() if n < 10}
_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number as said. `scaled`: with "k" or "million", as money is; `weak`: a word such as "one" or
    "few" that is a number only beside a unit; `digits`: the digits as written, for dates."""

    value: Decimal
    scaled: bool = False
    weak: bool = False
    digits: str = ""
    year: bool = False


def spelled(r: Reader, i: int, least: int) -> Parsed[str] | None:
    """At least that many digits, one by one: "six one seven five five five zero one four four"."""
    end = i
    while r.words[end] in _DIGITS or (r.words[end] in (",", "-") and r.words[end + 1] in _DIGITS and end > i):
        end += 1
    digits = "".join(str(_DIGITS[w]) for w in r.words[i:end] if w in _DIGITS)
    return (end, digits) if len(digits) >= least else None


@remembered
def numeral(r: Reader, i: int) -> Parsed[Numeral] | None:
    """A number with its sign and scale."""
    negative = _sign(r, i)
    found = _unsigned(r, i + 1 if negative else i)
    if not found or not negative:
        return found
    return found[0], replace(found[1], value=-found[1].value, digits="")


def _sign(r: Reader, i: int) -> bool:
    if r.words[i] in ("minus", "negative"):
        return True
    touches = r.joined(i) and (r.is_number(i - 1) or r.before(i).isalpha())
    return r.words[i] == "-" and r.joined(i + 1) and not touches


def _unsigned(r: Reader, i: int) -> Parsed[Numeral] | None:
    base = _digits(r, i) or _fraction(r, i) or _spelled(r, i) or _counted(r, i) or _year(r, i) or _words(r, i)
    return _scaled(r, *base) if base else None


def european(text: str, groups_by_dot: bool) -> Decimal:
    """Digits with separators as a number; `groups_by_dot` decides "30.000": nobody says an amount to a tenth of a cent, but shares."""
    text = text.replace("'", "")
    if "." in text and "," in text:
        decimal = max(text.rfind("."), text.rfind(","))
        whole = re.sub(r"[.,]", "", text[:decimal])
        return Decimal(f"{whole}.{text[decimal + 1 :]}")
    mark = "." if "." in text else ","
    parts = text.split(mark)
    grouped = all(len(part) == 3 for part in parts[1:]) and len(parts[0]) <= 3 and parts[0] != "0"
    if len(parts) > 2 or (grouped and (mark == "," or groups_by_dot)):
        return Decimal("".join(parts))
    return Decimal(".".join(parts))


def _digits(r: Reader, i: int) -> Parsed[Numeral] | None:
    if not r.is_number(i):
        return None
    end, text = i + 1, r.words[i]
    while len(r.words[i]) <= 3 and _group_follows(r, end):
        text, end = text + r.words[end], end + 1
    if len(text) > 40:
        return None
    behind = r.words[end] if end < len(r.words) else ""
    groups_by_dot = behind not in ("%", "percent", *SCALES) or r.context.date_order == "dmy" or _euro_beside(r, i, end)
    return end, Numeral(european(text, groups_by_dot), digits=text if text.isdigit() else "")


def _group_follows(r: Reader, i: int) -> bool:
    """A group of three digits after one space: "1 250 000"."""
    if not r.is_number(i) or not re.fullmatch(r"\d{3}", r.words[i]):
        return False
    return r.text[r.tokens[i - 1].end : r.tokens[i].start] in (" ", "\u00a0", "\u202f")


def _euro_beside(r: Reader, i: int, end: int) -> bool:
    return bool({r.before(i), r.words[end]} & {"€", "eur", "euro", "euros", "chf"})


def _fraction(r: Reader, i: int) -> Parsed[Numeral] | None:
    """ "half a million", "a quarter million"."""
    start = r.skip(i, "a")
    share = {"half": Decimal("0.5"), "quarter": Decimal("0.25")}.get(r.words[start])
    if share is None:
        return None
    end = r.skip(start + 1, "of")
    end = r.skip(end, "a")
    scale = SCALES.get(r.words[end]) if r.words[end] not in _TOUCHING_ONLY else None
    return (end + 1, Numeral(share * scale, scaled=True)) if scale else None


def _spelled(r: Reader, i: int) -> Parsed[Numeral] | None:
    """Digit by digit: "five oh", "four one five"."""
    end = i
    while r.words[end] in _DIGITS:
        end += 1
    said = r.words[i:end]
    if len(said) < 2 or said[0] in ("oh", "o") or len(said) > 20:
        return None
    if len(said) < 3 and not {"oh", "o"} & set(said):
        return None
    return end, Numeral(Decimal("".join(str(_DIGITS[word]) for word in said)))


def _counted(r: Reader, i: int) -> Parsed[Numeral] | None:
    """ "a dozen", "two dozen", "a couple of"; "few" is a weak three."""
    start, times = r.skip(i, "a"), 1
    if (small := _below_hundred(r, i)) and r.words[small[0]] == "dozen":
        start, times = small[0], small[1]
    if r.words[start] == "few" and start > i:
        return start + 1, Numeral(Decimal(3), weak=True)
    count = _COUNTED.get(r.words[start])
    if count is None:
        return None
    end = r.skip(start + 1, "of")
    return end, Numeral(Decimal(count * times), weak=r.words[start] == "couple")


def _year(r: Reader, i: int) -> Parsed[Numeral] | None:
    """ "twenty twenty six", "nineteen ninety nine", "twenty oh six"."""
    century = {"nineteen": 1900, "twenty": 2000}.get(r.words[i])
    if century is None:
        return None
    if r.words[i + 1] in ("oh", "o") and 0 < UNITS.get(r.words[i + 2], 0) < 10:
        return i + 3, _as_year(century + UNITS[r.words[i + 2]])
    rest = _below_hundred(r, i + 1)
    if rest is None or rest[1] < 10 or r.words[rest[0]] in SCALES or r.words[rest[0]] == "hundred":
        return None
    return rest[0], _as_year(century + rest[1])


def _as_year(year: int) -> Numeral:
    return Numeral(Decimal(year), digits=str(year), year=True)


def _words(r: Reader, i: int) -> Parsed[Numeral] | None:
    """Cardinals: "one hundred and twenty", "fifty two thousand five hundred", "three point five", "two seventy five"."""
    group = _spoken_hundreds(r, i) or _group(r, i)
    if group is None:
        return None
    if short := _thousands_left_out(r, *group):
        return short
    end, total = _with_scales(r, *group)
    if r.words[end] == "point" and (decimals := _decimals(r, end + 1)):
        return decimals[0], Numeral(Decimal(f"{total}.{decimals[1]}"))
    weak = r.words[i] in ("one", "zero") and end == i + 1
    return end, Numeral(Decimal(total), weak=weak, scaled=total >= 1000 and _has_scale(r, i, end))


def _thousands_left_out(r: Reader, end: int, group: int) -> Parsed[Numeral] | None:
    """ "fifty-four six hundred", "eighteen five": thousands that are not said, as of money."""
    unit = UNITS.get(r.words[end], 0)
    if not (9 < group < 1000 and 0 < unit < 10):
        return None
    if r.words[end + 1] == "hundred":
        behind = _group(r, end)
        return (behind[0], Numeral(Decimal(group * 1000 + behind[1]), scaled=True)) if behind else None
    if r.words[end + 1].isalpha() and r.words[end + 1] not in _BEHIND_MONEY:
        return None  # "eighteen five packs", "twelve five percent": two numbers
    return (
        (end + 1, Numeral(Decimal(group * 1000 + unit * 100), scaled=True)) if group < 100 or group % 100 > 9 else None
    )


_BEHIND_MONEY = frozenset("and for on with at to in closing close so please now instead or but dollars".split())


def _has_scale(r: Reader, i: int, end: int) -> bool:
    return any(word in SCALES or word == "hundred" for word in r.words[i:end])


def _with_scales(r: Reader, end: int, group: int) -> Parsed[int]:
    total, limit = 0, _MILLION * 1_000_000
    while (scale := SCALES.get(r.words[end])) and scale < limit and r.words[end] not in _TOUCHING_ONLY:
        total, limit, end = total + group * scale, scale, end + 1
        after = r.skip(end, "and")
        rest = (_hundred_left_out(r, after) if scale == SCALES["thousand"] else None) or _group(r, after)
        two = rest is not None and SCALES.get(r.words[rest[0]], 0) >= scale  # "thirty thousand and sixty thousand"
        if rest is None or two or rest[1] >= scale or r.words[after] == "a":
            return end, total
        end, group = rest
    return end, total + group


def _group(r: Reader, i: int) -> Parsed[int] | None:
    """0 to 9,999: "twelve hundred", "two hundred and five", "a hundred"; "a" alone is none."""
    alone = r.words[i] == "hundred" and r.words[i + 1] in ("and", *SCALES, *TENS, *UNITS)
    if alone and r.before(i) not in _VAGUE | _NUMBER_WORDS:
        small: Parsed[int] | None = (i, 1)
    elif r.words[i] == "a":
        if r.words[i + 1] != "hundred":
            known = r.words[i + 1] in SCALES and r.words[i + 1] not in _TOUCHING_ONLY
            return (i + 1, 1) if known else None
        small = (i + 1, 1)
    else:
        small = _below_hundred(r, i)
    if small is None or r.words[small[0]] != "hundred":
        return small
    end, hundreds = small[0] + 1, small[1] * 100
    rest = _below_hundred(r, r.skip(end, "and"))
    return (rest[0], hundreds + rest[1]) if rest else (end, hundreds)


_VAGUE = frozenset(["few", "several", "of", "couple", "many"])  # "a few hundred thousand"


def _spoken_hundreds(r: Reader, i: int) -> Parsed[int] | None:
    """ "one eighty five", "two seventy": hundreds as people say prices, with no further number before or behind."""
    found = _hundred_left_out(r, i)
    scaled = found is not None and r.words[found[0]] in SCALES and r.words[found[0]] not in _TOUCHING_ONLY
    if not scaled and r.words[i + 1] not in TENS:
        return None  # "one fifteen": 115, a quarter past one, or 1.15? "One fifteen thousand" is clear
    if found is None or {r.before(i), r.words[found[0]]} & _NUMBER_WORDS or r.is_number(i - 1):
        return None
    return found


_NUMBER_WORDS = frozenset({*UNITS, *TENS, "hundred", "oh", "o", "point"})


def _hundred_left_out(r: Reader, i: int) -> Parsed[int] | None:
    """ "(fifty-five thousand) seven fifty": 750."""
    hundreds, rest = UNITS.get(r.words[i], 0), _below_hundred(r, i + 1)
    if not 0 < hundreds < 10 or rest is None or rest[1] < 10:
        return None
    return rest[0], hundreds * 100 + rest[1]


def _below_hundred(r: Reader, i: int) -> Parsed[int] | None:
    if (ten := TENS.get(r.words[i])) is not None:
        unit = UNITS.get(r.words[i + 1], 0)
        return (i + 2, ten + unit) if 0 < unit < 10 else (i + 1, ten)
    value = UNITS.get(r.words[i])
    return None if value is None else (i + 1, value)


def _decimals(r: Reader, i: int) -> Parsed[str] | None:
    end = i
    while r.words[end] in _DIGITS:
        end += 1
    if end > i:
        return end, "".join(str(_DIGITS[word]) for word in r.words[i:end])
    tens = _below_hundred(r, i)
    return (tens[0], str(tens[1])) if tens else None


def _scaled(r: Reader, end: int, number: Numeral) -> Parsed[Numeral]:
    """Takes "k", "million", "and a half" behind a number."""
    half = r.phrase(end, "and", "a", "half")
    if half and (number.scaled or _scale(r, half)):
        if number.scaled:
            return half, replace(number, value=number.value * Decimal("1.5"))
        return half + 1, Numeral((number.value + Decimal("0.5")) * (_scale(r, half) or 1), scaled=True)
    scale = None if number.scaled else _scale(r, end)
    if scale is None:
        return end, number
    rest = _behind_thousand(r, end + 1) if r.words[end] == "thousand" and r.is_number(end - 1) else None
    if rest and 99 < rest[1] < 1000:
        return rest[0], Numeral(number.value * scale + rest[1], scaled=True)  # "139 thousand five hundred"
    return _scaled(r, end + 1, Numeral(number.value * scale, scaled=True))


def _behind_thousand(r: Reader, i: int) -> Parsed[int] | None:
    """ "(139 thousand) five hundred", "(111 thousand) 800"."""
    i = r.skip(i, "and")
    digits = r.words[i]
    found = (i + 1, int(digits)) if digits.isdecimal() and len(digits) == 3 else _group(r, i)
    return None if found and r.words[found[0]] in SCALES else found  # "20 thousand and 120 thousand" are two


def _scale(r: Reader, i: int) -> int | None:
    word = r.words[i]
    if word in _TOUCHING_ONLY and not r.joined(i):
        return None
    return SCALES.get(word)
