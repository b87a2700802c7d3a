"""The driver's errors as errors of ours."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg_pool import PoolTimeout

from crm_store.errors import Conflict, CrmError, Duplicate, Invalid, NotFound, NotPermitted, NotSignedIn, Unavailable

# Raised by our own functions in the database.
_RAISED: dict[str, type[CrmError]] = {
    "CR401": NotSignedIn,
    "CR403": NotPermitted,
    "CR404": NotFound,
    "CR422": Invalid,
    "CR409": Conflict,
}


@asynccontextmanager
async def translated() -> AsyncIterator[None]:
    """Database errors as errors of ours, without a word of the statement or of rows the caller cannot see."""
    try:
        yield
    except psycopg.Error as error:
        raise translate(error) from error
    except PoolTimeout as error:
        raise Unavailable from error
    except UnicodeEncodeError as error:  # half of a surrogate pair, which JSON can spell and no text holds
        raise Invalid("That is not valid Unicode.") from error


def translate(error: psycopg.Error) -> Exception:
    """The error to show for one of the driver's; the driver's own where it is a defect of ours."""
    state = error.sqlstate or ""
    if not state and isinstance(error, psycopg.DataError):  # refused by the driver: a zero byte in a text
        return Invalid("That is no text.")
    if state in _RAISED:
        message = error.diag.message_primary or ""
        return _RAISED[state](message[:1].upper() + message[1:] + "." if message and state == "CR422" else None)
    if state == "23505":
        return Duplicate()
    if state == "42501" and "row-level security" in str(error):
        return NotPermitted()
    if state in ("22003", "22008", "22007", "22021", "22P02", "22P05", "22032", "54000", "54001"):
        return Invalid("That value is out of range.")
    if state.startswith(("08", "57P", "53")) or isinstance(error, psycopg.OperationalError):
        return Unavailable()
    return error
