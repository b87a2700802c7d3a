"""Reports: run one, and open its link to CSV."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.security import OAuth2PasswordBearer

from assistant.api.dependencies import Caller, DatabaseDep
from assistant.api.schemas import ChartBlock, Maybe, ReportSpec, TableBlock
from assistant.report_blocks import chart_block, table_block
from crm_store import analytics
from crm_store.audit import record_event
from crm_store.errors import Invalid
from crm_store.users import identify

router = APIRouter(tags=["reports"])
_maybe_bearer = OAuth2PasswordBearer(tokenUrl="/api/v1/auth/token", auto_error=False)

MAX_EXPORTED = 100_000  # rows of a file


class ReportAnswer(TableBlock):
    """The table of a report with its chart and what it says in a sentence or two. Money is in `currency`."""

    text: str
    currency: str | None
    chart: Maybe[ChartBlock] = None


@router.post("/reports/run", response_model=ReportAnswer)
async def run_report(spec: ReportSpec, caller: Caller, database: DatabaseDep) -> ReportAnswer:
    """Metrics by dimensions over a period, as the caller may see them."""
    asked = analytics.ReportSpec.from_json(_plain(spec))
    async with database.session(caller) as session:
        result = await analytics.run_report(session, asked)
        token = await analytics.offer_export(session, asked)
    table = table_block(result, token).model_dump(by_alias=True)
    return ReportAnswer(**table, text=analytics.summarize(result), currency=result.currency, chart=chart_block(result))


def _plain(spec: ReportSpec) -> dict[str, Any]:
    try:
        return spec.model_dump(mode="json", by_alias=True, exclude_none=True)
    except ValueError:  # as the serialiser calls what goes too deep
        raise Invalid("A filter is nested too deeply.", field="filters") from None


@router.get("/exports/reports/{token}.csv", response_class=Response)
async def export_report(
    token: str, database: DatabaseDep, bearer: Annotated[str | None, Depends(_maybe_bearer)] = None
) -> Response:
    """The rows of a report, once per link. The link itself says whose it is; a bearer token of somebody else is refused."""
    caller = await identify(database, bearer) if bearer else None
    export = await analytics.take_export(database, token, caller)
    async with database.session(export.identity) as session:
        text = analytics.to_csv(await analytics.run_report(session, export.spec, most=MAX_EXPORTED))
        await record_event(session, "export", after={"report": export.spec.to_json()})
    headers = {
        "Content-Disposition": 'attachment; filename="report.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
