"""How trained models are shown."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table

from assistant.cli.context import out
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
