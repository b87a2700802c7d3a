"""How rows on their way in are typed, found again and completed, by object."""

from __future__ import annotations

from crm_store.catalog import Kind

TYPES = {
    Kind.INTEGER: "int",
    Kind.MONEY: "bigint",
    Kind.DATE: "date",
    Kind.INSTANT: "timestamptz",
    Kind.REFERENCE: "uuid",
    Kind.BOOLEAN: "boolean",
}
KEYS = {
    "account": ("company_key", "domain_key", "phone_key"),
    "contact": ("phone_key",),
    "lead": ("company_key", "phone_key"),
}
MAIL = {
    "participants": "jsonb", "thread_key": "text", "direction": "text", "attachments": "jsonb", "suspicious": "boolean",
}  # fmt: skip
# The name as the table's own generated column spells it.
NAME_KEYS = {"lead": "name || coalesce(' ' || company, '')", "activity": "subject", "ticket": "subject"}

# How a row without a known external id is found: alternatives, the first that finds one counts. A record that another
# row of the same system made (it has an external id of its own) is another record.
NATURAL: dict[str, tuple[str, ...]] = {
    "account": (
        "r.domain_key = i.domain_key",
        "r.name_key = i.name_key AND (r.domain_key IS NULL OR i.domain_key IS NULL)",
    ),
    "contact": (
        "r.email_key = i.email_key",
        "i.email_key IS NULL AND r.name_key = i.name_key AND r.account_id IS NOT DISTINCT FROM i.account_id",
    ),
    "lead": ("r.email_key = i.email_key", "i.email_key IS NULL AND r.name_key = i.name_key"),
    "product": ("r.name_key = i.name_key",),
    "deal": ("r.name_key = i.name_key AND r.account_id IS NOT DISTINCT FROM i.account_id",),
    "activity": (
        "r.type = i.type AND r.name_key = i.name_key AND r.owner_id IS NOT DISTINCT FROM i.owner_id"
        " AND r.due_date IS NOT DISTINCT FROM i.due_date AND (i.occurred_at IS NULL OR r.occurred_at = i.occurred_at)"
        " AND (i.contact_id IS NULL OR r.contact_id = i.contact_id) AND (i.deal_id IS NULL OR r.deal_id = i.deal_id)"
        " AND (i.lead_id IS NULL OR r.lead_id = i.lead_id) AND (i.account_id IS NULL OR r.account_id = i.account_id)",
    ),
    "ticket": (
        "r.name_key = i.name_key AND r.account_id IS NOT DISTINCT FROM i.account_id"
        " AND (i.created_at IS NULL OR r.created_at = i.created_at)",
    ),
}
# Of two rows that found the same record, one takes it.
TAKE_MATCH = """
UPDATE pg_temp.incoming i SET id = i.match, found = true FROM (
  SELECT DISTINCT ON (match) line FROM pg_temp.incoming WHERE match IS NOT NULL AND NOT found ORDER BY match, line) x
 WHERE x.line = i.line AND i.match NOT IN (SELECT o.id FROM pg_temp.incoming o WHERE o.found)
"""
# What a new record has where the file says nothing.
DEFAULTS = {
    ("lead", "status"): "'New'",
    ("ticket", "status"): "'Open'",
    ("deal", "pipeline"): "%(pipeline)s",
    ("deal", "stage"): "%(stage)s",
    ("deal", "currency"): "%(currency)s",
    ("activity", "subject"): "initcap(i.type)",
    ("activity", "participants"): "'[]'::jsonb",
    ("activity", "attachments"): "'[]'::jsonb",
    ("activity", "suspicious"): "false",
}
# Only forward: a later contact that the CRM knows of is not undone by an older file.
FORWARD = frozenset({"last_contacted_at"})
