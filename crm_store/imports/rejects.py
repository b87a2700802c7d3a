"""Bad rows, whole, with the reason: `FILE.rejected.csv` beside the file."""

from __future__ import annotations

import contextlib
import csv
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO

from crm_store.errors import Invalid
from crm_store.imports.model import Row

SUFFIX = ".rejected.csv"
REASON = "reason"
_SHOWN = 5


class Rejects:
    """Collects bad rows on disk while the run goes on; `publish` puts them beside the file once it has succeeded."""

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        self.path = path
        self.count = 0
        self.reasons: list[str] = []
        self._header = [*header, REASON]
        self._spool: IO[str] | None = None

    @property
    def target(self) -> Path:
        return self.path.with_name(self.path.name + SUFFIX)

    def take(self, rows: Iterable[Row]) -> list[Row]:
        """Keep the bad ones; the good ones come back."""
        good = []
        for row in rows:
            if row.error is None:
                good.append(row)
            else:
                self.add(row.line, row.cells, row.error)
        return good

    def add(self, line: int, cells: Sequence[str], reason: str) -> None:
        if self._spool is None:
            self._spool = tempfile.TemporaryFile("w+", encoding="utf-8", newline="", errors="backslashreplace")  # noqa: SIM115
            csv.writer(self._spool).writerow(self._header)
        width = len(self._header) - 1
        # Cells beyond the header stay where they are, after the reason: nothing of the row is lost.
        filled = [*cells[:width], *[""] * (width - len(cells))]
        csv.writer(self._spool).writerow([*filled, reason, *cells[width:]])
        self.count += 1
        if len(self.reasons) < _SHOWN:
            self.reasons.append(f"line {line}: {reason}")

    def publish(self) -> Path | None:
        """Write the file, or take away that of an earlier run; None where nothing was bad."""
        if self._spool is None:
            with contextlib.suppress(OSError):
                self.target.unlink(missing_ok=True)
            return None
        self._spool.seek(0)
        try:
            with self.target.open("w", encoding="utf-8", newline="") as file:
                while chunk := self._spool.read(1 << 20):
                    file.write(chunk)
        except OSError as error:
            raise Invalid(
                f"The rows landed, but {self.count} bad ones cannot be written to {self.target}: {error.strerror}."
            ) from None
        return self.target
