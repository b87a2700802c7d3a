"""One import: which files, in which order, in one transaction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

from crm_store.database import Database, Session
from crm_store.errors import Invalid, UnknownObject
from crm_store.identity import Identity
from crm_store.imports.columns import parse_mapping
from crm_store.imports.history import import_history
from crm_store.imports.mail import import_mail
from crm_store.imports.model import Bars, Context, Counts, FileSummary, ImportSummary
from crm_store.imports.reading import open_table
from crm_store.imports.references import References
from crm_store.imports.rejects import SUFFIX, Rejects
from crm_store.imports.tables import import_table
from crm_store.imports.users import import_users
from crm_store.statistics import analyze

# Files of the product's own format, in the order that their references need.
ORDER = {
    "users.csv": "user",
    "accounts.csv": "account",
    "contacts.csv": "contact",
    "leads.csv": "lead",
    "products.csv": "product",
    "deals.csv": "deal",
    "stage_history.csv": "stage_history",
    "activities.csv": "activity",
    "tickets.csv": "ticket",
}
_MAIL = frozenset({".mbox", ".eml"})
_PLACE = {name: place for place, name in enumerate((*ORDER.values(), "mail"))}


@dataclass(frozen=True, slots=True)
class Source:
    """One file and what it holds; `foreign` where somebody else made it."""

    path: Path
    object: str
    foreign: bool = False


class _DryRun(Exception):
    """Nothing of this is to stay."""


async def import_paths(
    database: Database,
    identity: Identity,
    paths: Sequence[Path],
    *,
    object: str | None = None,
    mapping: Iterable[str] = (),
    dry_run: bool = False,
    bars: Bars | None = None,
    actor_id: UUID | None = None,
) -> ImportSummary:
    """Import folders and files as the tenant's system identity; bad rows end beside their file.

    With `object`, each path is a foreign file of that object and `mapping` holds 'Their Header=field' pairs.
    `actor_id` is who is named in the audit. Raises Invalid where a file is no table or nothing can be imported; then
    nothing has landed.
    """
    sources = find_sources(paths, object)
    pairs = parse_mapping(mapping)
    if pairs and object is None:
        raise Invalid("--map says what the columns of a foreign file are: say with --object what it holds.")
    finished: list[tuple[FileSummary, Rejects]] = []
    try:
        async with database.session(identity) as session:
            await _all(session, sources, pairs, bars, actor_id, finished)
            if dry_run:
                raise _DryRun
    except _DryRun:
        return ImportSummary(tuple(summary for summary, _ in finished), dry_run=True)
    async with database.session(identity) as session:  # of its own: no lock while the rows were coming
        await analyze(session, {s.object for s in sources})
    return ImportSummary(tuple(_published(summary, rejects) for summary, rejects in finished))


def find_sources(paths: Sequence[Path], object: str | None = None) -> list[Source]:
    """The files to read, in order. Invalid where there is none, or one that nothing is known of."""
    sources = []
    for path in paths:
        if path.is_dir():
            sources += _folder(path)
        elif not path.is_file():
            raise Invalid(f"There is no file or folder {path}.")
        else:
            sources.append(_file(path, object))
    if not sources:
        raise Invalid(f"There is nothing to import in {', '.join(map(str, paths))}: see the import format.")
    return sorted(sources, key=lambda s: (_PLACE[s.object], s.path.name))


def _folder(folder: Path) -> list[Source]:
    files = sorted(p for p in folder.iterdir() if p.is_file())
    return [Source(p, ORDER.get(p.name, "mail")) for p in files if p.name in ORDER or p.suffix.lower() in _MAIL]


def _file(path: Path, object: str | None) -> Source:
    if path.suffix.lower() in _MAIL:
        return Source(path, "mail")
    if path.name.endswith(SUFFIX) and object is None:
        # A mended rejects file goes the way of the file that it came from.
        known = ORDER.get(path.name.removesuffix(SUFFIX))
        return Source(path, known) if known else _unknown(path)
    if object is not None:
        name = re.sub(r"[^a-z]", "", object.lower())
        single = {"people": "user", "companies": "account", "activities": "activity", "opportunity": "deal"}
        name = single.get(name, name.removesuffix("s") if name not in ORDER.values() else name)
        if name not in ORDER.values() or name == "stage_history":
            raise UnknownObject(
                f"There is no object `{object}`: use one of {', '.join(n for n in ORDER.values() if n != 'stage_history')}."
            )
        return Source(path, name, foreign=True)
    return Source(path, ORDER[path.name]) if path.name in ORDER else _unknown(path)


def _unknown(path: Path) -> Source:
    raise Invalid(
        f"Say what {path.name} holds with --object account, contact, lead, deal, product, activity, ticket or user."
    )


async def _all(
    session: Session,
    sources: Sequence[Source],
    pairs: Sequence[tuple[str, str]],
    bars: Bars | None,
    actor_id: UUID | None,
    finished: list[tuple[FileSummary, Rejects]],
) -> None:
    context = Context(session, session.catalog, actor_id)
    references = References(context)
    for source in sources:
        context.reason = source.path.name
        finished.append(await _one(context, references, source, pairs, bars))


async def _one(
    context: Context, references: References, source: Source, pairs: Sequence[tuple[str, str]], bars: Bars | None
) -> tuple[FileSummary, Rejects]:
    bar = bars(source.path.name) if bars else _no_bar
    if source.object == "mail":
        rejects = Rejects(source.path, ("message",))
        counts = await import_mail(context, source.path, rejects, bar)
    else:
        table = open_table(source.path)
        rejects = Rejects(source.path, table.header)
        if source.object == "user":
            counts = await import_users(context, table, pairs, foreign=source.foreign, rejects=rejects)
            references.forget("user")
            bar(1, 1)
        elif source.object == "stage_history":
            counts = await import_history(context, references, table, rejects, bar)
        else:
            counts = await import_table(
                context, references, table, source.object, pairs, foreign=source.foreign, rejects=rejects, bar=bar
            )
    return _summary(source, counts, rejects), rejects


def _summary(source: Source, counts: Counts, rejects: Rejects) -> FileSummary:
    return FileSummary(
        source.path, source.object, counts.created, counts.updated, counts.unchanged, rejects.count,
        None, tuple(counts.notes), tuple(rejects.reasons),
    )  # fmt: skip


def _published(summary: FileSummary, rejects: Rejects) -> FileSummary:
    return replace(summary, rejects=rejects.publish())


def _no_bar(_done: int, _total: int) -> None:
    return None
