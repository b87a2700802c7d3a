"""A report, as asked."""

from datetime import date
from typing import Literal

from pydantic import ConfigDict, Field

from assistant.api.schemas.base import Value, Wire


class ReportFilter(Wire):
    field: str
    op: str = Field(default="eq", description="eq, ne, lt, lte, gt, gte, in, contains, isnull")
    value: Value = None


class ReportPeriod(Wire):
    """A span of `field`: a named one, or days; `to` is the last one, included."""

    field: str | None = None
    name: str | None = None
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class ReportSpec(Wire):
    """Metrics by dimensions, over a period. A named period is text, as `this_quarter`."""

    metrics: list[str] = Field(min_length=1)
    group_by: list[str] = Field(default_factory=list)
    filters: list[ReportFilter | dict[str, Value]] = Field(
        default_factory=list, description="Also {any: […]}, {all: […]}, {not: …}, {through: …} and {related: …}."
    )
    period: ReportPeriod | str | None = None
    compare: Literal["previous_period", "previous_year"] | None = None
    sort: str | None = None
    limit: int | None = Field(default=None, ge=1)
    chart: str | None = None
