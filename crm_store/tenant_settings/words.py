"""Objects and fields: what they are called, their options, who may see or change them; custom fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, replace

from crm_store.catalog import Catalog, Kind, load_catalog
from crm_store.database import Session
from crm_store.errors import Duplicate, Invalid
from crm_store.tenant_settings.model import FieldSetting, OptionSetting
from crm_store.tenant_settings.writing import administrator, clean_synonyms, done

ROLES = ("rep", "manager", "executive", "admin", "viewer")


CUSTOM_KINDS = ("text", "number", "money", "percent", "date", "boolean", "picklist", "email", "phone", "url")


_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")


async def set_object(
    session: Session, name: str, label: str | None, plural: str | None, synonyms: Sequence[str]
) -> Catalog:
    """What the tenant calls an object; its words stand before the default ones."""
    administrator(session)
    object_ = session.catalog.object(name)
    await session.connection.execute(
        "INSERT INTO crm.object_setting (tenant_id, object, label, plural, synonyms) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (tenant_id, object) DO UPDATE SET label = excluded.label, plural = excluded.plural, synonyms = excluded.synonyms",
        (session.identity.tenant_id, object_.name, label or None, plural or None, clean_synonyms(synonyms)),
    )
    return await done(
        session, f"objects/{object_.name}", {"label": label, "plural": plural, "synonyms": list(synonyms)}
    )


async def set_field(session: Session, object_name: str, name: str, setting: FieldSetting) -> Catalog:
    """Label, synonyms, options and who may see or change one field."""
    administrator(session)
    object_ = session.catalog.object(object_name)
    present = object_.field(name)
    for roles in (setting.hidden_for, setting.masked_for, setting.read_only_for):
        check_roles(roles or ())
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
            "synonyms": None if setting.synonyms is None else clean_synonyms(setting.synonyms), "hidden": as_list(setting.hidden_for),
            "masked": as_list(setting.masked_for), "read_only": as_list(setting.read_only_for),
        },
    )  # fmt: skip
    return await done(session, f"fields/{object_.name}.{present.name}", asdict(setting))


async def add_field(session: Session, object_name: str, name: str, kind: str, setting: FieldSetting) -> Catalog:
    """A custom field, effective at once."""
    administrator(session)
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
            [(tenant, object_, name, o.value.strip(), n, clean_synonyms(o.synonyms)) for n, o in enumerate(options)],
        )


def as_list(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(values)


def check_roles(roles: Sequence[str]) -> None:
    for role in roles:
        if role not in ROLES:
            raise Invalid(f"There is no role `{role}`.", field="roles")
