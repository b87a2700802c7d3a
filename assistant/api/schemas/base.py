"""What every wire type shares: strict shapes, plain JSON values, absent keys where the contract marks `?`."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

T = TypeVar("T")


def _is_none(value: object) -> bool:
    return value is None


def plain(value: Any) -> Any:
    """Turn what a database row holds into JSON values: decimals to numbers, ids to strings; dates stay."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


Id = Annotated[str, BeforeValidator(plain)]
"""An id as text; a UUID is taken too."""

Value = Annotated[Any, BeforeValidator(plain)]
"""Any field value: text, number, boolean, date, instant, reference or null."""

Maybe = Annotated[T | None, Field(exclude_if=_is_none)]
"""A key that is left out, not null, when there is nothing to say. Give it `= None`."""


class Wire(BaseModel):
    """Base of everything that crosses HTTP."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Page(Wire, Generic[T]):
    """One page of a list. `total` is exact unless `total_is` is `at_least`; the last has no `next_cursor`."""

    items: list[T]
    total: int
    total_is: Maybe[Literal["at_least"]] = None
    next_cursor: str | None = None


class Items(Wire, Generic[T]):
    """A short list that is never paged."""

    items: list[T]
