"""Pipelines and their stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from psycopg.errors import ForeignKeyViolation

from crm_store.catalog import Catalog
from crm_store.database import Session
from crm_store.errors import Conflict, Invalid
from crm_store.tenant_settings.model import PipelineSetting, StageSetting
from crm_store.tenant_settings.writing import administrator, clean_synonyms, done


async def set_pipelines(session: Session, pipelines: Sequence[PipelineSetting]) -> Catalog:
    """Replace the pipelines. A stage that deals stand in can be renamed (`was`), not dropped."""
    administrator(session)
    check_pipelines(session.catalog, pipelines)
    tenant, run = session.identity.tenant_id, session.connection.execute
    for n, pipeline in enumerate(pipelines):
        await run(
            "INSERT INTO crm.pipeline (tenant_id, name, is_default, position) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT (tenant_id, name) DO UPDATE SET is_default = excluded.is_default, position = excluded.position",
            (tenant, pipeline.name, pipeline.is_default, n),
        )
        for position, stage in enumerate(pipeline.stages):
            await _set_stage(session, pipeline.name, position, stage)
        await _drop(
            session, "DELETE FROM crm.stage WHERE tenant_id = %s AND pipeline = %s AND name <> ALL (%s)",
            (tenant, pipeline.name, [s.name for s in pipeline.stages]),
        )  # fmt: skip
    gone = [p.name for p in session.catalog.pipelines if p.name not in {q.name for q in pipelines}]
    await _drop(session, "DELETE FROM crm.stage WHERE tenant_id = %s AND pipeline = ANY (%s)", (tenant, gone))
    await run("DELETE FROM crm.pipeline WHERE tenant_id = %s AND name = ANY (%s)", (tenant, gone))
    return await done(session, "pipelines", [asdict(p) for p in pipelines])


async def _set_stage(session: Session, pipeline: str, position: int, stage: StageSetting) -> None:
    tenant = session.identity.tenant_id
    if stage.was and stage.was != stage.name:
        await session.connection.execute(
            "UPDATE crm.stage SET name = %s WHERE tenant_id = %s AND pipeline = %s AND name = %s",
            (stage.name, tenant, pipeline, stage.was),
        )
    await session.connection.execute(
        "INSERT INTO crm.stage (tenant_id, pipeline, name, position, probability, kind, synonyms, required_fields)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (tenant_id, pipeline, name) DO UPDATE SET position = excluded.position,"
        " probability = excluded.probability, kind = excluded.kind, synonyms = excluded.synonyms, required_fields = excluded.required_fields",
        (
            tenant,
            pipeline,
            stage.name,
            position,
            stage.probability,
            stage.kind,
            clean_synonyms(stage.synonyms),
            list(stage.required_fields),
        ),
    )


async def _drop(session: Session, statement: str, parameters: tuple[Any, ...]) -> None:
    try:
        await session.connection.execute(statement.encode(), parameters)
    except ForeignKeyViolation:
        raise Conflict("Deals stand in a stage that would be dropped: move them first, or rename the stage.") from None


def check_pipelines(catalog: Catalog, pipelines: Sequence[PipelineSetting]) -> None:
    if sum(p.is_default for p in pipelines) != 1:
        raise Invalid("Exactly one pipeline is the default.", field="pipelines")
    if len({p.name for p in pipelines}) != len(pipelines):
        raise Invalid("Each pipeline has a name of its own.", field="pipelines")
    for pipeline in pipelines:
        kinds = [s.kind for s in pipeline.stages]
        if (
            not set(kinds) <= {"open", "won", "lost"}
            or "open" not in kinds
            or "won" not in kinds
            or "lost" not in kinds
        ):
            raise Invalid(f"{pipeline.name} needs an open, a won and a lost stage.", field="stages")
        if len({s.name.casefold() for s in pipeline.stages}) != len(pipeline.stages) or not all(
            s.name.strip() for s in pipeline.stages
        ):
            raise Invalid(f"Each stage of {pipeline.name} has a name of its own.", field="stages")
        for stage in pipeline.stages:
            if not 0 <= stage.probability <= 100:
                raise Invalid("A probability is a percentage from 0 to 100.", field="probability")
            for name in stage.required_fields:
                catalog.object("deal").field(name)
