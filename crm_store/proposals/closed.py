"""Proposals whose words quote what the reader may not see: fields are closed after a proposal was filed, too."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from crm_store.database import Session
from crm_store.proposals.values import rows_of

# A closed name is quoted by whatever is said of its object; another field only where the proposal sets it.
_QUOTING = """
SELECT DISTINCT c.proposal_id AS id FROM crm.change c JOIN unnest(%s::text[], %s::text[], %s::boolean[]) AS x(object, field, is_label)
    ON c.object = x.object AND (x.is_label OR c.set ? x.field) WHERE c.proposal_id = ANY (%s)
"""


async def quoting_closed(session: Session, proposals: Sequence[UUID]) -> frozenset[UUID]:
    """Those of the proposals whose sentence and summary may tell the reader of a field that is closed to them now."""
    who = session.identity
    if who.scope == "system" or not proposals:
        return frozenset()
    closed = [
        (item.name, field.name, field.name == item.label_field)
        for item in session.catalog.objects.values()
        for field in item.fields.values()
        if field.closed(who.role)
    ]
    if not closed:
        return frozenset()
    objects, fields, labels = (list(column) for column in zip(*closed, strict=True))
    rows = await rows_of(session, _QUOTING, (objects, fields, labels, list(proposals)))
    return frozenset(row["id"] for row in rows)
