"""Records as CSV or XLSX: what the caller sees and no more, nothing that a spreadsheet would run, noted in the audit."""

from __future__ import annotations

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from typing import IO, Any, Literal

from crm_store.analytics.csv_text import neutral
from crm_store.audit import record_event
from crm_store.catalog import Field, Object
from crm_store.database import Session
from crm_store.errors import NotPermitted, TooLarge
from crm_store.query import RecordQuery
from crm_store.records import Record, Reference, find

MAX_ROWS = 100_000
_PAGE = 200
Format = Literal["csv", "xlsx"]


async def export(session: Session, query: RecordQuery, format: Format, file: IO[bytes]) -> int:
    """Write the records of `query` that the caller sees; how many.

    NotPermitted where the tenant's policy leaves exporting to other roles (`policy.export`: roles), TooLarge beyond
    100,000 rows.
    """
    roles = session.catalog.settings.policy.get("export")
    if isinstance(roles, list) and session.identity.role not in roles:
        raise NotPermitted("Your role may not export.")
    object_ = session.catalog.object(query.object)
    fields = [f for f in object_.readable(session.identity.role) if f.name not in ("created_at", "updated_at")]
    header = ["ref", "external_id", *(f.label if f.custom else f.name for f in fields), "created_at", "updated_at"]
    pages = _pages(session, replace(query, object=object_.name, limit=_PAGE))
    write = _write_csv if format == "csv" else _write_xlsx
    count = await write(file, header, fields, pages, object_)
    await record_event(session, "export", after={"object": object_.name, "rows": count, "format": format})
    return count


async def _pages(session: Session, query: RecordQuery) -> AsyncIterator[tuple[Record, ...]]:
    seen = 0
    while True:
        page = await find(session, query)
        seen += len(page.items)
        if seen > MAX_ROWS:
            raise TooLarge(f"An export holds {MAX_ROWS:,} rows at most: narrow it by filters.")
        yield page.items
        if page.next_cursor is None:
            return
        query = replace(query, cursor=page.next_cursor)


async def _write_csv(
    file: IO[bytes], header: Sequence[str], fields: Sequence[Field], pages: AsyncIterator[tuple[Record, ...]], _: Object
) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([neutral(h) for h in header])
    count = 0
    async for records in pages:
        writer.writerows([[_safe(value) for value in _cells(record, fields)] for record in records])
        count += len(records)
    text.flush()
    text.detach()
    return count


async def _write_xlsx(
    file: IO[bytes],
    header: Sequence[str],
    fields: Sequence[Field],
    pages: AsyncIterator[tuple[Record, ...]],
    object_: Object,
) -> int:
    from openpyxl import Workbook  # a tenth of a second that no other start should pay

    book = Workbook(write_only=True)
    sheet = book.create_sheet(object_.plural[:31])
    sheet.append([neutral(h) for h in header])
    count = 0
    async for records in pages:
        for record in records:
            sheet.append([_xlsx(sheet, value) for value in _cells(record, fields)])
        count += len(records)
    await asyncio.to_thread(book.save, file)
    return count


def _cells(record: Record, fields: Sequence[Field]) -> list[Any]:
    values = [_plain(record.value(f.name)) for f in fields]
    return [record.ref, record.external_id, *values, record.created_at.isoformat(), record.updated_at.isoformat()]


def _plain(value: Any) -> Any:
    """A reference as an import takes it: a user by e-mail, a record by its name."""
    if isinstance(value, Reference):
        return value.email or value.label
    return value


def _safe(value: Any) -> Any:
    return neutral(value) if isinstance(value, str) else "" if value is None else value


def _xlsx(sheet: Any, value: Any) -> Any:
    """Text stays text: a cell of type string is never calculated, whatever it begins with."""
    if not isinstance(value, str):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, "".join(c for c in value[:32_767] if c >= " " or c in "\n\t"))
    cell.data_type = "s"
    return cell
