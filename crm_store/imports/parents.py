"""Accounts below accounts: a parent may stand later in the same file, and no account may stand above itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from crm_store.imports.columns import Column, loose
from crm_store.imports.model import Context, Counts, Row
from crm_store.imports.reading import Table
from crm_store.imports.references import References

T = TypeVar("T")
_SET = """
UPDATE crm.account a SET parent_account_id = x.parent FROM unnest(%s::uuid[], %s::uuid[]) AS x(child, parent)
 WHERE a.tenant_id = %s AND a.id = x.child AND a.parent_account_id IS DISTINCT FROM x.parent
"""


@dataclass(slots=True)
class Parents:
    """`names` (loosely spelled) are all of the file's; `circles` those that would stand above themselves."""

    names: frozenset[str] = frozenset()
    circles: frozenset[str] = frozenset()
    waiting: list[tuple[str, str]] = field(default_factory=list)
    used: bool = False

    @classmethod
    def scan(cls, table: Table, columns: Sequence[Column]) -> Parents:
        places = {c.field.name: c.index for c in columns}
        if "parent_account" not in places:
            return cls()
        above: dict[str, str] = {}
        names = set()
        for row, _ in table.rows():
            if row.error is None:
                name, parent = loose(row.cells[places["name"]]), loose(row.cells[places["parent_account"]])
                names.add(name)
                if parent:
                    above[name] = parent
        return cls(frozenset(names), frozenset(in_circles(above)), used=True)

    def refuse_circles(self, rows: Iterable[Row]) -> None:
        for row in rows:
            if row.error is None and self.circles and loose(str(row.values.get("name", ""))) in self.circles:
                row.error = "its parent account is, over others, its own child"

    def keep(self, rows: Iterable[Row]) -> None:
        """Remember those whose parent is yet to come."""
        for row in rows:
            if (parent := row.references.get("parent_account")) and "parent_account_id" not in row.values:
                self.waiting.append((row.values.get("external_id") or row.values["name"], parent))

    async def settle(self, context: Context, references: References, counts: Counts) -> None:
        """Link the waiting ones, now that all are there; what cannot be linked stands in the notes."""
        found = await references.find("account", {name for pair in self.waiting for name in pair})
        pairs = []
        for child, parent in self.waiting:
            low, high = found[child], found[parent]
            if isinstance(low, UUID) and isinstance(high, UUID):
                pairs.append((low, high))
            else:
                counts.notes.append(f"{child} has no parent account: {high if isinstance(low, UUID) else low}")
        if pairs:
            lows, highs = [p[0] for p in pairs], [p[1] for p in pairs]
            await context.connection.execute(_SET, (lows, highs, context.tenant_id))
        if self.used:
            await _break_circles(context, counts)


async def _break_circles(context: Context, counts: Counts) -> None:
    """A circle that closes over accounts of an earlier import."""
    cursor = await context.connection.execute(
        "SELECT id, parent_account_id FROM crm.account WHERE tenant_id = %s AND parent_account_id IS NOT NULL",
        (context.tenant_id,),
    )
    circles = list(in_circles(dict(await cursor.fetchall())))
    if circles:
        counts.notes.append(f"{len(circles)} accounts stood above themselves: they have no parent account now")
        await context.connection.execute(
            "UPDATE crm.account SET parent_account_id = NULL WHERE tenant_id = %s AND id = ANY (%s)",
            (context.tenant_id, circles),
        )


def in_circles(above: Mapping[T, T]) -> set[T]:
    """Those from which the way up comes back to themselves."""
    done: set[T] = set()
    circles: set[T] = set()
    for start in above:
        way: dict[T, int] = {}  # in order, with its place
        at: T | None = start
        while at is not None and at not in done and at not in way:
            way[at] = len(way)
            at = above.get(at)
        if at is not None and at in way:
            circles.update(list(way)[way[at] :])
        done.update(way)
    return circles
