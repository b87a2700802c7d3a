"""A tenant's catalog: the base objects with what the tenant set, read in one round trip."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import dict_row

from crm_store.catalog.base import OBJECTS
from crm_store.catalog.model import Catalog, Field, Kind, Object, Option, Pipeline, Stage, TenantSettings, frozen

# One statement, so that the parts belong to one snapshot.
_READ = """
SELECT to_jsonb(t) AS tenant,
  (SELECT coalesce(jsonb_agg(p ORDER BY p.position, p.name), '[]') FROM crm.pipeline p WHERE p.tenant_id = t.id) AS pipelines,
  (SELECT coalesce(jsonb_agg(s ORDER BY s.position, s.name), '[]') FROM crm.stage s WHERE s.tenant_id = t.id) AS stages,
  (SELECT coalesce(jsonb_agg(o), '[]') FROM crm.object_setting o WHERE o.tenant_id = t.id) AS objects,
  (SELECT coalesce(jsonb_agg(f ORDER BY f.field), '[]') FROM crm.field_setting f WHERE f.tenant_id = t.id) AS fields,
  (SELECT coalesce(jsonb_agg(v ORDER BY v.position, v.value), '[]') FROM crm.picklist_value v WHERE v.tenant_id = t.id) AS options
FROM crm.tenant t WHERE t.id = %s
"""

Row = dict[str, Any]


async def load_catalog(connection: AsyncConnection[Any], tenant_id: UUID) -> Catalog:
    """The present catalog of a tenant; the connection must show a ticket of that tenant."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(_READ, (tenant_id,))
        row = await cursor.fetchone()
    assert row is not None, "a session without its tenant"
    pipelines = _pipelines(row["pipelines"], row["stages"])
    objects = {base.name: _object(base, row, pipelines) for base in OBJECTS}
    return Catalog(row["tenant"]["catalog_version"], objects, pipelines, _settings(row["tenant"]))


def _settings(row: Row) -> TenantSettings:
    names = TenantSettings.__dataclass_fields__
    return TenantSettings(**{name: row[name] for name in names})


def _pipelines(pipelines: list[Row], stages: list[Row]) -> tuple[Pipeline, ...]:
    def stage(s: Row) -> Stage:
        return Stage(
            s["pipeline"],
            s["name"],
            s["position"],
            float(s["probability"]),
            s["kind"],
            tuple(s["synonyms"]),
            tuple(s["required_fields"]),
        )

    return tuple(
        Pipeline(p["name"], p["is_default"], tuple(stage(s) for s in stages if s["pipeline"] == p["name"]))
        for p in pipelines
    )


def _object(base: Object, row: Row, pipelines: tuple[Pipeline, ...]) -> Object:
    settings = {f["field"]: f for f in row["fields"] if f["object"] == base.name}
    options: dict[str, list[Option]] = {}
    for value in row["options"]:
        if value["object"] == base.name:
            options.setdefault(value["field"], []).append(Option(value["value"], tuple(value["synonyms"])))
    if base.name == "deal":
        options["stage"] = _stage_options(pipelines)
        options["pipeline"] = [Option(p.name) for p in pipelines]
    fields = [_field(f, settings.get(f.name), options.get(f.name, [])) for f in base.fields.values()]
    custom = [_field(_custom(s), s, options.get(name, [])) for name, s in settings.items() if s["custom_kind"]]
    said = next((o for o in row["objects"] if o["object"] == base.name), None)
    changed = replace(base, fields=frozen([*fields, *custom]))
    if said is None:
        return changed
    # The tenant's own words come first, and stand before the default ones.
    synonyms = tuple(dict.fromkeys([*said["synonyms"], base.name, *base.synonyms]))
    return replace(changed, label=said["label"] or base.label, plural=said["plural"] or base.plural, synonyms=synonyms)


def _stage_options(pipelines: tuple[Pipeline, ...]) -> list[Option]:
    stages: dict[str, Option] = {}
    for pipeline in pipelines:
        for stage in pipeline.stages:
            stages.setdefault(stage.name, Option(stage.name, stage.synonyms))
    return list(stages.values())


def _custom(setting: Row) -> Field:
    return Field(setting["field"], setting["label"] or setting["field"], Kind(setting["custom_kind"]), custom=True)


def _field(base: Field, setting: Row | None, options: list[Option]) -> Field:
    base = replace(base, options=tuple(options)) if options else base
    if setting is None:
        return base
    return replace(
        base,
        label=setting["label"] or base.label,
        synonyms=tuple(dict.fromkeys([*setting["synonyms"], *base.synonyms])),
        hidden_for=frozenset(setting["hidden_for"]),
        masked_for=frozenset(setting["masked_for"]),
        read_only_for=frozenset(setting["read_only_for"]),
    )
