"""CSV as it comes: any of the usual encodings and separators, one row at a time."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from crm_store.errors import Invalid
from crm_store.imports.model import Row

MAX_CELL = 8 * 1024 * 1024  # characters; an unclosed quote swallows no more than this
MAX_COLUMNS = 500
_CHUNK = 1 << 20
_SEPARATORS = ",;\t|"
csv.field_size_limit(MAX_CELL)


@dataclass(frozen=True, slots=True)
class Table:
    """A CSV file whose header has been read. `notes` says what was guessed."""

    path: Path
    encoding: str
    separator: str
    header: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return self.path.stat().st_size

    def rows(self) -> Iterator[tuple[Row, int]]:
        """Each row below the header and how many bytes of the file are read; empty lines are no rows."""
        # newline="" leaves line ends to the csv module: they may stand inside a cell.
        with self.path.open("rb") as raw, io.TextIOWrapper(raw, self.encoding, newline="") as file:
            reader = _reader(file, self.separator)
            next(reader)
            width = len(self.header)
            while True:
                row = _next(reader, width)
                if row is None:
                    return
                if row.cells or row.error:
                    yield row, raw.tell()


def open_table(path: Path) -> Table:
    """Read encoding, separator and header; Invalid where this is no table."""
    try:
        encoding, notes = _encoding(path)
    except OSError as error:
        raise Invalid(f"{path.name} cannot be read: {error.strerror}.") from None
    with path.open(encoding=encoding, newline="") as file:
        start = file.read(_CHUNK)
    if not start.strip():
        raise Invalid(f"{path.name} is empty.")
    separator = _separator(start)
    with path.open(encoding=encoding, newline="") as file:
        try:
            header = next(_reader(file, separator))
        except csv.Error as error:
            raise Invalid(f"{path.name} has no readable header: {error}.") from None
    return Table(path, encoding, separator, _header(path, header), notes)


def _header(path: Path, cells: list[str]) -> tuple[str, ...]:
    names = tuple(cell.strip() for cell in cells)
    if not any(names) or any("\x00" in name for name in names) or len(names) > MAX_COLUMNS:
        raise Invalid(f"{path.name} has no readable header: is it a CSV file?")
    doubles = sorted({n for n in names if n and names.count(n) > 1})
    if doubles:
        raise Invalid(f"{path.name} has the column `{doubles[0]}` twice.")
    return names


def _reader(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    return csv.reader(lines, delimiter=separator)


def _next(reader: Iterator[list[str]], width: int) -> Row | None:
    line = getattr(reader, "line_num", 0) + 1
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        return Row(line, [], error=f"not readable as CSV: {error}")
    row = Row(line, cells)
    if not any(cells):
        row.cells = []
    elif (len(cells) > width and any(cells[width:])) or len(cells) < width:
        row.error = f"the row has {len(cells)} cells, the header {width}"
    return row


def _encoding(path: Path) -> tuple[str, tuple[str, ...]]:
    """The codec of a file: by its mark, by its null bytes, by whether it is UTF-8; else Windows-1252 or Latin-1."""
    with path.open("rb") as raw:
        head = raw.read(4096)
    if head.startswith(b"PK\x03\x04"):
        raise Invalid(f"{path.name} is a spreadsheet or archive: save it as CSV (UTF-8).")
    if head.startswith(codecs.BOM_UTF8):
        return _checked(path, "utf-8-sig"), ()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16"), ("read as UTF-16",)
    if (bare := _bare_utf16(head)) is not None:
        return _checked(path, bare), ("read as UTF-16",)
    if _decodes(path, "utf-8"):
        return "utf-8", ()
    for name, said in (("cp1252", "Windows-1252"), ("latin-1", "Latin-1")):
        if _decodes(path, name):
            return name, (f"not UTF-8: read as {said}",)
    raise Invalid(f"{path.name} is in no known encoding.")


def _bare_utf16(head: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Western text is null."""
    half = max(len(head) // 2, 1)
    if head[1::2].count(0) > half * 0.7:
        return "utf-16-le"
    return "utf-16-be" if head[0::2].count(0) > half * 0.7 else None


def _checked(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise Invalid(f"{path.name} begins as {encoding.removesuffix('-sig').upper()} and is not: save it as UTF-8.")
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as raw:
            while chunk := raw.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _separator(start: str) -> str:
    """The separator that stands most often in the first line, outside quotes."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for char in start:
        if char == '"':
            quoted = not quoted
        elif char in "\r\n" and not quoted and any(counts.values()):
            break
        elif not quoted and char in counts:
            counts[char] += 1
    return max(_SEPARATORS, key=lambda s: counts[s])
