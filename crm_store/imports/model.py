"""What the parts of an import hand to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from crm_store.catalog import Catalog
from crm_store.database import Connection, Session

Bar = Callable[[int, int], None]  # done, total
Bars = Callable[[str], Bar]  # a bar under a label


@dataclass(frozen=True, slots=True)
class FileSummary:
    """What became of one file. `rejects` is where its bad rows were written, None where there are none (or in a dry run)."""

    path: Path
    object: str
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    rejects: Path | None = None
    notes: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()  # the first few, for the person who looks


@dataclass(frozen=True, slots=True)
class ImportSummary:
    files: tuple[FileSummary, ...]
    dry_run: bool = False

    @property
    def rejected(self) -> int:
        return sum(f.rejected for f in self.files)


@dataclass(slots=True)
class Row:
    """One record of a table on its way in. `values` are by column, `references` (text yet) by field."""

    line: int
    cells: list[str]
    values: dict[str, Any] = field(default_factory=dict)
    custom: dict[str, Any] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    error: str | None = None


@dataclass(slots=True)
class Counts:
    """What happened so far in one file."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    notes: list[str] = field(default_factory=list)
    doubles: int = 0  # created, and likely there already
    alike: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Context:
    """One run: its transaction, the catalog as this run has changed it, and who is told of in the audit."""

    session: Session
    catalog: Catalog
    actor_id: UUID | None
    reason: str = ""

    @property
    def connection(self) -> Connection:
        return self.session.connection

    @property
    def tenant_id(self) -> UUID:
        return self.session.identity.tenant_id
