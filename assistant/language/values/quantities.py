"""Money, plain numbers, quantities, percents and ranges of them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.language.values.lexicon import MONTHS, TIME_UNITS, WEEKDAYS
from assistant.language.values.limits import picked
from assistant.language.values.model import MoneyValue, NumberValue, RangeValue
from assistant.language.values.numbers import Numeral, numeral
from assistant.language.values.reader import Parsed, Reader, remembered

_SYMBOLS = {"€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CODES = frozenset(
    [
        "usd",
        "eur",
        "gbp",
        "chf",
        "cad",
        "aud",
        "nzd",
        "jpy",
        "inr",
        "sek",
        "nok",
        "dkk",
        "pln",
        "czk",
        "brl",
        "mxn",
        "sgd",
        "hkd",
        "cny",
        "zar",
    ]
)
_NAMES = {"euro": "EUR", "euros": "EUR", "pounds": "GBP", "quid": "GBP", "francs": "CHF", "yen": "JPY", "rupees": "INR"}
_DOLLAR_WORDS = frozenset({"dollars", "dollar", "bucks"})
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"})
_PREFIXED = {"us": "USD", "ca": "CAD", "a": "AUD", "nz": "NZD", "c": "CAD", "hk": "HKD", "s": "SGD"}
# Nouns that a number counts although they are no plurals, and plurals that it does not count.
_NOUNS = frozenset(
    {"people", "staff", "headcount", "unit", "seat", "license", "user", "employee", "person", "piece", "fte"}
)
_NO_NOUNS = frozenset(
    [
        "is",
        "was",
        "this",
        "as",
        "us",
        "has",
        "his",
        "plus",
        "times",
        "yes",
        "less",
        "across",
        "versus",
        "perhaps",
        "always",
        "towards",
        "its",
        "does",
        "s",
        "thanks",
        "regards",
        "vs",
        "pros",
        "gives",
        "makes",
        "means",
        "looks",
        "gets",
        "goes",
        "comes",
        "stands",
    ]
)
_RECORDS = frozenset({"deals", "opportunities", "opps", "leads", "ones", "proposals", "quotes"})
OPENERS = frozenset({"$", *_SYMBOLS, *_CODES, *_PREFIXED})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with what was said about its kind."""

    number: Numeral
    of: Literal["money", "number", "percent"]
    unit: str | None


@remembered
def amount(r: Reader, i: int) -> Parsed[Amount] | None:
    """A number with its currency, percent sign or noun."""
    return _symbol_first(r, i) or _number_first(r, i)


def money(r: Reader, i: int) -> Parsed[MoneyValue] | None:
    """An amount with a currency, or with "k" or "million" and nothing else that it counts."""
    found = amount(r, i)
    if found is None or found[1].of != "money":
        return None
    return found[0], MoneyValue(_exact(found[1].number.value), found[1].unit)


def percent(r: Reader, i: int) -> Parsed[Decimal] | None:
    """42.0 for forty-two percent."""
    if end := r.phrase(i, "half", "a", "percent"):
        return end, Decimal("0.5")
    found = amount(r, i)
    return (found[0], _exact(found[1].number.value)) if found and found[1].of == "percent" else None


def number(r: Reader, i: int) -> Parsed[NumberValue] | None:
    """A number that is neither money nor percent, with its noun if it counts one."""
    found = amount(r, i)
    if found is None or found[1].of != "number" or _part_of_word(r, i, found[0]):
        return None
    said = found[1].number
    if picked(r, i) or (r.before(i) in ("top", "bottom", "first", "last") and r.before(i - 1) != "at"):
        return None  # a limit: its noun is what is listed
    if said.weak and (found[1].unit is None or r.words[i] == "one"):
        return None
    return found[0], NumberValue(_exact(said.value), found[1].unit)


def between(r: Reader, i: int) -> Parsed[RangeValue] | None:
    """ "between 20 and 50k", "20-50k", "10 to 20%"."""
    led = r.words[i] == "between"
    low = amount(r, i + 1 if led else i)
    if low is None:
        return None
    joint = r.words[low[0]]
    high = amount(r, low[0] + 1)
    if high is None or not _joins(r, i, joint, (low[1], high[1])):
        return None
    value = _range(low[1], high[1])
    return (high[0], value) if value.low <= value.high else None


def _symbol_first(r: Reader, i: int) -> Parsed[Amount] | None:
    negative = r.words[i] == "-" and r.joined(i + 1)
    marked = _currency_before(r, i + 1 if negative else i)
    found = numeral(r, marked[0]) if marked else None
    if marked is None or found is None:
        return None
    value = Numeral(-found[1].value, scaled=found[1].scaled) if negative else found[1]
    return found[0], Amount(value, "money", marked[1])


def _currency_before(r: Reader, i: int) -> Parsed[str] | None:
    word = r.words[i]
    if word == "$":
        return i + 1, _dollar(r)
    if word in _SYMBOLS:
        return i + 1, _SYMBOLS[word]
    if word in _PREFIXED and r.words[i + 1] == "$" and r.joined(i + 1):
        return i + 2, _PREFIXED[word]
    return (i + 1, word.upper()) if word in _CODES else None


def _currency_behind(r: Reader, i: int) -> Parsed[str] | None:
    word = r.words[i]
    if word in _DOLLAR_WORDS:
        return i + 1, _dollar(r)
    code = _SYMBOLS.get(word) or _NAMES.get(word) or (word.upper() if word in _CODES else None)
    if word == "$" and not r.is_number(i + 1):
        code = _dollar(r)
    return (i + 1, code) if code else None


def _dollar(r: Reader) -> str:
    return r.context.currency if r.context.currency in _DOLLARS else "USD"


def _number_first(r: Reader, i: int) -> Parsed[Amount] | None:
    found = numeral(r, i)
    if found is None:
        return None
    end, said = found
    if r.words[end] in ("%", "percent"):
        return end + 1, Amount(said, "percent", None)
    if r.words[end] == "per" and r.words[end + 1] == "cent":
        return end + 2, Amount(said, "percent", None)
    if behind := _currency_behind(r, end):
        return behind[0], Amount(said, "money", behind[1])
    if noun := _noun(r, end, said.scaled):
        return end + 1, Amount(said, "number", noun)
    return end, Amount(said, "money" if said.scaled else "number", None)


def _noun(r: Reader, i: int, scaled: bool) -> str | None:
    word = r.words[i]
    if word in _NOUNS:
        return word
    plural = len(word) > 3 and word.isalpha() and word.endswith("s") and not word.endswith(("ss", "ous"))
    if not plural or word in _NO_NOUNS or word in TIME_UNITS or word in WEEKDAYS or word in MONTHS:
        return None
    return None if scaled and word in _RECORDS else _singular(word)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("xes", "ches", "shes", "sses")) else word[:-1]


def _part_of_word(r: Reader, i: int, end: int) -> bool:
    """Digits that touch letters belong to a name or a code: "GTX1050", "3D"."""
    letters_behind = r.joined(end) and r.words[end].isalpha() and r.is_number(end - 1)
    letters_before = r.joined(i) and r.before(i).isalpha()
    return letters_behind or letters_before


def _joins(r: Reader, i: int, joint: str, ends: tuple[Amount, Amount]) -> bool:
    low, high = ends
    if r.words[i] == "between":
        return joint in ("and", "to", "-")
    if low.of == "number" and low.unit:
        return False
    if low.number.weak:
        return False  # "the Bluepeak one to 115k"
    if joint == "-":
        return (r.before(i) not in ("-", "/") and high.number.digits != "") or high.number.scaled or high.of != "number"
    shared = high.number.scaled or high.unit is not None or high.of == "percent"
    return joint == "to" and r.before(i) != "from" and shared and low.of == "number"


def _range(low: Amount, high: Amount) -> RangeValue:
    """The first number takes what was said of the second only: "20 to 50k" starts at 20,000."""
    start, end = low.number.value, high.number.value
    if high.of == "money" and high.number.scaled and not low.number.scaled and start < 1000:
        for scale in (1_000_000_000, 1_000_000, 1_000):
            if end >= scale:
                start *= scale
                break
    of = high.of if low.of == "number" else low.of
    return RangeValue(_exact(start), _exact(end), of, high.unit or low.unit)


def _exact(value: Decimal) -> Decimal:
    """The same number without trailing zeros or exponent: equal values print alike."""
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() and short.adjusted() < 25 else short
