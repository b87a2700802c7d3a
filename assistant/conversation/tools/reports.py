"""run_report: numbers as a table and a chart, or as single metrics."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from assistant.api.schemas import Block
from assistant.conversation import wording
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.state import DialogueState, Mention, Shown
from assistant.conversation.tools.base import Args, Tool
from assistant.conversation.tools.left_out import LEFT_OUT, LeftOut, with_left_out
from assistant.report_blocks import chart_block, metric_blocks, table_block
from crm_store import analytics, records
from crm_store.analytics import ReportResult, ReportSpec
from crm_store.analytics.summary import written
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.query import condition_json

ROWS_FOR_MODEL = 40
MOST_GROUPS = 20  # rows that "the second one" may pick
BEHIND = 20  # records behind the numbers, kept so that "show me those" has something to show


class Pick(Args):
    """Which groups of a report are asked for, by the first figure; `among` are all that there may be, also those without any."""

    op: Literal["eq", "gt", "gte", "lt", "lte"]
    value: float
    among: list[str] = Field(default_factory=list, max_length=200)


class RunReport(Args):
    spec: dict[str, Any] = Field(
        description="{metrics: [..], group_by?: [..], filters?: [condition], period?: name or {field, from, to}, "
        "compare?: previous_period | previous_year, sort?: column or -column, limit?, chart?: bar | line | pie | none}"
    )
    pick: Pick | None = Field(
        default=None, description="Only the groups whose figure is so: {op, value, among: labels}"
    )
    left_out: LeftOut = Field(default_factory=list, description=LEFT_OUT)


async def run_report(deps: Deps, args: RunReport) -> ToolResult:
    spec = ReportSpec.from_json(args.spec)
    async with deps.reader.step() as session:
        result = await analytics.run_report(session, spec)
        shown = await _behind(session, result)
    if args.pick is not None:
        return with_left_out(_picked(_state(deps.state, result, shown), result, args.pick), args.left_out)
    found = ToolResult(
        content=_for_model(result),
        say=_say(result),
        blocks=await _blocks(deps, result),
        state=_state(deps.state, result, shown),
    )
    return with_left_out(found, args.left_out)


_HOLDS: dict[str, Callable[[float, float], bool]] = {
    "eq": operator.eq, "gt": operator.gt, "gte": operator.ge, "lt": operator.lt, "lte": operator.le,
}  # fmt: skip


def _picked(state: DialogueState, result: ReportResult, pick: Pick) -> ToolResult:
    """The groups whose figure is so, by name: those that have none are in no row of the report."""
    if not result.dimensions:
        raise Invalid("Groups are picked of a report that has some: say `group_by`.", field="pick")
    metric, dimension = result.metrics[0], result.dimensions[0]
    figures = dict.fromkeys(pick.among, 0.0)
    for row in result.rows:
        label = str(row.values[dimension.key])
        if not pick.among or label in figures:
            figures[label] = figures.get(label, 0.0) + float(
                row.values[metric.name] or 0
            )  # two of one name count as one
    found = {name: n for name, n in figures.items() if _HOLDS[pick.op](n, pick.value)}
    told = [name if pick.op == "eq" else f"{name} ({written(metric, n, result.currency)})" for name, n in found.items()]
    head = f"{len(found)} of {len(figures)}"
    say = f"{head}: {wording.listed(told)}." if found else f"None of the {len(figures)}."
    return ToolResult(content=f"{metric.label}: {say}", say=f"{metric.label}, {say}", state=state)


async def _blocks(deps: Deps, result: ReportResult) -> tuple[Block, ...]:
    if not result.dimensions:
        return tuple(metric_blocks(result))
    async with deps.database.session(
        deps.identity
    ) as session:  # the link is written down; the agent's role writes nothing
        token = await analytics.offer_export(session, result.spec)
    chart = chart_block(result) if len(result.rows) > 1 else None
    return (table_block(result, token), *([chart] if chart else []))


async def _behind(session: Session, result: ReportResult) -> Shown:
    """The records behind the first metric: what "show me those" means next."""
    query = analytics.drill(session, result)
    ids = await records.matching_ids(session, query.object, query.where, BEHIND)
    where = [condition_json(part) for part in query.where]
    return Shown(query.object, tuple(str(i) for i in ids), {"object": query.object, "where": where})


def _say(result: ReportResult) -> str:
    if result.dimensions and not result.rows:
        return "There is nothing to report for that. Try a longer period or fewer conditions."
    return analytics.summarize(result)


def _for_model(result: ReportResult) -> str:
    rows = [json.dumps(row, default=str) for row in result.json_rows()[:ROWS_FOR_MODEL]]
    more = result.group_count - len(rows)
    totals = [f"totals: {json.dumps(dict(result.totals), default=str)}"] if result.totals else []
    cut = [f"… and {wording.counted(more, 'more group')}"] if more > 0 else []
    return "\n".join([f"currency: {result.currency}", *rows, *cut, *totals])


def _state(state: DialogueState, result: ReportResult, shown: Shown) -> DialogueState:
    """The report is what "same for last quarter" means; a single row's owner or account is what "they" means."""
    rows = [_records(result, row.values) for row in result.rows[:MOST_GROUPS]]
    one_each = tuple(row[0] for row in rows if row) if len(result.dimensions) == 1 and all(rows) else ()
    state = replace(state, report=result.spec.to_json(), shown=shown, groups=one_each)
    return state.focused(rows[0]) if len(rows) == 1 else state


def _records(result: ReportResult, values: Mapping[str, Any]) -> list[Mention]:
    """The owner, the account that a row is about."""
    return [
        Mention(d.target, str(values[f"{d.key}_id"]), str(values[d.key]))
        for d in result.dimensions
        if d.target and values.get(f"{d.key}_id")
    ]


RUN_REPORT = Tool("run_report", RunReport, run_report)
