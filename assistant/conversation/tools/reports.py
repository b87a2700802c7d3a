"""run_report: numbers as a table and a chart, or as single metrics."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

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
from crm_store.database import Session
from crm_store.query import condition_json

ROWS_FOR_MODEL = 40
MOST_GROUPS = 20  # rows that "the second one" may pick
BEHIND = 20  # records behind the numbers, kept so that "show me those" has something to show


class RunReport(Args):
    spec: dict[str, Any] = Field(
        description="{metrics: [..], group_by?: [..], filters?: [condition], period?: name or {field, from, to}, "
        "compare?: previous_period | previous_year, sort?: column or -column, limit?, chart?: bar | line | pie | none}"
    )
    left_out: LeftOut = Field(default_factory=list, description=LEFT_OUT)


async def run_report(deps: Deps, args: RunReport) -> ToolResult:
    spec = ReportSpec.from_json(args.spec)
    async with deps.reader.step() as session:
        result = await analytics.run_report(session, spec)
        shown = await _behind(session, result)
    found = ToolResult(
        content=_for_model(result),
        say=_say(result),
        blocks=await _blocks(deps, result),
        state=_state(deps.state, result, shown),
    )
    return with_left_out(found, args.left_out)


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
