"""open_record: one record with everything around it, or one field of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import Field as Arg

from assistant.api.schemas import Block
from assistant.conversation import wording
from assistant.conversation.blocks import SHOWN, activity_citations, author, records_block
from assistant.conversation.clean import untrusted
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.rows import row_for_model, rows_for_model
from assistant.conversation.state import DialogueState, Mention
from assistant.conversation.tools.base import Args, Tool
from crm_store import records
from crm_store.catalog import Field, Object
from crm_store.database import Session
from crm_store.errors import UnknownField
from crm_store.query import Filter, Op, RecordQuery, Sort

LATEST = 5
AROUND = 5
LOOKED_PAST = 15  # open tasks, which stand among the latest activities
QUOTE = 160
BODY = 400
_TOUCHES = frozenset({"last_activity_at", "last_contacted_at"})  # days that ask what happened on them
_TIMELINES = frozenset({"account", "contact", "lead", "deal"})
# What stands around a record: (object, the reference that points at it, only open ones).
_AROUND: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "account": (("deal", "account", True), ("contact", "account", False)),
    "contact": (("deal", "contact", True),),
}


class OpenRecord(Args):
    object: str
    id: str = Arg(description="id or ref, as D-1042", max_length=100)
    focus: str | None = Arg(default=None, description="The one field that was asked for.")


@dataclass(frozen=True, slots=True)
class Around:
    """A record, what happened with it last, its open tasks, and the pages of what belongs to it."""

    record: records.Record
    latest: tuple[records.Record, ...]
    tasks: tuple[records.Record, ...]
    pages: tuple[tuple[str, records.Page], ...]


async def open_record(deps: Deps, args: OpenRecord) -> ToolResult:
    async with deps.reader.step() as session:
        item = session.catalog.object(args.object)
        record = await records.get(session, item.name, args.id)
        if args.focus:
            told = _focused(session, item, record, args.focus, deps.state)
            return await _with_last(session, item, record, told) if args.focus in _TOUCHES else told
        around = await look_around(session, item, record)
        return _opened(session, item, around, deps.state)


async def _with_last(session: Session, item: Object, record: records.Record, told: ToolResult) -> ToolResult:
    """The day of the last contact, and what that was: its subject, who had it and what was said."""
    latest, _ = await _happened(session, item, record)
    if not latest:
        return told
    return replace(
        told,
        content=f"{told.content}\n[1] {said_for_model(latest[0])}",
        say=f"{told.say} {_last(latest[0], session)}",
        blocks=(*told.blocks, activity_citations(latest[:1])),
    )


async def look_around(session: Session, item: Object, record: records.Record) -> Around:
    latest, tasks = await _happened(session, item, record)
    pages = [(name, await _related(session, name, via, record, only)) for name, via, only in _AROUND.get(item.name, ())]
    return Around(record, latest, tasks, tuple((name, page) for name, page in pages if page.items))


async def _happened(
    session: Session, item: Object, record: records.Record
) -> tuple[tuple[records.Record, ...], tuple[records.Record, ...]]:
    """What happened last, and what is still to be done: an open task has not happened."""
    if item.name not in _TIMELINES:
        return (), ()
    found = (await records.timeline(session, item.name, record.id, limit=LATEST + LOOKED_PAST)).items
    tasks = tuple(r for r in found if r.value("type") == "task" and r.value("status") == "open")
    return tuple(r for r in found if r not in tasks)[:LATEST], tasks[:AROUND]


async def _related(session: Session, name: str, via: str, record: records.Record, only_open: bool) -> records.Page:
    where = [Filter(via, Op.EQ, str(record.id))]
    if only_open:
        where.append(Filter("is_open", Op.EQ, True))
    first = "amount" if name == "deal" else "name"
    closed = session.catalog.object(name).fields[first].closed(session.identity.role)
    sort = () if closed else (Sort(first, descending=name == "deal"),)
    return await records.find(session, RecordQuery(name, tuple(where), sort, AROUND))


def _opened(session: Session, item: Object, around: Around, state: DialogueState) -> ToolResult:
    record = around.record
    fields = filled(item, record, session)
    blocks: list[Block] = [records_block(item.name, [record], 1, fields)]
    blocks += [records_block(name, page.items, page.total, SHOWN[name]) for name, page in around.pages]
    if around.tasks:
        blocks.append(records_block("activity", around.tasks, len(around.tasks), SHOWN["activity"]))
    if around.latest:
        blocks.append(activity_citations(around.latest))
    return ToolResult(
        content=for_model(around, fields),
        say=summary(session, item, around),
        blocks=tuple(blocks),
        state=state.focused(mentions(record)),
    )


def _focused(session: Session, item: Object, record: records.Record, focus: str, state: DialogueState) -> ToolResult:
    field = item.field(focus)
    if field.hidden(session.identity.role):
        raise UnknownField(f"{item.label} has no field `{focus}`.", field=focus)
    value = wording.shown(field, record_value(record, field), currency(record, session), session.identity.timezone)
    label = wording.lower(field.label)
    if value == wording.EMPTY:
        say = f"{record.label} has no {label} on record."
    else:
        owner = f"{record.label}'" if record.label.endswith("s") else f"{record.label}'s"
        say = f"{owner} {label} is {value}." if len(value) < 200 else f"{record.label}, {label}: {value}"
    block = records_block(item.name, [record], 1, [field.name])
    found = mentions(record)
    pointed = record.value(field.name)
    if isinstance(pointed, records.Reference):
        found.insert(1, Mention(pointed.object, str(pointed.id), pointed.label))  # whom "his phone" means next
    told = replace(state, field=f"{item.name}.{field.name}").focused(found)  # "change it to …" means this field next
    return ToolResult(row_for_model(record, [field.name]), say, (block,), state=told)


def record_value(record: records.Record, field: Field) -> object:
    """A field's value; the two instants that every record has are attributes."""
    value = record.value(field.name)
    if value is None and field.name in ("created_at", "updated_at"):
        value = getattr(record, field.name)
    return value.isoformat() if isinstance(value, datetime) else value


def currency(record: records.Record, session: Session) -> str:
    return str(record.value("currency") or session.catalog.settings.currency)


def mentions(record: records.Record) -> list[Mention]:
    """The record, and the account or contact it belongs to: what a pronoun may mean next."""
    found = [Mention(record.object, str(record.id), record.label)]
    for name in ("contact", "account", "deal", "lead"):
        pointed = record.value(name)
        if isinstance(pointed, records.Reference):
            found.append(Mention(pointed.object, str(pointed.id), pointed.label))
    return found


def filled(item: Object, record: records.Record, session: Session) -> list[str]:
    """The fields that have a value, the usual ones first."""
    usual = SHOWN.get(item.name, ())
    names = [*usual, *(f.name for f in item.readable(session.identity.role) if f.name not in usual)]
    skipped = {item.label_field, "currency", "is_won", "is_lost", "created_at", "updated_at"}
    return [name for name in names if name not in skipped and record.value(name) not in (None, "", [], {})]


def summary(session: Session, item: Object, around: Around) -> str:
    """Two or three sentences: what it is, what belongs to it, what happened last."""
    parts = [_what(session, item, around.record), *(_belongs(session, *page) for page in around.pages)]
    if around.tasks:
        parts.append(f"To do: {wording.listed([_task(task) for task in around.tasks[:3]])}.")
    if around.latest:
        parts.append(_last(around.latest[0], session))
    elif item.name in _TIMELINES:
        parts.append("Nothing has happened with it yet.")
    return " ".join(parts)


def _what(session: Session, item: Object, record: records.Record) -> str:
    details = []
    for name in SHOWN.get(item.name, ()):
        field = item.fields.get(name)
        value = record.value(name)
        if field is None or value in (None, "") or name in ("email", "phone"):
            continue
        text = wording.shown(field, value, currency(record, session), session.identity.timezone)
        plainly = name in ("account", "stage", "amount", "industry", "city", "title", "company", "status", "type")
        details.append(text if plainly else f"{wording.lower(field.label)} {text}")
    return (
        f"**{record.label}** ({record.ref}): {', '.join(details)}."
        if details
        else f"**{record.label}** ({record.ref})."
    )


def _belongs(session: Session, name: str, page: records.Page) -> str:
    plural = session.catalog.object(name).plural
    what = f"Open {wording.lower(plural)}" if name == "deal" else plural
    return f"{what} ({page.total:,}): {_names(page)}."


def _names(page: records.Page) -> str:
    names = [record.label for record in page.items[:3]]
    return wording.listed(names) if page.total <= len(names) else ", ".join(names) + " …"


def _last(record: records.Record, session: Session) -> str:
    at = record.value("occurred_at") or record.value("completed_at")
    when = datetime.fromisoformat(at) if isinstance(at, str) else record.created_at
    by = f" by {name}" if (name := author(record)) else ""
    on = wording.day(when.astimezone(ZoneInfo(session.identity.timezone)).date())
    body = wording.shortened(str(record.value("body") or ""), QUOTE)
    said = f": “{body}”" if body else ""
    return f"Latest: {record.value('type')} “{record.label}”{by} on {on}{said} [1]."


def _task(task: records.Record) -> str:
    due = task.value("due_date")
    return f"{task.label} (due {wording.day(date.fromisoformat(due))})" if isinstance(due, str) else task.label


def for_model(around: Around, fields: list[str]) -> str:
    """The record, what belongs to it and what happened last, as a large model reads it."""
    lines = [row_for_model(around.record, fields)]
    lines += [f"{name}s:\n{rows_for_model(page.items, SHOWN[name])}" for name, page in around.pages]
    if around.tasks:
        lines.append(f"open tasks:\n{rows_for_model(around.tasks, SHOWN['activity'])}")
    lines += [f"[{n}] {said_for_model(record)}" for n, record in enumerate(around.latest, 1)]
    return "\n".join(lines)


def said_for_model(record: records.Record) -> str:
    at = record.value("occurred_at") or record.created_at
    body = wording.shortened(str(record.value("body") or ""), BODY)
    return f"{record.value('type')} id={record.id} at={at} by {author(record)}: {untrusted(f'{record.label}. {body}', 'text')}"


OPEN_RECORD = Tool("open_record", OpenRecord, open_record)
