"""Pieces of conditions in SQL."""

from __future__ import annotations

from collections.abc import Iterable

from psycopg import sql

TRUE, FALSE = sql.SQL("true"), sql.SQL("false")


def all_of(parts: Iterable[sql.Composable]) -> sql.Composable:
    found = list(parts)
    return sql.SQL("({})").format(sql.SQL(" AND ").join(found)) if found else TRUE


def any_of(parts: Iterable[sql.Composable]) -> sql.Composable:
    found = list(parts)
    return sql.SQL("({})").format(sql.SQL(" OR ").join(found)) if found else FALSE


def negated(part: sql.Composable) -> sql.Composable:
    return sql.SQL("(({}) IS NOT TRUE)").format(part)


def like(text: str, before: str = "%", after: str = "%") -> str:
    """A LIKE pattern that means the text itself."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{before}{escaped}{after}"
