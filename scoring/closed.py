"""What a reader may not see is not known to a scorer either: fields closed to their role count as empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_store.catalog import Catalog
from crm_store.database import Session

Sources = Mapping[str, tuple[str, ...]]

_WHO, _ACCOUNT = ("contact.name",), ("account.name",)
# The fields behind what scorers read, by object.
LOOKS: Mapping[str, Sources] = {
    "deal": {
        "label": ("deal.name",), "owner": ("deal.owner",), "who": ("deal.contact", *_WHO), "about": ("deal.account", *_ACCOUNT),
        "amount": ("deal.amount",), "stage_share": ("deal.stage",), "close_date": ("deal.close_date",), "next_step": ("deal.next_step",),
        "created": ("deal.created_at",), "last_touch": ("activity.occurred_at",), "last_inbound": ("activity.occurred_at",),
        "inbound_title": ("activity.subject",),
    },
    "lead": {
        "label": ("lead.name",), "owner": ("lead.owner",), "who": ("lead.name",), "about": ("lead.company",), "due_date": ("lead.follow_up_date",),
        "created": ("lead.created_at",), "last_touch": ("lead.last_contacted_at",), "last_inbound": ("activity.occurred_at",),
        "inbound_title": ("activity.subject",),
    },
    "activity": {
        "label": ("activity.subject",), "owner": ("activity.owner",), "who": ("activity.contact", *_WHO),
        "about": ("activity.account", *_ACCOUNT), "due_date": ("activity.due_date",), "priority": ("activity.priority",),
    },
}  # fmt: skip
# The fields behind what models learned from.
FEATURES: Mapping[str, Sources] = {
    "lead": {
        "settled": ("lead.status",), "source": ("lead.source",), "title": ("lead.title",), "product_interest": ("lead.product_interest",),
        "has_email": ("lead.email",), "has_phone": ("lead.phone",), "has_company": ("lead.company",),
    },
    "deal": {
        "settled": ("deal.stage",), "stage": ("deal.stage",), "stage_position": ("deal.stage",), "source": ("deal.source",), "amount": ("deal.amount",),
        "title": ("contact.title",), "industry": ("account.industry",), "employees": ("account.employees",), "family": ("product.family",),
        "age_days": ("deal.created_at",),
    },
}  # fmt: skip


def closed_of(session: Session, sources: Sources) -> frozenset[str]:
    """What comes from a field that is hidden from the session's user, or masked."""
    if session.identity.scope == "system":
        return frozenset()
    return frozenset(
        name
        for name, fields in sources.items()
        if any(_closed(session.catalog, session.identity.role, f) for f in fields)
    )


def without_closed(row: dict[str, Any], closed: frozenset[str]) -> dict[str, Any]:
    """The row with None for whatever is closed."""
    return {name: None if name in closed else value for name, value in row.items()} if closed else row


def _closed(catalog: Catalog, role: Any, path: str) -> bool:
    object_, _, name = path.partition(".")
    return catalog.objects[object_].fields[name].closed(role)
