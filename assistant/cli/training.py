"""Training at set-up, and how trained models are shown."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.table import Table

from assistant.cli.context import err, out
from assistant.runtime import load_encoder
from assistant.settings import settings
from crm_store.database import Database
from crm_store.errors import CrmError
from crm_store.identity import Identity
from scoring import ScoreModel


def print_models(models: Sequence[ScoreModel]) -> None:
    """A line a model; a model without signal says so rather than pretend."""
    table = Table("score", "version", "rows", "positives", "AUC", "Brier", "signal", box=None)
    for m in models:
        table.add_row(
            m.kind, str(m.version), f"{m.rows:,}", f"{m.positives:,}", f"{m.auc:.3f}" if m.auc is not None else "-",
            f"{m.brier:.3f}" if m.brier is not None else "-", "yes" if m.signal else "no",
        )  # fmt: skip
    out.print(table)
    for m in models:
        for warning in m.warnings:
            out.print(f"{m.kind}: {warning}")


async def train_acts(database: Database, system: Identity) -> None:
    """Train what recognises acts where that is not done yet, so that no start of a server has to wait for it."""
    from assistant.language.engine import Engine

    try:
        async with database.session(system, "agent") as session:
            pass  # training takes seconds, and a transaction that idles so long is ended by the database
        encoder = load_encoder(settings())
        with err.status("training the language engine …"):
            await asyncio.to_thread(Engine(settings().acts_file).load, encoder, session)
    except (CrmError, OSError) as error:  # the server tries again when it starts
        err.print(f"[yellow]The language engine is not trained yet:[/yellow] {error}")
