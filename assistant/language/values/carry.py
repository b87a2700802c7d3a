"""What a corrected value keeps of the one it replaces: "$50k, no, 60" is "$60k"."""

import re

from assistant.language.values.model import DateValue, Mention, MoneyValue, NumberValue

_Spans = list[tuple[int, int]]
_SYMBOL = re.compile(r"^(?:(?:us|ca|a)?\$|[€£¥₹]|(?:usd|eur|gbp|chf)\b)\s*", re.IGNORECASE)
_AMOUNT_TAIL = re.compile(
    r"(?P<scale>\s*(?:(?<=\d)|(?<=\s)|\b)(?:k|mm?|mil|bn|grand|thousand|million|billion))?"
    r"(?P<money>\s*(?:dollars?|bucks|euros?|pounds|quid|usd|eur|gbp|chf|[$€£]))?(?P<percent>\s*(?:%|percent|pct))?$",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(\d{1,2}(?::\d\d)?)\s*([ap]\.?m\.?)?$", re.IGNORECASE)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b\.?", re.IGNORECASE)
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|(?:(?:twenty|thirty)[- ])?(?:first|second|third|[a-z]+th))"
_BARE_DAY = re.compile(rf"(?:the\s+)?{_ORDINAL}$", re.IGNORECASE)
_TIME_TAIL = re.compile(r"\s+(?:at\s+\S.*|morning|afternoon|evening)$", re.IGNORECASE)


def carried(text: str, wrong: Mention | None, right: Mention | None) -> tuple[_Spans, _Spans]:
    """Spans of `text` that stay before and behind the right value."""
    if wrong is None or right is None:
        return [], []
    if isinstance(wrong.value, DateValue):
        return _of_date(wrong, right)
    if isinstance(right.value, NumberValue) and right.value.unit is None:
        return _of_amount(wrong, bare=right.value.value < 1000)
    if isinstance(right.value, MoneyValue) and right.value.currency is None:
        return _of_amount(wrong, bare=False)
    return [], []


def _of_amount(wrong: Mention, bare: bool) -> tuple[_Spans, _Spans]:
    if isinstance(wrong.value, NumberValue):
        unit = wrong.text.rfind(" ") if wrong.value.unit else -1
        return [], [(wrong.start + unit, wrong.end)] if unit > 0 else []
    before = _SYMBOL.match(wrong.text)
    tail = _AMOUNT_TAIL.search(wrong.text)
    if tail is None:
        return [], []
    start = tail.start() if bare or not tail["scale"] else tail.end("scale")
    head = [(wrong.start, wrong.start + before.end())] if before else []
    return head, [(wrong.start + start, wrong.end)] if start < len(wrong.text) else []


def _of_date(wrong: Mention, right: Mention) -> tuple[_Spans, _Spans]:
    assert isinstance(wrong.value, DateValue)
    if right.kind == "duration" and wrong.text.lower().startswith("in "):
        return [(wrong.start, wrong.start + len("in "))], []
    if month := _MONTH.search(wrong.text) if _BARE_DAY.match(right.text) else None:
        return _of_month(wrong, month)
    if wrong.value.time is None:
        return [], []
    hour = _CLOCK.search(wrong.text)
    if right.kind in ("time", "number") and hour and hour.start() > 0:
        half = [(wrong.start + hour.end(1), wrong.end)] if right.kind == "number" and hour[2] else []
        return [(wrong.start, wrong.start + hour.start())], half
    tail = _TIME_TAIL.search(wrong.text)
    if right.kind == "date" and isinstance(right.value, DateValue) and right.value.time is None and tail:
        return [], [(wrong.start + tail.start(), wrong.end)]
    return [], []


def _of_month(wrong: Mention, month: re.Match[str]) -> tuple[_Spans, _Spans]:
    """ "December 18th, no, the 21st" is in December; "the 18th of December, no, the 21st" too."""
    before = wrong.text[: month.start()]
    if not re.search(r"\d|first|second|third|th\b", before):
        return [(wrong.start, wrong.start + month.end() + 1)], []
    of = re.search(r"\s+(?:of\s+)?$", before)
    return [], [(wrong.start + (of.start() if of else month.start()), wrong.end)]
