"""What can be asked of records, as values: built by the API, by tools and by reports; compiled by `records` and `analytics`.

JSON of a condition (tools, ReportSpec): {"field", "op", "value"} | {"any": […]} | {"all": […]} | {"not": …}
| {"through": {"field", "where"}} | {"related": {"object", "via", "where"?, "least"?, "most"?}}.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from crm_store.errors import Invalid


class Op(StrEnum):
    EQ = "eq"
    NE = "ne"  # also true of an empty field: "not Globex" includes what has no account
    LT = "lt"
    LTE = "lte"
    GT = "gt"
    GTE = "gte"
    IN = "in"
    CONTAINS = "contains"
    STARTS = "starts"  # of texts; the API has no word for it
    ISNULL = "isnull"


@dataclass(frozen=True, slots=True)
class Filter:
    """`field` may walk references: `account.industry`. A reference's value is an id, a ref, an e-mail (users) or 'me'."""

    field: str
    op: Op
    value: Any


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Through:
    """The record that the reference `field` points at satisfies `where`."""

    field: str
    where: Condition


@dataclass(frozen=True, slots=True)
class Related:
    """So many of `object` whose reference `via` points at this record satisfy `where` (any, where None)."""

    object: str
    via: str
    where: Condition | None = None
    least: int = 1
    most: int | None = None


Condition = Filter | AnyOf | AllOf | Not | Through | Related


@dataclass(frozen=True, slots=True)
class Sort:
    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """`search` matches names (and e-mails, phones, refs) by part or with typos. `limit` 1 to 200."""

    object: str
    where: tuple[Condition, ...] = ()
    sort: tuple[Sort, ...] = ()
    limit: int = 50
    cursor: str | None = None
    search: str | None = None


_MOST_RELATED = 1_000_000
MAX_DEPTH = 40  # a condition inside of others; nobody means more, and each costs a frame when it is compiled


def parse_condition(value: Any, depth: int = 0) -> Condition:
    """A condition from its JSON; Invalid where it is none."""
    if depth > MAX_DEPTH:
        raise Invalid("A filter is nested too deeply.")
    if not isinstance(value, Mapping):
        raise Invalid("A filter is an object with `field`, `op` and `value`.")
    if "field" in value and "through" not in value:
        return Filter(str(value["field"]), _op(value.get("op", "eq")), value.get("value"))
    if "any" in value:
        return AnyOf(parse_conditions(value["any"], depth + 1))
    if "all" in value:
        return AllOf(parse_conditions(value["all"], depth + 1))
    if "not" in value:
        return Not(parse_condition(value["not"], depth + 1))
    if "through" in value:
        inner = _parts(value["through"], "field", "where")
        return Through(str(inner["field"]), parse_condition(inner["where"], depth + 1))
    if "related" in value:
        inner = _parts(value["related"], "object", "via")
        where = inner.get("where")
        asked = parse_condition(where, depth + 1) if where else None
        least, most = _whole(inner.get("least")), _whole(inner.get("most"))
        return Related(str(inner["object"]), str(inner["via"]), asked, 1 if least is None else least, most)
    raise Invalid("A filter is an object with `field`, `op` and `value`.")


def _whole(value: Any) -> Any:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _MOST_RELATED):
        raise Invalid("How many other records there are is a whole number.")
    return value


def _parts(value: Any, *names: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping) or not all(name in value for name in names):
        raise Invalid(f"A filter through other records has {' and '.join(f'`{n}`' for n in names)}.")
    return value


def parse_conditions(values: Any, depth: int = 0) -> tuple[Condition, ...]:
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise Invalid("Filters are a list.")
    return tuple(parse_condition(v, depth) for v in values)


def condition_json(condition: Condition) -> dict[str, Any]:
    """The JSON that `parse_condition` reads."""
    match condition:
        case Filter(field, op, value):
            return {"field": field, "op": op.value, "value": value}
        case AnyOf(parts):
            return {"any": [condition_json(p) for p in parts]}
        case AllOf(parts):
            return {"all": [condition_json(p) for p in parts]}
        case Not(part):
            return {"not": condition_json(part)}
        case Through(field, where):
            return {"through": {"field": field, "where": condition_json(where)}}
        case Related(object_, via, where_, least, most):
            related: dict[str, Any] = {"object": object_, "via": via}
            if where_ is not None:
                related["where"] = condition_json(where_)
            bounds = {"least": least if least != 1 else None, "most": most}
            related |= {name: n for name, n in bounds.items() if n is not None}
            return {"related": related}


def _op(name: object) -> Op:
    try:
        return Op(str(name))
    except ValueError:
        raise Invalid(f"There is no operator `{name}`. Use one of: {', '.join(Op)}.") from None
