"""One update of every record that a filter finds, spelt out as the changes that it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from psycopg import sql

from crm_store.database import Session
from crm_store.errors import Invalid, NotPermitted
from crm_store.proposals.draft import BulkDraft, ChangeDraft
from crm_store.proposals.values import rows_of
from crm_store.records.compile import all_of, condition
from crm_store.records.search import search
from crm_store.records.terms import Scope, table

# Records that the caller sees but may not change are left alone.
_ROWS = sql.SQL(
    "SELECT r.id, r.ref, (g.edits_all OR coalesce({owner} = ANY (g.editable), false)) AS mine"
    " FROM {table} AS r, crm.rights_of((SELECT crm.user_id())) AS g"
    " WHERE r.tenant_id = (SELECT crm.tenant_id()) AND {where} ORDER BY mine DESC, r.id LIMIT {most}"
)


async def expand(session: Session, draft: BulkDraft, named: Sequence[ChangeDraft] = ()) -> list[ChangeDraft]:
    """The changes; Invalid where nothing is found or more than the tenant's policy allows in one proposal.

    What one of the `named` sets of its record counts for it, and not what all get.
    """
    item = session.catalog.object(draft.object)
    most = int(cast(int, session.catalog.settings.policy.get("max_records", 10_000)))
    scope = Scope.of(session)
    parts = [condition(scope, item, where, "r") for where in draft.where]
    if draft.search:
        parts.append(search(scope, item, draft.search, "r")[0])
    query = _ROWS.format(
        owner=sql.SQL("NULL::uuid" if item.name == "product" else "r.owner_id"),
        table=table(item),
        where=all_of(parts),
        most=sql.Literal(most + 1),
    )
    rows = await rows_of(session, query, scope.params)
    if not rows:
        raise Invalid(f"No {item.plural.lower()} match.", reason="no_change")
    rows = [row for row in rows if row["mine"]]
    if not rows:
        raise NotPermitted("You may not change any of these records.")
    if len(rows) > most:
        raise Invalid(f"More than {most:,} {item.plural.lower()} match: narrow it down.")
    said = {str(c.record_id).upper(): c for c in named if c.record_id is not None}
    own = [said.get(str(row["id"]).upper()) or said.get(row["ref"]) for row in rows]
    left = [_but(draft.set, one) for one in own]
    return [ChangeDraft("update", item.name, row["id"], set=s) for row, s in zip(rows, left, strict=True) if s]


def _but(values: Mapping[str, Any], named: ChangeDraft | None) -> Mapping[str, Any]:
    if named is None or named.op == "update":
        return {name: value for name, value in values.items() if named is None or name not in named.set}
    return {}  # deleted, or merged into another
