"""Two rows of one batch that are the same record: the later one counts, an empty cell of it takes nothing away."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from crm_store.imports.model import Row
from crm_store.records.keys import fold


def merge_doubles(object: str, rows: Sequence[Row]) -> list[Row]:
    """The rows with doubles laid over each other; each stands where its first one stood."""
    by_id: dict[str, Row] = {}
    by_key: dict[Hashable, Row] = {}
    kept: list[Row] = []
    for row in rows:
        external = row.values.get("external_id")
        key = _key(object, row.values)
        earlier = by_id.get(external) if external else None
        if earlier is None and key is not None:
            earlier = by_key.get(key)
            if earlier is not None and external and earlier.values.get("external_id"):
                earlier = None  # two records of the other system
        if earlier is None:
            kept.append(row)
            earlier = row
        else:
            earlier.values |= row.values
            earlier.custom |= row.custom
        if external:
            by_id[external] = earlier
        if key is not None:
            by_key.setdefault(key, earlier)
    return kept


def _key(object: str, values: dict[str, Any]) -> Hashable | None:
    """The natural key, as `load` compares it."""
    if object in ("contact", "lead") and values.get("email"):
        return str(values["email"]).strip().lower()
    if object == "account" and values.get("domain_key"):
        return str(values["domain_key"])
    if object == "activity":
        names = ("type", "owner_id", "due_date", "occurred_at", "contact_id", "deal_id", "lead_id", "account_id")
        return (fold(values["subject"]), *(values.get(n) for n in names))
    if object == "ticket":
        return fold(values["subject"]), values.get("account_id"), values.get("created_at")
    second = {"contact": "account_id", "lead": "company", "deal": "account_id"}.get(object)
    other = values.get(second) if second else None
    return fold(values["name"]), fold(other) if isinstance(other, str) else other
