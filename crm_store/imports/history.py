"""stage_history.csv: what the file says of a deal takes the place of what the store worked out when the deal came in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice

from crm_store.catalog import Field, Kind, Option
from crm_store.errors import Invalid
from crm_store.imports.columns import Column
from crm_store.imports.model import Bar, Context, Counts, Row
from crm_store.imports.parsing import Reader
from crm_store.imports.picklists import add_stage
from crm_store.imports.reading import Table
from crm_store.imports.references import References
from crm_store.imports.rejects import Rejects
from crm_store.imports.tables import BATCH
from crm_store.records.picklists import match_option

_FIELDS = {
    "deal_external_id": Field("deal", "Deal", Kind.REFERENCE, target="deal"),
    "stage": Field("stage", "Stage", Kind.PICKLIST),
    "entered_at": Field("entered_at", "Entered", Kind.INSTANT),
}
_SAME = """
SELECT coalesce(array_agg(x.deal_id), '{}') FROM (
  SELECT deal_id, array_agg((stage, entered_at)::text ORDER BY entered_at, stage) AS said FROM pg_temp.history GROUP BY 1) x
  JOIN LATERAL (SELECT array_agg((h.stage, h.entered_at)::text ORDER BY h.entered_at, h.stage) AS held
    FROM crm.stage_history h WHERE h.tenant_id = %s AND h.deal_id = x.deal_id) y ON y.held = x.said
"""


async def import_history(context: Context, references: References, table: Table, rejects: Rejects, bar: Bar) -> Counts:
    """Replace the stage history of the deals that the file names; deals whose history is the same stay untouched."""
    missing = [name for name in _FIELDS if name not in table.header]
    if missing:
        raise Invalid(f"{table.path.name} has no column {', '.join(missing)}: is the header line missing?")
    columns = tuple(Column(table.header.index(h), h, f) for h, f in _FIELDS.items())
    reader = Reader("stage_history", columns, context.catalog.settings, foreign=False)
    await context.connection.execute(
        "CREATE TEMP TABLE history (deal_id uuid, stage text, entered_at timestamptz) ON COMMIT DROP"
    )
    pipelines = {p.name: [Option(s.name, s.synonyms) for s in p.stages] for p in context.catalog.pipelines}
    iterator = table.rows()
    while batch := list(islice(iterator, BATCH)):
        rows = [row for row, _ in batch]
        await asyncio.to_thread(reader.read, rows)
        await _settle(context, references, rows, pipelines)
        good = rejects.take(rows)
        async with context.connection.cursor() as cursor, cursor.copy("COPY pg_temp.history FROM STDIN") as copy:
            for row in good:
                await copy.write_row([row.values["deal_id"], row.values["stage"], row.values["entered_at"]])
        bar(batch[-1][1], table.size)
    counts = await _replace(context)
    counts.notes.extend(table.notes)
    return counts


async def _settle(
    context: Context, references: References, rows: Sequence[Row], pipelines: dict[str, list[Option]]
) -> None:
    good = [r for r in rows if r.error is None]
    for row in good:
        said = {**row.values, **row.references}
        lacking = [f.label for h, f in _FIELDS.items() if f.name not in said]
        row.error = f"{lacking[0]} is missing" if lacking else None
    good = [r for r in good if r.error is None]
    found = await references.find("deal", {r.references["deal"] for r in good})
    for row in good:
        deal = found[row.references["deal"]]
        if isinstance(deal, str):
            row.error = deal
        else:
            row.values["deal_id"] = deal
    await _settle_stages(context, [r for r in good if r.error is None], pipelines)


async def _settle_stages(context: Context, rows: Sequence[Row], pipelines: dict[str, list[Option]]) -> None:
    cursor = await context.connection.execute(
        "SELECT id, pipeline FROM crm.deal WHERE tenant_id = %s AND id = ANY (%s)",
        (context.tenant_id, list({r.values["deal_id"] for r in rows})),
    )
    pipeline_of = dict(await cursor.fetchall())
    for row in rows:
        pipeline = pipeline_of[row.values["deal_id"]]
        options = pipelines.setdefault(pipeline, [])
        text = row.values["stage"]
        found = match_option(options, text)
        if found is None:
            options.append(Option(text))
            await add_stage(context, pipeline, text)
        row.values["stage"] = found or text


async def _replace(context: Context) -> Counts:
    run = context.connection.execute
    await run("ANALYZE pg_temp.history")
    row = await (await run(_SAME, (context.tenant_id,))).fetchone()
    same = row[0] if row else []
    unchanged = (await run("DELETE FROM pg_temp.history WHERE deal_id = ANY (%s)", (same,))).rowcount
    await run(
        "DELETE FROM crm.stage_history h WHERE h.tenant_id = %s AND h.deal_id IN (SELECT deal_id FROM pg_temp.history)",
        (context.tenant_id,),
    )
    created = await run(
        "INSERT INTO crm.stage_history (tenant_id, deal_id, stage, entered_at) SELECT %s, deal_id, stage, entered_at FROM pg_temp.history",
        (context.tenant_id,),
    )
    return Counts(created.rowcount, 0, unchanged)
