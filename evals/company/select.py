"""The little language of expectations: `deal: owner=me and open and close_date in 2026-11 by -amount limit 5`.

Conditions are joined by ` and `: a flag (`open`, `won`, `lost`, `closed`, `team`), `field=a|b`, `!=`, `>`, `>=`, `<`, `<=`, `~`
(contains), `field in PERIOD`, `?field` (filled), `!field` (empty), `silent DAYS`, `notcontacted DAYS`, `has OBJECT (conditions)`,
`lacks OBJECT (conditions)` (rows of the account), `account has …`. A field may walk: `account.industry`, `owner.team`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evals.company.load import Company
from evals.company.rows import TODAY, Row, Value

_TAIL = re.compile(r"^(?P<where>.*?)(?:\s*\bby (?P<sort>-?[\w.]+))?(?:\s*\blimit (?P<limit>\d+))?$")
_COMPARE = re.compile(r"^([\w.]+)\s*(!=|>=|<=|=|>|<|~)\s*(.*)$")
_PERIOD = re.compile(r"^([\w.]+) in (.+)$")
_RELATED = re.compile(r"^(account )?(has|lacks) (\w+) \((.*)\)$")
_SPLIT = re.compile(r" and (?![^(]*\))")


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of one object that a speaker sees and that meet the conditions, in order where one was asked."""

    object: str
    rows: Sequence[Row]

    @property
    def keys(self) -> list[str]:
        return [row.key for row in self.rows]


@dataclass(frozen=True, slots=True)
class _Asked:
    company: Company
    speaker: str


def select(company: Company, speaker: str, text: str) -> Selection:
    """Run an expression like the ones above for a speaker (a short name)."""
    name, _, rest = text.partition(":")
    name = name.strip()
    tail = _TAIL.match(rest.strip())
    assert tail is not None
    stored = "activity" if name == "task" else name
    asked = _Asked(company, speaker)
    rows = [
        row for row in company.rows[stored]
        if (name != "task" or row.is_task) and company.sees(speaker, row) and matches(asked, row, tail["where"])
    ]  # fmt: skip
    return Selection(stored, _cut(rows, tail["sort"], tail["limit"]))


def _cut(rows: list[Row], sort: str | None, limit: str | None) -> list[Row]:
    if sort:
        field = sort.lstrip("-")
        rows = sorted(rows, key=lambda r: (r.get(field) is None, r.get(field)), reverse=sort.startswith("-"))
    return rows[: int(limit)] if limit else rows


def matches(asked: _Asked, row: Row, where: str) -> bool:
    return all(_meets(asked, row, part.strip()) for part in _SPLIT.split(where) if part.strip())


def _meets(asked: _Asked, row: Row, part: str) -> bool:
    if part in ("open", "won", "lost", "closed", "team"):
        return _flag(asked, row, part)
    if part[0] in "!?":
        return (_value(asked, row, part[1:]) is None) == (part[0] == "!")
    if part.startswith("silent "):
        return _silent(asked.company, row, int(part.split()[1]))
    if part.startswith("notcontacted "):
        return row.text("last_contacted_at") < _window(int(part.split()[1]))
    if related := _RELATED.match(part):
        return _related(asked, row, related[2] == "has", related[3], related[4])
    if period := _PERIOD.match(part):
        start, end = period_days(period[2])
        return start <= str(_value(asked, row, period[1]) or "") <= end
    found = _COMPARE.match(part)
    if found is None:
        raise ValueError(f"not a condition: {part}")
    return _compare(asked, _value(asked, row, found[1]), found[2], found[3])


def _flag(asked: _Asked, row: Row, flag: str) -> bool:
    if flag == "team":
        return row.get("owner") in asked.company.below(asked.speaker)
    if flag == "open":
        return row.open
    if flag == "closed":
        return not row.open
    return row.text("stage").lower() == flag


def _value(asked: _Asked, row: Row, field: str) -> Value:
    head, _, tail = field.partition(".")
    if field == "id":
        return row.key
    if head == "account" and tail:
        account = asked.company.account(asked.company.account_of(row))
        return account.get(tail) if account else None
    if head == "owner" and tail:
        return getattr(asked.company.people[row.text("owner")], tail, None)
    return row.get(field)


def _compare(asked: _Asked, value: Value, op: str, wanted: str) -> bool:
    options = [asked.speaker if o == "me" else o for o in wanted.split("|")]
    if op in ("=", "!="):
        return any(_same(value, option) for option in options) == (op == "=")
    if value is None:
        return False
    if op == "~":
        return wanted.lower() in str(value).lower()
    left, right = (value, float(wanted)) if isinstance(value, float) else (str(value), wanted)
    return {">": left > right, ">=": left >= right, "<": left < right, "<=": left <= right}[op]  # type: ignore[operator]


def _same(value: Value, option: str) -> bool:
    if isinstance(value, float):
        return value == float(option)
    return str(value or "").lower() == option.lower()


def _related(asked: _Asked, row: Row, wanted: bool, name: str, where: str) -> bool:
    account = asked.company.account_of(row)
    found = any(
        other.text("account") == account and asked.company.sees(asked.speaker, other) and matches(asked, other, where)
        for other in asked.company.rows[name]
    )
    return found == wanted


def _window(days: int) -> str:
    """The first day of the last N days, which include today."""
    return (TODAY - timedelta(days=days - 1)).isoformat()


def _silent(company: Company, deal: Row, days: int) -> bool:
    return last_touch(company, deal) < _window(days)


def last_touch(company: Company, deal: Row) -> str:
    """The day of the last call, meeting, mail, note or done task on a deal; a mail counts for the open deals of its people's account."""
    told = [
        row.text("occurred_at") for row in company.rows["activity"]
        if row.get("deal") == deal.key and row.get("occurred_at") and not (row.is_task and row.open)
    ]  # fmt: skip
    people = {row.text("email") for row in company.rows["contact"] if row.get("account") == deal.get("account")}
    told += [mail.day for mail in company.mails if mail.people & people]
    return max(told, default="")


def period_days(text: str) -> tuple[str, str]:
    """First and last day of `2026`, `2026-Q4`, `2026-11`, or `2026-10-01..2026-11-18`."""
    if ".." in text:
        start, _, end = text.partition("..")
        return start, end
    year = int(text[:4])
    if "Q" in text:
        first = 3 * int(text[-1]) - 2
        return _span(year, first, first + 2)
    return _span(year, int(text[5:7]), int(text[5:7])) if "-" in text else _span(year, 1, 12)


def _span(year: int, first: int, last: int) -> tuple[str, str]:
    end = date(year, last, calendar.monthrange(year, last)[1])
    return date(year, first, 1).isoformat(), end.isoformat()
