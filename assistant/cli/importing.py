"""`crm import`: bars while it runs, then what became of each file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from assistant.cli.context import operator, out, run
from assistant.cli.progress import progress
from crm_store.database import Database
from crm_store.imports import ImportSummary, import_paths

_NOTES = 8  # shown of one file


def run_import(
    paths: Sequence[Path],
    object: str | None,
    map: Sequence[str],
    dry_run: bool,
    tenant: str | None,
) -> None:
    """Import and print the summary. Rejected rows are no failure."""

    async def work(database: Database) -> ImportSummary:
        system = await operator(database, tenant)
        with progress() as bars:
            return await import_paths(database, system, paths, object=object, mapping=map, dry_run=dry_run, bars=bars)

    print_summary(run(work))


def print_summary(summary: ImportSummary) -> None:
    """How many rows of each file were created, updated, unchanged, rejected; notes below."""
    table = Table("file", "created", "updated", "unchanged", "rejected", box=None)
    for each in summary.files:
        counts = (each.created, each.updated, each.unchanged, each.rejected)
        table.add_row(escape(each.path.name), *(f"{n:,}" for n in counts))
    out.print(table)
    for each in summary.files:
        for note in each.notes[:_NOTES]:
            out.print(f"[dim]{escape(each.path.name)}: {escape(note)}[/dim]", soft_wrap=True)
        if len(each.notes) > _NOTES:
            out.print(f"[dim]{escape(each.path.name)}: … and {len(each.notes) - _NOTES} more notes[/dim]")
        if each.rejected:
            where = f": see {each.rejects}" if each.rejects else ""
            out.print(
                f"[yellow]{escape(each.path.name)}: {each.rejected:,} row(s) rejected{escape(where)}[/yellow]",
                soft_wrap=True,
            )
            for reason in each.reasons:
                out.print(f"  {escape(reason)}", soft_wrap=True)
    if summary.dry_run:
        out.print("A dry run: nothing was changed.")
