"""The statement of a page: which rows, in which order, and how many there are.

What is asked for is found once, up to the number that totals are exact to. As many as that or fewer are sorted as they
are; of more, the order of an index is followed, in parts (see `page.Part`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import Any, LiteralString

from psycopg import sql

from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.records import terms
from crm_store.records.cursor import Last
from crm_store.records.logic import TRUE
from crm_store.records.page import Key, Part, after, order_by, parts_of
from crm_store.records.select import Selection
from crm_store.records.terms import Scope, column

EXACT = 10_000  # a total is exact up to here
FEW = 200  # custom numbers: sorted as they are, worked out one by one
SOME = 2_000  # of everything

_HITS: LiteralString = """
WITH hits AS MATERIALIZED (SELECT {kept} FROM {table} AS r WHERE {where} LIMIT {kept_most}),
total AS MATERIALIZED (SELECT {total} AS n)
SELECT total.n, p.id, {sorted}{columns} FROM total LEFT JOIN LATERAL (
  ({few}) UNION ALL ({many})) AS p ON true
  LEFT JOIN {table} AS r ON r.tenant_id = (SELECT crm.tenant_id()) AND r.id = p.id ORDER BY {order}
"""
_FOUND: LiteralString = "(SELECT count(*) FROM hits)"
# Of more than are sorted none is kept, only counted.
_COUNTED: LiteralString = """
CASE WHEN (SELECT count(*) FROM hits) <= {few} THEN (SELECT count(*) FROM hits)
  ELSE (SELECT count(*) FROM (SELECT FROM {table} AS r WHERE {where} LIMIT {cap}) AS x) END
"""
_MORE: LiteralString = """
SELECT 0, p.id, {sorted}{columns} FROM ({many}) AS p
  JOIN {table} AS r ON r.tenant_id = (SELECT crm.tenant_id()) AND r.id = p.id ORDER BY {order}
"""
_KEYS: LiteralString = "SELECT {names}r.id FROM {rows} AS r {joins} WHERE {where} ORDER BY {order} LIMIT {limit}"
# Every column of the row that a piece of SQL reads, quoted or not.
_COLUMN = re.compile(r'"?\br"?\."?([a-z_]+)')

Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a page comes from: the compiled conditions and the keys of its order.

    So many rows as `most_sorted` says are sorted as they are; of more the order of an index is followed. Fewer than totals count where
    that index has the page at once: nothing is asked, or nothing but of the field that comes first in the order.
    """

    where: sql.Composable
    keys: Sequence[Key]
    most_sorted: int | None = None
    counted: sql.Composable | None = None  # the conditions as they are counted by, where that is another way

    @property
    def few(self) -> int:
        return EXACT if self.most_sorted is None else min(EXACT, self.most_sorted)


async def rows_of_page(
    session: Session, scope: Scope, source: Source, chosen: Selection, last: Last | None, limit: int
) -> tuple[int, Rows]:
    """The total (`EXACT` + 1 for more), and up to `limit` rows behind `last`: values of the keys, then the selected columns."""
    listing = _Listing(scope, chosen.item, source, chosen.columns, limit)
    parts = _from(parts_of(source.keys), last)
    total, found = await _fetch(session, scope, listing.first(parts[0], last))
    if total <= source.few:
        return total, found
    for part in parts[1:]:
        if len(found) < limit:
            found += (await _fetch(session, scope, listing.more(part, last, limit - len(found))))[1]
    return total, found


def _from(parts: Sequence[Part], last: Last | None) -> Sequence[Part]:
    """The parts from the one on that the last row was of."""
    if last is None or not last[0]:
        return parts
    return list(dropwhile(lambda part: not part.holds(last[0][0]), parts))


async def _fetch(session: Session, scope: Scope, statement: sql.Composed) -> tuple[int, Rows]:
    # Planned for its values each time: a plan for any would fold what is searched again for every row, and know of no value how rare it is.
    cursor = await session.connection.execute(statement, scope.params, prepare=False)
    rows = await cursor.fetchall()
    return (rows[0][0] if rows else 0), [row[2:] for row in rows if row[1] is not None]


@dataclass(frozen=True, slots=True)
class _Listing:
    scope: Scope
    item: Object
    source: Source
    columns: sql.SQL
    limit: int

    def first(self, part: Part, last: Last | None) -> sql.Composed:
        keys = self.source.keys
        here = [replace(key, expression=key.here or key.expression) for key in keys]
        behind = after(self.scope, here, *last, "r") if last else TRUE
        few = self._keys(
            sql.SQL("hits"), Part(here, TRUE), [sql.SQL("total.n <= {}").format(sql.Literal(self.source.few)), behind]
        )
        many = self._many(part, last, self.limit, [sql.SQL("total.n > {}").format(sql.Literal(self.source.few))])
        return sql.SQL(_HITS).format(
            kept=self._kept(),
            where=self.source.where,
            kept_most=sql.Literal(self.source.few + 1),
            total=self._total(),
            few=few,
            many=many,
            **self._shown(keys),
        )

    def _total(self) -> sql.Composable:
        if self.source.few == EXACT:
            return sql.SQL(_FOUND)
        return sql.SQL(_COUNTED).format(
            few=sql.Literal(self.source.few),
            table=terms.table(self.item),
            where=self.source.where if self.source.counted is None else self.source.counted,
            cap=sql.Literal(EXACT + 1),
        )

    def more(self, part: Part, last: Last | None, limit: int) -> sql.Composed:
        return sql.SQL(_MORE).format(many=self._many(part, last, limit, []), **self._shown(self.source.keys))

    def _many(self, part: Part, last: Last | None, limit: int, wheres: list[sql.Composable]) -> sql.Composed:
        behind = self._behind(part, last)
        return self._keys(terms.table(self.item), part, [*wheres, self.source.where, part.where, behind], limit)

    def _behind(self, part: Part, last: Last | None) -> sql.Composable:
        """Behind the last row, where that was of this part."""
        if last is None or (last[0] and not part.holds(last[0][0])):
            return TRUE
        values, id_ = last
        return after(self.scope, part.ordered, values[1:] if part.alike else values, id_, "r")

    def _keys(
        self, rows: sql.Composable, part: Part, wheres: Sequence[sql.Composable], limit: int | None = None
    ) -> sql.Composed:
        names = [sql.SQL("{} AS {}, ").format(k.expression, _sort(n)) for n, k in enumerate(part.keys)]
        return sql.SQL(_KEYS).format(
            names=sql.SQL("").join(names),
            rows=rows,
            joins=sql.SQL(" ").join([join for key in part.keys for join in key.joins]),
            where=sql.SQL(" AND ").join(wheres),
            order=order_by(part.ordered, [k.expression for k in part.ordered], column("r", "id")),
            limit=sql.Literal(self.limit if limit is None else limit),
        )

    def _kept(self) -> sql.Composable:
        """The columns that the keys read."""
        texts = [piece.as_string() for key in self.source.keys for piece in (key.expression, *key.joins)]
        names = {"id", *(name for text in texts for name in _COLUMN.findall(text))}
        return sql.SQL(", ").join(column("r", name) for name in sorted(names))

    def _shown(self, keys: Sequence[Key]) -> dict[str, sql.Composable]:
        names = [sql.SQL("p.{}").format(_sort(n)) for n in range(len(keys))]
        return {
            "sorted": sql.SQL("").join(sql.SQL("{}, ").format(name) for name in names),
            "columns": self.columns,
            "table": terms.table(self.item),
            "order": order_by(keys, names, sql.SQL("p.id")),
        }


def _sort(n: int) -> sql.Identifier:
    return sql.Identifier(f"sort_{n}")
