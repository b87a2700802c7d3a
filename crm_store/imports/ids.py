"""Ids of new rows."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

_RANDOM = 74  # bits of a UUIDv7 that are neither time nor version nor variant


def new_id() -> UUID:
    """A UUIDv7 of this moment, made here: asking the database for each took longer than writing the row."""
    random = secrets.randbits(_RANDOM)
    high = (time.time_ns() // 1_000_000) << 16 | 0x7000 | random >> 62
    return UUID(int=high << 64 | 1 << 63 | random & ((1 << 62) - 1))
