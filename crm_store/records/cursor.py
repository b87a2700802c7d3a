"""Cursors: where a page ended, as text that says which list it is of."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from crm_store.errors import Invalid
from crm_store.query import RecordQuery

_MAX_CURSOR = 8_000


Last = tuple[Sequence[Any], UUID]  # the keys' values and the id of the row that a page ended with


def signature(query: RecordQuery, *, near: bool = False) -> str:
    """What a cursor belongs to: the object, the order, the search, and whether it was for names nearly like it too."""
    said = json.dumps(
        [query.object, [(s.field, s.descending) for s in query.sort], query.search, *(["near"] if near else [])]
    )
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def belongs_to(text: str, belongs: str) -> bool:
    """Whether a cursor says that it is of this list; what else it says is for `decode_cursor` to judge."""
    try:
        return bool(_body(text)[0] == belongs)
    except (ValueError, TypeError, KeyError, IndexError, binascii.Error, RecursionError):
        return False


def _body(text: str) -> Any:
    if len(text) > _MAX_CURSOR:
        raise ValueError
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def encode_cursor(belongs: str, values: Sequence[Any], last: UUID) -> str:
    body = json.dumps([belongs, [_write(v) for v in values], last.hex], separators=(",", ":"))
    return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")


def decode_cursor(belongs: str, text: str, width: int) -> tuple[list[Any], UUID]:
    """The key values and the id of the row a page ended with; Invalid where the cursor is none of this list's."""
    try:
        mark, values, last = _body(text)
        if mark != belongs or len(values) != width:
            raise ValueError
        return [_read(v) for v in values], UUID(last)
    except (
        ValueError,
        TypeError,
        AttributeError,
        KeyError,
        IndexError,
        InvalidOperation,
        binascii.Error,
        RecursionError,
    ):
        raise Invalid("The cursor does not belong to this list.", field="cursor") from None


_TYPES: dict[str, Any] = {
    "t": str,
    "i": int,
    "f": float,
    "b": bool,
    "n": Decimal,
    "d": date.fromisoformat,
    "a": datetime.fromisoformat,
    "u": UUID,
}


def _write(value: Any) -> list[Any] | None:
    match value:
        case None:
            return None
        case bool():
            return ["b", value]
        case str():
            return ["t", value]
        case int():
            return ["i", value]
        case float():
            return ["f", value]
        case Decimal():
            return ["n", str(value)]
        case datetime():
            return ["a", value.isoformat()]
        case date():
            return ["d", value.isoformat()]
        case UUID():
            return ["u", value.hex]
    raise TypeError(f"no sort key: {type(value)}")


def _read(value: Any) -> Any:
    if value is None:
        return None
    kind, said = value
    found = _TYPES[kind](said)
    if isinstance(found, str) and "\x00" in found:
        raise ValueError
    return found
