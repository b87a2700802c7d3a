"""record_history: what a record's fields were before, who changed them and when, and the stages of a deal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from psycopg.rows import dict_row
from pydantic import Field as Arg

from assistant.conversation import wording
from assistant.conversation.blocks import records_block
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.tools.base import Args, Tool
from assistant.conversation.tools.open import currency, mentions
from crm_store import records
from crm_store.audit_read import AuditEvent, AuditFilter, find_events
from crm_store.catalog import Object
from crm_store.database import Session

READ = 100  # events that are looked through
SAID = 6
_STAGES = (
    "SELECT stage, entered_at FROM crm.stage_history"
    " WHERE tenant_id = (SELECT crm.tenant_id()) AND deal_id = %s ORDER BY entered_at, stage"
)


class RecordHistory(Args):
    object: str
    id: str = Arg(description="id or ref, as D-1042", max_length=100)
    field: str | None = Arg(default=None, description="Only changes of this field.")


async def record_history(deps: Deps, args: RecordHistory) -> ToolResult:
    async with deps.reader.step() as session:
        item = session.catalog.object(args.object)
        record = await records.get(session, item.name, args.id)
        if args.field:
            item.field(args.field)
        stages = await _stages(session, record) if _tells_stages(session, item, args.field) else []
        events = await find_events(session, AuditFilter(object=item.name, record_id=record.id), limit=READ)
        changes = [line for event in events.items for line in _changes(session, item, record, event, args.field)]
    lines = [*stages[:SAID], *changes[:SAID]]
    what = wording.lower(item.field(args.field).label) if args.field else "record"
    said = "\n".join(f"- {line}" for line in lines)
    say = f"**{record.label}**:\n{said}" if lines else f"No earlier {what} of {record.label} is on record."
    block = records_block(item.name, [record], 1, [args.field] if args.field else [])
    return ToolResult(say, say, (block,), state=deps.state.focused(mentions(record)))


def _tells_stages(session: Session, item: Object, field: str | None) -> bool:
    """The history of stages says as much as the field: whom that is closed for hears neither."""
    return item.name == "deal" and field in (None, "stage") and not item.field("stage").closed(session.identity.role)


async def _stages(session: Session, record: records.Record) -> list[str]:
    """Each stage with the day on which the deal came there, the latest first."""
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_STAGES.encode(), (record.id,))
        return [f"{row['stage']} since {_day(session, row['entered_at'])}" for row in await cursor.fetchall()][::-1]


def _day(session: Session, at: datetime) -> str:
    return wording.day(at.astimezone(ZoneInfo(session.identity.timezone)).date())


def _changes(
    session: Session, item: Object, record: records.Record, event: AuditEvent, name: str | None
) -> Iterator[str]:
    """ "amount from $50,000 to $52,000 on Nov 12, 2026 by Tom Becker": each field that an update changed."""
    if event.action != "update":
        return
    by = f" by {event.actor.label}" if event.actor else ""
    before, after = event.before or {}, event.after or {}
    for key in sorted(set(before) | set(after)):
        field = item.fields.get(key)
        if (
            field is None
            or field.derived
            or field.closed(session.identity.role)
            or (name and key != name)
            or before.get(key) == after.get(key)
        ):
            continue
        old, new = (
            wording.shown(field, values.get(key), currency(record, session), session.identity.timezone)
            for values in (before, after)
        )
        yield f"{wording.lower(field.label)} from {old} to {new} on {_day(session, event.at)}{by}"


RECORD_HISTORY = Tool("record_history", RecordHistory, record_history)
