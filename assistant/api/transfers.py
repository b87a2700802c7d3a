"""Records in and out: `POST /imports`, `GET /exports/{object}.csv` and `.xlsx`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import IO, Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import StreamingResponse

from assistant.api.dependencies import Administrator, DatabaseDep, Person
from assistant.api.record_query import record_query
from assistant.api.schemas.base import Wire
from crm_store.database import Database
from crm_store.errors import Invalid
from crm_store.exports import Format, export
from crm_store.identity import Identity
from crm_store.imports import FileSummary, ImportSummary, import_paths

router = APIRouter()

_CHUNK = 1 << 20
_MAX_REJECTS = 1 << 20  # characters of a rejects file that an answer carries
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ImportedFile(Wire):
    """What became of one file. `rejects` is the CSV of its bad rows with the reason."""

    file: str
    object: str
    created: int
    updated: int
    unchanged: int
    rejected: int
    notes: list[str]
    reasons: list[str]
    rejects: str | None = None


class Imported(Wire):
    dry_run: bool
    files: list[ImportedFile]


@router.post("/imports", tags=["transfers"])
async def import_files(
    identity: Administrator,
    database: DatabaseDep,
    files: Annotated[list[UploadFile], File(description="CSV of the import format, foreign CSV, mbox or eml")],
    object: Annotated[str | None, Form(description="What a foreign file holds")] = None,
    map: Annotated[list[str] | None, Form(description="'Their Header=field'")] = None,
    dry_run: Annotated[bool, Form(description="Say what would happen and change nothing")] = False,
) -> Imported:
    """Import files as `crm import` does; rows that are there are updated, bad ones come back with the reason."""
    with tempfile.TemporaryDirectory() as name:
        paths = [await _keep(upload, Path(name)) for upload in files]
        system = Identity.system(identity.tenant_id, timezone=identity.timezone)
        summary = await import_paths(
            database, system, paths, object=object or None, mapping=[m for m in map or [] if m], dry_run=dry_run,
            actor_id=identity.user_id,
        )  # fmt: skip
        return _shown(summary)


async def _keep(upload: UploadFile, folder: Path) -> Path:
    # The name says what the file holds; nothing else of it is trusted.
    name = PurePosixPath((upload.filename or "").replace("\\", "/")).name
    if not name or name.startswith(".") or "\x00" in name or len(name) > 200:
        raise Invalid("Each file needs a name, as accounts.csv.", field="files")
    path = folder / name
    if path.exists():
        raise Invalid(f"{name} is there twice.", field="files")
    with path.open("wb") as target:
        while chunk := await upload.read(_CHUNK):
            target.write(chunk)
    return path


def _shown(summary: ImportSummary) -> Imported:
    return Imported(dry_run=summary.dry_run, files=[_file(each) for each in summary.files])


def _file(each: FileSummary) -> ImportedFile:
    rejects = each.rejects.read_text("utf-8")[:_MAX_REJECTS] if each.rejects else None
    return ImportedFile(
        file=each.path.name, object=each.object, created=each.created, updated=each.updated, unchanged=each.unchanged,
        rejected=each.rejected, notes=list(each.notes), reasons=list(each.reasons), rejects=rejects,
    )  # fmt: skip


@router.get("/exports/{object}.csv", tags=["transfers"], response_class=StreamingResponse)
async def export_csv(object: str, identity: Person, database: DatabaseDep, request: Request) -> StreamingResponse:
    """The records that the caller sees, with the filters of a list; formulas are made text."""
    return await _export(object, "csv", identity, database, request.query_params.multi_items())


@router.get("/exports/{object}.xlsx", tags=["transfers"], response_class=StreamingResponse)
async def export_xlsx(object: str, identity: Person, database: DatabaseDep, request: Request) -> StreamingResponse:
    """The same as a workbook."""
    return await _export(object, "xlsx", identity, database, request.query_params.multi_items())


async def _export(
    name: str,
    format: Format,
    identity: Identity,
    database: Database,
    params: Sequence[tuple[str, str]],
) -> StreamingResponse:
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed when it has been sent
    try:
        async with database.session(identity) as session:
            object_ = session.catalog.object(name)
            await export(session, record_query(object_.name, params), format, file)
    except BaseException:
        file.close()
        raise
    headers = {
        "Content-Disposition": f'attachment; filename="{object_.collection}.{format}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
    return StreamingResponse(_chunks(file), media_type=_TYPES[format], headers=headers)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk
