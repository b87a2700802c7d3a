"""Records as a large model reads them: one line each, ids first, outsiders' text fenced."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from assistant.conversation.clean import untrusted
from assistant.conversation.wording import shortened
from crm_store import records

ROWS = 20
CELL = 160
# Free text that somebody outside may have written: mail bodies, web-form notes.
_FREE = frozenset({"body", "subject", "notes", "next_step"})


def rows_for_model(found: Sequence[records.Record], fields: Iterable[str]) -> str:
    """At most `ROWS` lines."""
    names = tuple(fields)
    lines = [row_for_model(record, names) for record in found[:ROWS]]
    rest = len(found) - ROWS
    return "\n".join([*lines, *([f"… and {rest} more on the screen"] if rest > 0 else [])])


def row_for_model(record: records.Record, fields: Iterable[str]) -> str:
    """`deal id=… ref=D-1042 label="Globex renewal" stage=Proposal amount=52000`."""
    cells = [f"{name}={_cell(name, value)}" for name in fields if (value := record.value(name)) not in (None, "")]
    label = untrusted(record.label, "subject") if record.object == "activity" else f'"{record.label}"'
    return f"{record.object} id={record.id} ref={record.ref} label={label} {' '.join(cells)}".rstrip()


def _cell(name: str, value: Any) -> str:
    if isinstance(value, records.Reference):
        return f'"{value.label}" ({value.object} {value.id})'
    text = shortened(str(value), CELL)
    return untrusted(text, name) if name in _FREE else text
