"""What the administrator sets; everybody of the tenant may read it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import Field

from assistant.api.dependencies import Administrator, Caller, DatabaseDep
from assistant.api.schemas.base import Items, Wire
from crm_store import tenant_settings as store
from crm_store.catalog import Catalog, Object
from crm_store.catalog import Field as CatalogField

router = APIRouter(prefix="/settings", tags=["settings"])


class OptionWire(Wire):
    value: str
    synonyms: list[str] = []


class ObjectWire(Wire):
    """What the tenant calls an object."""

    label: str | None = Field(default=None, max_length=80)
    plural: str | None = Field(default=None, max_length=80)
    synonyms: list[str] = []


class FieldWire(Wire):
    """What is left out stays as it is; `options` replaces the whole picklist."""

    label: str | None = Field(default=None, max_length=80)
    synonyms: list[str] | None = None
    options: list[OptionWire] | None = None
    hidden_for: list[str] | None = None
    masked_for: list[str] | None = None
    read_only_for: list[str] | None = None

    def setting(self) -> store.FieldSetting:
        options = (
            None
            if self.options is None
            else tuple(store.OptionSetting(o.value, tuple(o.synonyms)) for o in self.options)
        )
        return store.FieldSetting(
            self.label,
            _tuple(self.synonyms),
            options,
            _tuple(self.hidden_for),
            _tuple(self.masked_for),
            _tuple(self.read_only_for),
        )


class NewFieldWire(FieldWire):
    """A custom field."""

    object: str
    field: str = Field(max_length=63)
    kind: Literal["text", "number", "money", "percent", "date", "boolean", "picklist", "email", "phone", "url"] = "text"


class StageWire(Wire):
    """`probability` in percent; `was` renames the stage of that name."""

    name: str = Field(min_length=1, max_length=80)
    probability: float
    kind: Literal["open", "won", "lost"] = "open"
    synonyms: list[str] = []
    required_fields: list[str] = []
    was: str | None = None


class PipelineWire(Wire):
    name: str = Field(min_length=1, max_length=80)
    is_default: bool = False
    stages: list[StageWire]


class PipelinesWire(Wire):
    items: list[PipelineWire]


class TenantWire(Wire):
    """`rates`: what one unit of a currency is worth in the tenant's own."""

    currency: str | None = None
    rates: dict[str, float] | None = None
    timezone: str | None = None
    locale: str | None = None
    date_order: Literal["mdy", "dmy", "ymd"] | None = None
    phone_region: str | None = None
    fiscal_year_start: int | None = None


@router.get("/objects")
async def list_objects(caller: Caller, database: DatabaseDep) -> Items[dict[str, Any]]:
    """Every object with its fields as this caller may know them."""
    async with database.session(caller) as session:
        items = [
            _object(o) | {"fields": [_field(o, f) for f in o.readable(caller.role)]}
            for o in session.catalog.objects.values()
        ]
    return Items(items=items)


@router.get("/objects/{object}")
async def get_object(object: str, caller: Caller, database: DatabaseDep) -> dict[str, Any]:
    async with database.session(caller) as session:
        return _object(session.catalog.object(object))


@router.put("/objects/{object}")
async def put_object(object: str, body: ObjectWire, caller: Administrator, database: DatabaseDep) -> dict[str, Any]:
    async with database.session(caller) as session:
        catalog = await store.set_object(session, object, body.label, body.plural, body.synonyms)
    return _object(catalog.object(object))


@router.get("/fields/{object}.{field}")
async def get_field(object: str, field: str, caller: Caller, database: DatabaseDep) -> dict[str, Any]:
    async with database.session(caller) as session:
        return _known(session.catalog, object, field, caller.role)


@router.put("/fields/{object}.{field}")
async def put_field(
    object: str, field: str, body: FieldWire, caller: Administrator, database: DatabaseDep
) -> dict[str, Any]:
    async with database.session(caller) as session:
        catalog = await store.set_field(session, object, field, body.setting())
    found = catalog.object(object)
    return _field(found, found.field(field))


@router.post("/fields", status_code=201)
async def post_field(body: NewFieldWire, caller: Administrator, database: DatabaseDep) -> dict[str, Any]:
    """Make a custom field."""
    async with database.session(caller) as session:
        catalog = await store.add_field(session, body.object, body.field, body.kind, body.setting())
    found = catalog.object(body.object)
    return _field(found, found.field(body.field))


@router.get("/pipelines")
async def get_pipelines(caller: Caller, database: DatabaseDep) -> PipelinesWire:
    async with database.session(caller) as session:
        return _pipelines(session.catalog)


@router.put("/pipelines")
async def put_pipelines(body: PipelinesWire, caller: Administrator, database: DatabaseDep) -> PipelinesWire:
    """Replace the pipelines with their stages, in order."""
    wanted = [
        store.PipelineSetting(
            p.name, tuple(store.StageSetting(s.name, s.probability, s.kind, tuple(s.synonyms), tuple(s.required_fields), s.was) for s in p.stages),
            p.is_default,
        )
        for p in body.items
    ]  # fmt: skip
    async with database.session(caller) as session:
        return _pipelines(await store.set_pipelines(session, wanted))


@router.get("/tenant")
async def get_tenant(caller: Caller, database: DatabaseDep) -> TenantWire:
    async with database.session(caller) as session:
        return _tenant(session.catalog)


@router.put("/tenant")
async def put_tenant(body: TenantWire, caller: Administrator, database: DatabaseDep) -> TenantWire:
    """Currency, rates, zone, locale, date order, fiscal year; what is left out stays."""
    async with database.session(caller) as session:
        return _tenant(await store.set_tenant(session, body.model_dump(exclude_none=True)))


@router.get("/sharing")
async def get_sharing(caller: Caller, database: DatabaseDep) -> dict[str, str]:
    async with database.session(caller) as session:
        return dict(session.catalog.settings.sharing)


@router.put("/sharing")
async def put_sharing(body: dict[str, str], caller: Administrator, database: DatabaseDep) -> dict[str, str]:
    """Sharing defaults: `everyone` or `owner` per object; for mail also `participants` and `team`."""
    async with database.session(caller) as session:
        return dict((await store.set_sharing(session, body)).settings.sharing)


@router.get("/policy")
async def get_policy(caller: Caller, database: DatabaseDep) -> dict[str, Any]:
    async with database.session(caller) as session:
        return dict(session.catalog.settings.policy)


@router.put("/policy")
async def put_policy(body: dict[str, Any], caller: Administrator, database: DatabaseDep) -> dict[str, Any]:
    """Who approves what, limits, expiry; what is left out stays."""
    async with database.session(caller) as session:
        return dict((await store.set_policy(session, body)).settings.policy)


def _tuple(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _object(found: Object) -> dict[str, Any]:
    return {"object": found.name, "label": found.label, "plural": found.plural, "synonyms": list(found.synonyms)}


def _known(catalog: Catalog, object_: str, field: str, role: Any) -> dict[str, Any]:
    from crm_store.errors import UnknownField

    found = catalog.object(object_)
    if found.field(field).hidden(role):
        raise UnknownField(f"{found.label} has no field `{field}`.", field=field)
    return _field(found, found.field(field))


def _field(found: Object, field: CatalogField) -> dict[str, Any]:
    options = [{"value": o.value, "synonyms": list(o.synonyms)} for o in field.options]
    return {
        "object": found.name, "field": field.name, "label": field.label, "kind": field.kind.value, "synonyms": list(field.synonyms),
        "options": options, "target": field.target, "required": field.required, "custom": field.custom,
        "read_only": field.derived, "hidden_for": sorted(field.hidden_for), "masked_for": sorted(field.masked_for),
        "read_only_for": sorted(field.read_only_for),
    }  # fmt: skip


def _pipelines(catalog: Catalog) -> PipelinesWire:
    def stage(s: Any) -> StageWire:
        return StageWire(
            name=s.name,
            probability=s.probability,
            kind=s.kind,
            synonyms=list(s.synonyms),
            required_fields=list(s.required_fields),
        )

    return PipelinesWire(
        items=[
            PipelineWire(name=p.name, is_default=p.is_default, stages=[stage(s) for s in p.stages])
            for p in catalog.pipelines
        ]
    )


def _tenant(catalog: Catalog) -> TenantWire:
    known = asdict(catalog.settings)
    return TenantWire(**{name: known[name] for name in TenantWire.model_fields})
