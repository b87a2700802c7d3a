"""The renderable parts of an answer, told apart by `type`."""

from typing import Annotated, Any, Literal

from pydantic import Field

from assistant.api.schemas.base import Id, Maybe, Value, Wire
from assistant.api.schemas.evidence import Citation, Finding
from assistant.api.schemas.proposals import Proposal
from assistant.api.schemas.records import RecordItem
from assistant.api.schemas.reports import ReportSpec

ColumnKind = Literal["text", "number", "money", "percent", "days", "date", "datetime", "month", "quarter", "reference"]


class RecordsBlock(Wire):
    type: Literal["records"] = "records"
    object: str
    total: int
    items: list[RecordItem]


class Column(Wire):
    key: str
    label: str
    kind: ColumnKind


class TableBlock(Wire):
    """One row per group. `csv_url` works once, for a short while, under the rights of whoever opens it."""

    type: Literal["table"] = "table"
    columns: list[Column]
    rows: list[dict[str, Value]]
    totals: Maybe[dict[str, Value]] = None
    report: ReportSpec
    csv_url: str


class Comparison(Wire):
    """The value before and what changed since, in the metric's unit and, where meaningful, percent."""

    label: str
    value: Value
    change: Value = None
    percent: Maybe[float] = None


class MetricBlock(Wire):
    """One number. `unit` is a currency code, `percent`, `days`, `count` or a plain word."""

    type: Literal["metric"] = "metric"
    label: str
    value: Value
    unit: str | None
    comparison: Maybe[Comparison] = None


class ChartBlock(Wire):
    """`spec` is Vega-Lite with its data inside."""

    type: Literal["chart"] = "chart"
    title: str
    spec: dict[str, Any]


class CitationsBlock(Wire):
    type: Literal["citations"] = "citations"
    items: list[Citation]


class ProposalBlock(Wire):
    type: Literal["proposal"] = "proposal"
    proposal: Proposal


class ChoiceOption(Wire):
    choice_id: Id
    label: str
    say: str


class ChoicesBlock(Wire):
    type: Literal["choices"] = "choices"
    prompt: str
    options: list[ChoiceOption]


class FindingsBlock(Wire):
    type: Literal["findings"] = "findings"
    items: list[Finding]


class DraftBlock(Wire):
    """A text to send; nothing is sent by itself. `to` is an address, or several with commas."""

    type: Literal["draft"] = "draft"
    kind: Literal["email"] = "email"
    to: str | None
    subject: str
    body: str


Block = Annotated[
    RecordsBlock
    | TableBlock
    | MetricBlock
    | ChartBlock
    | CitationsBlock
    | ProposalBlock
    | ChoicesBlock
    | FindingsBlock
    | DraftBlock,
    Field(discriminator="type"),
]
