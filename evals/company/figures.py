"""What the numbers of section 3 of the contract come to, worked out from the files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from evals.company.load import STAGE_PROBABILITY, Company
from evals.company.rows import Row
from evals.company.select import select

Figure = float | None
DEAL_METRICS = frozenset(
    "pipeline weighted_pipeline won_amount won_count lost_count lost_amount win_rate average_deal_size sales_cycle".split()
)


def _sum(rows: Sequence[Row], field: str = "amount") -> float:
    return sum(row.number(field) for row in rows)


def _mean(values: Sequence[float]) -> Figure:
    return sum(values) / len(values) if values else None


def _won(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("stage") == "Won"]


def _lost(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.get("stage") == "Lost"]


def _open(rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row.open]


def _win_rate(rows: Sequence[Row]) -> Figure:
    won, lost = len(_won(rows)), len(_lost(rows))
    return 100 * won / (won + lost) if won + lost else None


def _cycle(rows: Sequence[Row]) -> Figure:
    return _mean([(r.moments["closed_at"] - r.moments["created_at"]).total_seconds() / 86_400 for r in _won(rows)])


def _converted(rows: Sequence[Row]) -> Figure:
    return 100 * sum(row.get("status") == "Converted" for row in rows) / len(rows) if rows else None


METRICS: Mapping[str, Callable[[Sequence[Row]], Figure]] = {
    "pipeline": lambda rows: _sum(_open(rows)),
    "weighted_pipeline": lambda rows: sum(r.number("amount") * STAGE_PROBABILITY[r.text("stage")] for r in _open(rows)),
    "won_amount": lambda rows: _sum(_won(rows)),
    "won_count": lambda rows: float(len(_won(rows))),
    "lost_count": lambda rows: float(len(_lost(rows))),
    "lost_amount": lambda rows: _sum(_lost(rows)),
    "win_rate": _win_rate,
    "average_deal_size": lambda rows: _mean([r.number("amount") for r in _won(rows)]),
    "average_amount": lambda rows: _mean([r.number("amount") for r in rows]),
    "sales_cycle": _cycle,
    "lead_conversion_rate": _converted,
    "sum_annual_revenue": lambda rows: _sum(rows, "annual_revenue"),
}
# The instant that a bucket without a field speaks of.
BUCKET_FIELD = {"lead": "created_at", "activity": "occurred_at", "ticket": "created_at", "account": "created_at"}


def figure(name: str, rows: Sequence[Row]) -> Figure:
    """A metric over rows; every `…_count` and `overdue_tasks` counts them."""
    return METRICS[name](rows) if name in METRICS else float(len(rows))


def grouped(
    company: Company, speaker: str, where: str, by: Sequence[str], metrics: Sequence[str]
) -> dict[tuple[str, ...], tuple[Figure, ...]]:
    """The rows of a report: labels of the dimensions → figures."""
    groups: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in select(company, speaker, where).rows:
        key = tuple(dimension(company, row, name, metrics[0]) for name in by)
        if "" not in key:
            groups[key].append(row)
    return {key: tuple(figure(m, rows) for m in metrics) for key, rows in groups.items()}


def dimension(company: Company, row: Row, name: str, metric: str) -> str:
    """How a row is labelled along one dimension; a quarter as `2026-Q4`, a month as `2026-11`."""
    field, _, bucket = name.partition(":")
    if name in ("month", "quarter", "year", "week"):
        field, bucket = _bucket_field(row, metric), name
    if bucket:
        return in_bucket(row.text(field), bucket)
    if field == "owner":
        return company.people[row.text("owner")].name
    if field == "owner.team":
        return company.people[row.text("owner")].team
    if field.startswith("account."):
        account = company.account(company.account_of(row))
        return account.text(field.split(".")[1]) if account else ""
    return row.text(field)


def _bucket_field(row: Row, metric: str) -> str:
    if row.object == "deal":
        return "close_date" if "pipeline" in metric else "closed_at" if metric in DEAL_METRICS else "created_at"
    return BUCKET_FIELD[row.object]


def in_bucket(day: str, bucket: str) -> str:
    if not day or bucket == "year":
        return day[:4]
    if bucket == "quarter":
        return f"{day[:4]}-Q{(int(day[5:7]) + 2) // 3}"
    return day[:7]
