"""One CSV file of one object: read, settle what it names, load, batch by batch in bounded memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from crm_store.catalog import Object
from crm_store.errors import Invalid
from crm_store.imports.columns import Column, plan_columns
from crm_store.imports.custom import add_fields, look
from crm_store.imports.doubles import said_of_doubles
from crm_store.imports.load import Loader
from crm_store.imports.merge import merge_doubles
from crm_store.imports.model import Bar, Context, Counts, Row
from crm_store.imports.parents import Parents
from crm_store.imports.parsing import Reader
from crm_store.imports.picklists import Picklists, refresh
from crm_store.imports.reading import Table
from crm_store.imports.references import References
from crm_store.imports.rejects import REASON, SUFFIX, Rejects

BATCH = 5_000
_OURS = frozenset({"id", "ref", "version", "label"})  # columns of an export that no file may set
_CLOSED_TICKETS = frozenset({"resolved", "closed"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What one file is and which of its columns fill what."""

    table: Table
    object: Object
    columns: tuple[Column, ...]
    foreign: bool


async def import_table(
    context: Context,
    references: References,
    table: Table,
    name: str,
    mapping: Sequence[tuple[str, str]],
    *,
    foreign: bool,
    rejects: Rejects,
    bar: Bar,
) -> Counts:
    """Load a file of the object `name`; bad rows go to `rejects`."""
    plan = await _plan(context, table, name, mapping, foreign=foreign)
    counts = Counts(notes=list(table.notes))
    if foreign:
        counts.notes.append("columns: " + ", ".join(f"{c.header} → {c.field.name}" for c in plan.columns))
    reader = Reader(name, plan.columns, context.catalog.settings, foreign)
    picklists = Picklists(context, name, plan.columns, counts)
    parents = await asyncio.to_thread(Parents.scan, plan.table, plan.columns) if name == "account" else Parents()
    loader = Loader.make(context, plan.object)
    await loader.open()
    async for rows, done in _batches(table, reader):
        parents.refuse_circles(rows)
        await references.settle(plan.object, [r for r in rows if r.error is None], parents.names)
        await picklists.settle(rows)
        _require(plan, rows, context)
        good = rejects.take(rows)
        parents.keep(good)
        merged = merge_doubles(name, good)
        counts.unchanged += len(good) - len(merged)
        await loader.load(merged, counts)
        rejects.take(row for row in merged if row.error is not None)
        bar(done, table.size)
    counts.notes += said_of_doubles(counts, plan.object.plural)
    references.forget(name)
    if name == "account":
        await parents.settle(context, references, counts)
    await refresh(context)
    bar(table.size, table.size)
    return counts


async def _plan(
    context: Context, table: Table, name: str, mapping: Sequence[tuple[str, str]], *, foreign: bool
) -> Plan:
    object_ = context.catalog.object(name)
    columns, rest = plan_columns(object_, table.header, mapping, foreign=foreign)
    _check_columns(table, object_, columns, foreign=foreign)
    if table.path.name.endswith(SUFFIX):  # a mended rejects file: why it was refused is no field
        columns = tuple(c for c in columns if c.header != REASON)
        rest = tuple(place for place in rest if table.header[place] != REASON)
    if not foreign:
        # What is worked out from other fields stands in an export and cannot be set.
        ours = _OURS | object_.fields.keys()
        rest = tuple(place for place in rest if table.header[place] not in ours)
    if rest:
        settings = context.catalog.settings
        kinds = await asyncio.to_thread(look, (r for r, _ in table.rows()), rest, settings, foreign=foreign)
        columns += await add_fields(context, object_, table.header, kinds)
        await refresh(context)
    return Plan(table, context.catalog.object(name), columns, foreign)


def _check_columns(table: Table, object_: Object, columns: Sequence[Column], *, foreign: bool) -> None:
    """Refuse a file whose header lacks what every record needs: most likely it has no header."""
    have = {c.field.name for c in columns}
    if {"first_name", "last_name"} & have or (object_.name == "deal" and foreign):
        have.add("name")
    if object_.name == "activity":
        have.add("subject")
    if object_.name == "deal" and foreign:
        have.add("account")
    missing = [f.name for f in object_.fields.values() if f.required and f.name not in have]
    if missing:
        hint = f" Say which it is: --map 'Their Header={missing[0]}'." if foreign else " Is the header line missing?"
        listed = ", ".join(h for h in table.header if h)[:300]
        raise Invalid(f"{table.path.name} has no column for {', '.join(missing)}; it has: {listed}.{hint}")


async def _batches(table: Table, reader: Reader) -> AsyncIterator[tuple[list[Row], int]]:
    """Batches of read rows, each with the bytes read so far; the next one is read while the database has the last."""
    iterator = table.rows()
    ahead = asyncio.create_task(asyncio.to_thread(_take, iterator, reader))
    try:
        while batch := await ahead:
            ahead = asyncio.create_task(asyncio.to_thread(_take, iterator, reader))
            yield batch
    finally:
        # A thread cannot be called off: wait for it, whatever went wrong.
        await asyncio.gather(ahead, return_exceptions=True)


def _take(iterator: Iterator[tuple[Row, int]], reader: Reader) -> tuple[list[Row], int] | None:
    rows: list[Row] = []
    done = 0
    for row, done in iterator:  # noqa: B007
        rows.append(row)
        if len(rows) >= BATCH:
            break
    reader.read(rows)
    return (rows, done) if rows else None


def _require(plan: Plan, rows: Sequence[Row], context: Context) -> None:
    """What a record must have, and what follows from what it has."""
    for row in rows:
        if row.error is None:
            if plan.object.name == "deal":
                _complete_deal(row, context, foreign=plan.foreign)
            elif plan.object.name == "ticket" and str(row.values.get("status", "")).lower() not in _CLOSED_TICKETS:
                row.values.pop("resolved_at", None)
            elif plan.object.name == "activity":
                _complete_activity(row)
            row.error = _missing(plan, row)


def _missing(plan: Plan, row: Row) -> str | None:
    for field in plan.object.fields.values():
        if field.required and not row.values.get(field.column):
            # Other systems know deals that were never tied to an account; losing them would falsify every sum.
            if plan.foreign and (plan.object.name, field.name) == ("deal", "account"):
                continue
            return f"{field.label} is missing"
    return None


def _complete_deal(row: Row, context: Context, *, foreign: bool) -> None:
    values = row.values
    if foreign and "name" not in values:
        values["name"] = _deal_name(row)
    pipeline = context.catalog.pipeline(values.get("pipeline")) or context.catalog.default_pipeline
    stage = pipeline.stage(str(values.get("stage", "")))
    if stage is None or stage.kind == "open":
        values.pop("closed_at", None)
    elif "closed_at" not in values and (day := values.get("close_date")):
        # Most exports know one close date: of what is won or lost, it is the day that happened.
        zone = ZoneInfo(context.catalog.settings.timezone)
        if datetime.combine(day, time(), zone).astimezone(UTC) <= context.session.now:
            values["closed_at"] = datetime.combine(day, time(), zone).astimezone(UTC)


def _deal_name(row: Row) -> str:
    """Of a deal that its system knows by number alone: who buys what."""
    said = [row.references[name] for name in ("account", "product") if name in row.references]
    if len(said) < 2:
        said.append(str(row.values.get("external_id", "")))
    return " – ".join(part for part in said if part)[:300] or "Deal"


def _complete_activity(row: Row) -> None:
    values = row.values
    if not values.get("subject"):
        first = next((line.strip() for line in str(values.get("body", "")).splitlines() if line.strip()), "")
        values["subject"] = first[:80] or str(values.get("type", "")).capitalize()
