"""What an administrator sets for the tenant: words, picklists, custom fields, pipelines, sharing, policy.

Every write bumps the tenant's catalog version in the database, which each session reads as it opens: a change counts
at once in every process. Row-level security lets only an administrator write; each write is audited.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from psycopg.types.json import Jsonb

from crm_store.audit import record_event
from crm_store.catalog import Catalog, Kind, load_catalog
from crm_store.database import Session
from crm_store.errors import Conflict, Duplicate, Invalid, NotPermitted

ROLES = ("rep", "manager", "executive", "admin", "viewer")
SHARED = ("account", "contact", "lead", "deal", "product", "ticket")
MAIL_RULES = ("owner", "participants", "team", "everyone")
CUSTOM_KINDS = ("text", "number", "money", "percent", "date", "boolean", "picklist", "email", "phone", "url")
MAX_SYNONYMS = 50
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


@dataclass(frozen=True, slots=True)
class OptionSetting:
    value: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageSetting:
    """`probability` in percent; `kind` is open, won or lost. `was` renames the stage that had this name."""

    name: str
    probability: float
    kind: str = "open"
    synonyms: tuple[str, ...] = ()
    required_fields: tuple[str, ...] = ()
    was: str | None = None


@dataclass(frozen=True, slots=True)
class PipelineSetting:
    name: str
    stages: tuple[StageSetting, ...]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """None leaves a part as it is; `options` replaces the whole picklist."""

    label: str | None = None
    synonyms: tuple[str, ...] | None = None
    options: tuple[OptionSetting, ...] | None = None
    hidden_for: tuple[str, ...] | None = None
    masked_for: tuple[str, ...] | None = None
    read_only_for: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)


async def set_object(
    session: Session, name: str, label: str | None, plural: str | None, synonyms: Sequence[str]
) -> Catalog:
    """What the tenant calls an object; its words stand before the default ones."""
    _administrator(session)
    object_ = session.catalog.object(name)
    await session.connection.execute(
        "INSERT INTO crm.object_setting (tenant_id, object, label, plural, synonyms) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (tenant_id, object) DO UPDATE SET label = excluded.label, plural = excluded.plural, synonyms = excluded.synonyms",
        (session.identity.tenant_id, object_.name, label or None, plural or None, _synonyms(synonyms)),
    )
    return await _done(
        session, f"objects/{object_.name}", {"label": label, "plural": plural, "synonyms": list(synonyms)}
    )


async def set_field(session: Session, object_name: str, name: str, setting: FieldSetting) -> Catalog:
    """Label, synonyms, options and who may see or change one field."""
    _administrator(session)
    object_ = session.catalog.object(object_name)
    present = object_.field(name)
    for roles in (setting.hidden_for, setting.masked_for, setting.read_only_for):
        _roles(roles or ())
    if setting.options is not None:
        await _set_options(session, object_.name, present.name, present.kind, setting.options)
    await session.connection.execute(
        "INSERT INTO crm.field_setting AS f (tenant_id, object, field, label, synonyms, hidden_for, masked_for, read_only_for)"
        " VALUES (%(tenant)s, %(object)s, %(field)s, %(label)s, coalesce(%(synonyms)s::text[], '{}'), coalesce(%(hidden)s::text[], '{}'),"
        " coalesce(%(masked)s::text[], '{}'), coalesce(%(read_only)s::text[], '{}'))"
        " ON CONFLICT (tenant_id, object, field) DO UPDATE SET label = coalesce(%(label)s, f.label),"
        " synonyms = coalesce(%(synonyms)s::text[], f.synonyms), hidden_for = coalesce(%(hidden)s::text[], f.hidden_for),"
        " masked_for = coalesce(%(masked)s::text[], f.masked_for), read_only_for = coalesce(%(read_only)s::text[], f.read_only_for)",
        {
            "tenant": session.identity.tenant_id, "object": object_.name, "field": present.name, "label": setting.label,
            "synonyms": None if setting.synonyms is None else _synonyms(setting.synonyms), "hidden": _list(setting.hidden_for),
            "masked": _list(setting.masked_for), "read_only": _list(setting.read_only_for),
        },
    )  # fmt: skip
    return await _done(session, f"fields/{object_.name}.{present.name}", asdict(setting))


async def add_field(session: Session, object_name: str, name: str, kind: str, setting: FieldSetting) -> Catalog:
    """A custom field, effective at once."""
    _administrator(session)
    object_ = session.catalog.object(object_name)
    if not _NAME.fullmatch(name):
        raise Invalid(
            "A field's name is lower-case letters, digits and underscores, and begins with a letter.", field="name"
        )
    if name in object_.fields or name in ("id", "ref", "version", "external_id", "custom", "label"):
        raise Duplicate(f"{object_.label} has a field `{name}` already.", field="name")
    if kind not in CUSTOM_KINDS:
        raise Invalid(f"There is no kind of field `{kind}`. Use one of: {', '.join(CUSTOM_KINDS)}.", field="kind")
    await session.connection.execute(
        "INSERT INTO crm.field_setting (tenant_id, object, field, label, custom_kind) VALUES (%s, %s, %s, %s, %s)",
        (session.identity.tenant_id, object_.name, name, setting.label or name.replace("_", " ").capitalize(), kind),
    )
    # The catalog that checks the rest must know the field already.
    fresh = await load_catalog(session.connection, session.identity.tenant_id)
    return await set_field(replace(session, catalog=fresh), object_.name, name, setting)


async def set_pipelines(session: Session, pipelines: Sequence[PipelineSetting]) -> Catalog:
    """Replace the pipelines. A stage that deals stand in can be renamed (`was`), not dropped."""
    _administrator(session)
    _check_pipelines(session.catalog, pipelines)
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
    return await _done(session, "pipelines", [asdict(p) for p in pipelines])


async def set_tenant(session: Session, values: Mapping[str, Any]) -> Catalog:
    """Currency, rates, zone, locale, date order, phone region, start of the fiscal year."""
    _administrator(session)
    _check_tenant(values)
    await _update_tenant(session, {**values, **({"rates": Jsonb(values["rates"])} if "rates" in values else {})})
    return await _done(session, "tenant", dict(values))


async def set_sharing(session: Session, sharing: Mapping[str, str]) -> Catalog:
    """Who sees records by default: `everyone`, or `owner` (and those above); mail has rules of its own."""
    _administrator(session)
    for name, rule in sharing.items():
        allowed = MAIL_RULES if name == "mail" else ("everyone", "owner")
        if name != "mail" and name not in SHARED:
            raise Invalid(f"`{name}` has no sharing rule.", field=name)
        if rule not in allowed:
            raise Invalid(f"`{rule}` is no sharing rule of {name}: use one of {', '.join(allowed)}.", field=name)
    await _update_tenant(session, {"sharing": Jsonb({**session.catalog.settings.sharing, **sharing})})
    return await _done(session, "sharing", dict(sharing))


async def set_policy(session: Session, policy: Mapping[str, Any]) -> Catalog:
    """Who approves what, limits, expiry."""
    _administrator(session)
    merged = {**session.catalog.settings.policy, **policy}
    _check_policy(session.catalog, merged)
    await _update_tenant(session, {"policy": Jsonb(merged)})
    return await _done(session, "policy", dict(policy))


async def _set_options(session: Session, object_: str, name: str, kind: Kind, options: Sequence[OptionSetting]) -> None:
    if kind is not Kind.PICKLIST or (object_ == "deal" and name in ("stage", "pipeline")):
        hint = " Stages are set with the pipelines." if name == "stage" else ""
        raise Invalid(f"{object_}.{name} is no picklist.{hint}", field="options")
    values = [o.value.strip() for o in options]
    if len({v.casefold() for v in values}) != len(values) or not all(values):
        raise Invalid("Each option has a value of its own.", field="options")
    tenant = session.identity.tenant_id
    await session.connection.execute(
        "DELETE FROM crm.picklist_value WHERE tenant_id = %s AND object = %s AND field = %s AND value <> ALL (%s)",
        (tenant, object_, name, values),
    )
    async with session.connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO crm.picklist_value (tenant_id, object, field, value, position, synonyms) VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (tenant_id, object, field, value) DO UPDATE SET position = excluded.position, synonyms = excluded.synonyms",
            [(tenant, object_, name, o.value.strip(), n, _synonyms(o.synonyms)) for n, o in enumerate(options)],
        )


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
            _synonyms(stage.synonyms),
            list(stage.required_fields),
        ),
    )


async def _drop(session: Session, statement: str, parameters: tuple[Any, ...]) -> None:
    from psycopg.errors import ForeignKeyViolation

    try:
        await session.connection.execute(statement.encode(), parameters)
    except ForeignKeyViolation:
        raise Conflict("Deals stand in a stage that would be dropped: move them first, or rename the stage.") from None


async def _update_tenant(session: Session, values: Mapping[str, Any]) -> None:
    from psycopg import sql

    columns = sql.SQL(", ").join(sql.SQL("{} = {}").format(sql.Identifier(n), sql.Placeholder(n)) for n in values)
    statement = sql.SQL("UPDATE crm.tenant SET {} WHERE id = %(tenant_id)s").format(columns)
    await session.connection.execute(statement, {**values, "tenant_id": session.identity.tenant_id})


async def _done(session: Session, what: str, after: Any) -> Catalog:
    await record_event(session, "settings", object_=None, record_id=None, after={"setting": what, "value": after})
    return await load_catalog(session.connection, session.identity.tenant_id)


def _administrator(session: Session) -> None:
    if session.identity.role != "admin" or session.identity.scope == "agent":
        raise NotPermitted("Only an administrator may change the settings.")


def _list(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(values)


def _synonyms(words: Sequence[str]) -> list[str]:
    cleaned = list(dict.fromkeys(" ".join(w.split()) for w in words if w.strip()))
    if len(cleaned) > MAX_SYNONYMS:
        raise Invalid(f"At most {MAX_SYNONYMS} synonyms.", field="synonyms")
    return cleaned


def _roles(roles: Sequence[str]) -> None:
    for role in roles:
        if role not in ROLES:
            raise Invalid(f"There is no role `{role}`.", field="roles")


def _check_pipelines(catalog: Catalog, pipelines: Sequence[PipelineSetting]) -> None:
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


_TENANT_FIELDS = ("currency", "rates", "timezone", "locale", "date_order", "phone_region", "fiscal_year_start")


def _check_tenant(values: Mapping[str, Any]) -> None:
    if not values or not set(values) <= set(_TENANT_FIELDS):
        raise Invalid(f"Settings of the tenant are {', '.join(_TENANT_FIELDS)}.")
    if "timezone" in values and values["timezone"] not in available_timezones():
        raise Invalid(f"`{values['timezone']}` is no time zone.", field="timezone")
    if "timezone" in values:
        ZoneInfo(values["timezone"])
    for name in ("currency", *values.get("rates", {})):
        code = values.get("currency", "USD") if name == "currency" else name
        if not re.fullmatch(r"[A-Z]{3}", str(code)):
            raise Invalid(f"`{code}` is no currency code.", field="currency")
    if any(not isinstance(r, int | float) or not 0 < r < 1e12 for r in values.get("rates", {}).values()):
        raise Invalid("A rate is a positive number.", field="rates")
    if values.get("date_order", "mdy") not in ("mdy", "dmy", "ymd"):
        raise Invalid("The date order is mdy, dmy or ymd.", field="date_order")
    start = values.get("fiscal_year_start", 1)
    if not isinstance(start, int) or not 1 <= start <= 12:
        raise Invalid("The fiscal year starts in a month from 1 to 12.", field="fiscal_year_start")


_POLICY_LIMITS = {"manager_over": (0, 10_000), "expires_hours": (1, 24 * 365), "max_records": (1, 10_000)}


def _check_policy(catalog: Catalog, policy: Mapping[str, Any]) -> None:
    for name, (low, high) in _POLICY_LIMITS.items():
        value = policy.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise Invalid(f"`{name}` is a number from {low} to {high}.", field=name)
    for name in ("manager_ops", "manager_objects"):
        words = policy.get(name, [])
        if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
            raise Invalid(f"`{name}` is a list of words.", field=name)
    if not set(policy.get("manager_ops", [])) <= {"create", "update", "delete", "merge"}:
        raise Invalid("`manager_ops` are create, update, delete, merge.", field="manager_ops")
    for name in policy.get("manager_objects", []):
        catalog.object(name)
    if unknown := set(policy) - {*_POLICY_LIMITS, "manager_ops", "manager_objects", "mask_personal_data"}:
        raise Invalid(f"There is no policy `{sorted(unknown)[0]}`.")
