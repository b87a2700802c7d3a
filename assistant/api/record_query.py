"""The query string of a list as a RecordQuery: `amount__gte=1000`, `stage__in=A,B`, `sort=-close_date`, `q=…`."""

from __future__ import annotations

from collections.abc import Iterable

from crm_store.errors import Invalid
from crm_store.query import Filter, Op, RecordQuery, Sort

MAX_LIMIT = 200
_RESERVED = frozenset({"sort", "limit", "cursor", "q"})
_OPS = frozenset(op.value for op in Op) - {"eq", "starts"}


def record_query(object_: str, params: Iterable[tuple[str, str]]) -> RecordQuery:
    """The query that these parameters mean; a parameter given twice must hold twice. Raises Invalid."""
    given = list(params)
    said = {name: value for name, value in given if name in _RESERVED}
    where = tuple(_filter(name, value) for name, value in given if name not in _RESERVED)
    return RecordQuery(
        object_,
        where,
        _sorts(said.get("sort", "")),
        limit_of(said.get("limit")),
        said.get("cursor"),
        said.get("q") or None,
    )


def _filter(name: str, value: str) -> Filter:
    field, found, op = name.rpartition("__")
    if not found:
        return Filter(name, Op.EQ, value)
    if op not in _OPS:
        raise Invalid(f"There is no operator `{op}`. Use one of: {', '.join(sorted(_OPS))}.", field=name)
    return Filter(field, Op(op), value)


def _sorts(text: str) -> tuple[Sort, ...]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    return tuple(Sort(part.lstrip("-"), part.startswith("-")) for part in parts)


def limit_of(text: str | None) -> int:
    """1 to 200; larger is clamped."""
    if text is None:
        return 50
    if not text.isascii() or not text.isdigit() or len(text) > 18 or int(text) < 1:
        raise Invalid("`limit` is a number from 1 to 200.", field="limit")
    return min(int(text), MAX_LIMIT)
