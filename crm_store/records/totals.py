"""Sums of money over records, by currency and in the tenant's own."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import LiteralString

from psycopg import sql

from crm_store.catalog import Field, Kind, Object
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.query import Condition
from crm_store.records import terms
from crm_store.records.model import Money
from crm_store.records.read import where_sql
from crm_store.records.shown import number
from crm_store.records.terms import Scope

_SUM: LiteralString = "SELECT {currency}, coalesce(sum({value}), 0) FROM {table} AS r WHERE {where} GROUP BY 1"


async def sum_money(session: Session, object_: str, where: Iterable[Condition] = (), field: str = "amount") -> Money:
    """The sum of a money field over the records that the caller sees, by currency and in the tenant's own."""
    scope, item = Scope.of(session), session.catalog.object(object_)
    found = _money_field(scope, item, field)
    own = session.catalog.settings.currency
    currency = (
        sql.SQL("coalesce(r.currency, {})").format(scope.bind(own)) if "currency" in item.fields else scope.bind(own)
    )
    statement = sql.SQL(_SUM).format(
        currency=currency,
        value=terms.expression(scope, item, found, "r"),
        table=terms.table(item),
        where=where_sql(scope, item, where),
    )
    cursor = await session.connection.execute(statement, scope.params)
    scale = 1 if found.custom else 100
    sums = {code: Decimal(total) / scale for code, total in await cursor.fetchall()}
    return Money({code: number(total) for code, total in sums.items()}, _converted(session, sums), own)


def _money_field(scope: Scope, item: Object, name: str) -> Field:
    found = terms.find_field(scope, item, name)
    if found.kind is not Kind.MONEY:
        raise Invalid(f"{found.label} is no sum of money.", field=name)
    return found


def _converted(session: Session, sums: dict[str, Decimal]) -> float | None:
    settings = session.catalog.settings
    rates = {**settings.rates, settings.currency: 1.0}
    if any(code not in rates for code in sums):
        return None
    whole = sum((total * Decimal(str(rates[code])) for code, total in sums.items()), Decimal(0))
    return number(round(whole, 2))
