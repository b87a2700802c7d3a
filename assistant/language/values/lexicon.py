"""Words of the value grammars, with the short forms and typos that people really write."""

from functools import lru_cache

from rapidfuzz.distance import OSA

WEEKDAYS = {
    name: n for n, name in enumerate(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])
}
MONTHS = {
    name: n
    for n, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        start=1,
    )
}
TIME_UNITS = {
    "minute": "minute",
    "minutes": "minute",
    "hour": "hour",
    "hours": "hour",
    "day": "day",
    "days": "day",
    "week": "week",
    "weeks": "week",
    "fortnight": "fortnight",
    "fortnights": "fortnight",
    "month": "month",
    "months": "month",
    "quarter": "quarter",
    "quarters": "quarter",
    "year": "year",
    "years": "year",
}

_SHORT = {
    "monday": "mon mondays munday",
    "tuesday": "tue tues tuesdays teusday tusday",
    "wednesday": "wed weds wednesdays wensday wendsday wednsday",
    "thursday": "thu thur thurs thursdays thurday",
    "friday": "fri fridays firday friady fryday",
    "saturday": "saturdays",
    "sunday": "sundays",
    "january": "jan janurary",
    "february": "feb febuary febrary",
    "march": "mar",
    "april": "apr aprl",
    "june": "jun",
    "july": "jul",
    "august": "aug",
    "september": "sep sept",
    "october": "oct",
    "november": "nov",
    "december": "dec",
    "today": "tday 2day todays",
    "tomorrow": "tmrw tmr tmw tomo tomorow tommorow tommorrow tomorrows",
    "tonight": "tonite 2nite",
    "yesterday": "yday ystrday yest",
    "next": "nxt nex",
    "last": "lst",
    "previous": "prev",
    "minute": "min mins",
    "hour": "hr",
    "hours": "hrs",
    "day": "dy",
    "days": "dys",
    "week": "wk weeek",
    "weeks": "wks",
    "month": "mth mnth",
    "months": "mths mos mnths monthes",
    "quarter": "qtr",
    "quarters": "qtrs",
    "year": "yr",
    "years": "yrs",
    "morning": "morn",
    "afternoon": "aft arvo",
    "eom": "",
    "eod": "cob",
    "percent": "pct percents",
    "versus": "vs",
    "forty": "fourty",
    "ninety": "ninty",
    "eight": "eigth",
    "twelve": "twelv",
    "hundred": "hundered hunderd",
    "thousand": "thousend thousands",
    "million": "millions milion mio mil mn mm",
    "billion": "billions bn",
    "latest": "lastest",
}
_FORMS = {short: word for word, shorts in _SHORT.items() for short in shorts.split()}
# Six letters and more: at that length one slip hardly ever makes another English word.
_LONG = tuple(
    word
    for word in [*WEEKDAYS, *MONTHS, "tomorrow", "yesterday", "quarter", "thousand", "million", "morning"]
    if len(word) >= 6
)
_LONG_LETTERS = {(word[0], word[-1]) for word in _LONG}
_OWNING = frozenset([*MONTHS, "week", "month", "quarter", "year", "today", "yesterday"])
_NO_SLIP = frozenset({"marching", "warning", "mourning", "millions", "quarterly", "quartet", "moaning"})


@lru_cache(maxsize=20_000)
def canonical(text: str) -> str:
    """Lower case, straight apostrophes, known short forms and one-slip typos of time words resolved."""
    word = text.casefold().replace("’", "'").replace("–", "-")
    if word.endswith("'s") and word[:-2] in _OWNING:
        word = word[:-2]  # "last quarter's wins"
    if word in _FORMS:
        return _FORMS[word]
    return _mended(word) if len(word) >= 5 and word.isalpha() else word


def _mended(word: str) -> str:
    if word in _NO_SLIP or (word[0], word[-1]) not in _LONG_LETTERS:
        return word
    return next((known for known in _LONG if known[0] == word[0] and _slip(word, known)), word)


def _slip(word: str, known: str) -> bool:
    return word != known and OSA.distance(word, known, score_cutoff=1) <= 1
