"""The tenant itself: currency, zone and the like, sharing defaults, policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from psycopg.types.json import Jsonb

from crm_store.catalog import Catalog
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.tenant_settings.writing import administrator, done, update_tenant

SHARED = ("account", "contact", "lead", "deal", "product", "ticket")


MAIL_RULES = ("owner", "participants", "team", "everyone")


_TENANT_FIELDS = ("currency", "rates", "timezone", "locale", "date_order", "phone_region", "fiscal_year_start")


_POLICY_LIMITS = {"manager_over": (0, 10_000), "expires_hours": (1, 24 * 365), "max_records": (1, 10_000)}


# What a large model may cost a user; 0 turns it off. `crm_store.model_use` has what holds where a tenant says nothing.
_MODEL_LIMITS = {
    "model_calls_per_day": (0, 1_000_000),
    "model_tokens_per_day": (0, 10**10),
    "model_tokens_per_turn": (0, 10**8),
}


async def set_tenant(session: Session, values: Mapping[str, Any]) -> Catalog:
    """Currency, rates, zone, locale, date order, phone region, start of the fiscal year."""
    administrator(session)
    check_tenant(values)
    await update_tenant(session, {**values, **({"rates": Jsonb(values["rates"])} if "rates" in values else {})})
    return await done(session, "tenant", dict(values))


async def set_sharing(session: Session, sharing: Mapping[str, str]) -> Catalog:
    """Who sees records by default: `everyone`, or `owner` (and those above); mail has rules of its own."""
    administrator(session)
    for name, rule in sharing.items():
        allowed = MAIL_RULES if name == "mail" else ("everyone", "owner")
        if name != "mail" and name not in SHARED:
            raise Invalid(f"`{name}` has no sharing rule.", field=name)
        if rule not in allowed:
            raise Invalid(f"`{rule}` is no sharing rule of {name}: use one of {', '.join(allowed)}.", field=name)
    await update_tenant(session, {"sharing": Jsonb({**session.catalog.settings.sharing, **sharing})})
    return await done(session, "sharing", dict(sharing))


async def set_policy(session: Session, policy: Mapping[str, Any]) -> Catalog:
    """Who approves what, limits, expiry."""
    administrator(session)
    merged = {**session.catalog.settings.policy, **policy}
    check_policy(session.catalog, merged)
    await update_tenant(session, {"policy": Jsonb(merged)})
    return await done(session, "policy", dict(policy))


def check_tenant(values: Mapping[str, Any]) -> None:
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


def check_policy(catalog: Catalog, policy: Mapping[str, Any]) -> None:
    said = {name: limits for name, limits in _MODEL_LIMITS.items() if name in policy}
    for name, (low, high) in {**_POLICY_LIMITS, **said}.items():
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
    if not isinstance(policy.get("mask_personal_data", False), bool):
        raise Invalid("`mask_personal_data` is true or false.", field="mask_personal_data")
    if unknown := set(policy) - {
        *_POLICY_LIMITS,
        *_MODEL_LIMITS,
        "manager_ops",
        "manager_objects",
        "mask_personal_data",
    }:
        raise Invalid(f"There is no policy `{sorted(unknown)[0]}`.")
