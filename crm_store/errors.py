"""Everything that can go wrong in a way that somebody outside should be told of.

The class docstring is the message when none is given; `code` is stable and goes to the outside as it is.
What a caller may not see is `NotFound`, never `NotPermitted`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar


class CrmError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "error"

    def __init__(self, message: str | None = None, **details: Any) -> None:
        self.message = message or (type(self).__doc__ or "").strip().splitlines()[0]
        self.details: Mapping[str, Any] = details
        super().__init__(self.message)


class NotFound(CrmError):
    """There is no such record."""

    code = "not_found"


class NotPermitted(CrmError):
    """You may not change this record."""

    code = "not_permitted"


class NotSignedIn(CrmError):
    """Sign in first: the token is missing, unknown or expired."""

    code = "not_signed_in"


class NotApprover(CrmError):
    """Somebody else approves this proposal."""

    code = "not_approver"


class Invalid(CrmError):
    """That value does not fit."""

    code = "invalid"


class UnknownField(Invalid):
    """There is no such field."""

    code = "unknown_field"


class UnknownObject(NotFound):
    """There is no such object."""

    code = "unknown_object"


class Stale(CrmError):
    """The record changed meanwhile."""

    code = "stale"


class Expired(CrmError):
    """The proposal has expired."""

    code = "expired"


class Conflict(CrmError):
    """That is not possible in the state it is in."""

    code = "conflict"


class Duplicate(Conflict):
    """A record with this key exists already."""

    code = "duplicate"


class TooLarge(CrmError):
    """That is larger than the limit."""

    code = "too_large"


class TooMany(CrmError):
    """Too many requests; try again in a moment."""

    code = "too_many"


class Unavailable(CrmError):
    """The database does not answer; try again in a moment."""

    code = "unavailable"
