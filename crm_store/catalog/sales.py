"""What a tenant sells: deals and products."""

from __future__ import annotations

from crm_store.catalog.model import Field, Kind, Object, frozen
from crm_store.catalog.parts import (
    CREATED,
    OWNER,
    UPDATED,
    computed,
    last_activity,
    of_stage,
    picklist,
    reference,
    text,
)

DEAL = Object(
    "deal",
    "Deal",
    "Deals",
    "D",
    "name",
    frozen(
        [
            text("name", "Name", "deal name", required=True),
            reference("account", "Account", "account", "company", "customer", "client", required=True),
            reference("contact", "Contact", "contact", "person", "primary contact"),
            Field("pipeline", "Pipeline", Kind.PICKLIST, synonyms=("sales pipeline",)),
            picklist("stage", "Stage", "deal stage", "phase", "step"),
            Field(
                "amount",
                "Amount",
                Kind.MONEY,
                synonyms=("value", "size", "worth", "price", "deal value", "deal size", "volume"),
            ),
            text("currency", "Currency"),
            Field(
                "close_date",
                "Close date",
                Kind.DATE,
                synonyms=("closing date", "expected close", "closing", "close", "expected close date"),
            ),
            OWNER,
            reference("product", "Product", "product", "item"),
            picklist("source", "Source", "lead source", "channel", "origin"),
            text("next_step", "Next step", "next action", "next steps", kind=Kind.LONG_TEXT),
            picklist("loss_reason", "Loss reason", "reason lost", "lost reason", "why lost", "reason"),
            Field("closed_at", "Closed", Kind.INSTANT, synonyms=("closed", "closed on"), derived=True),
            CREATED,
            UPDATED,
            computed("is_open", "Open", Kind.BOOLEAN, f"({of_stage('kind')} = 'open')"),
            computed("is_won", "Won", Kind.BOOLEAN, f"({of_stage('kind')} = 'won')"),
            computed("is_lost", "Lost", Kind.BOOLEAN, f"({of_stage('kind')} = 'lost')"),
            computed("probability", "Probability", Kind.PERCENT, of_stage("probability"), "likelihood", "chance"),
            computed(
                "weighted_amount",
                "Weighted amount",
                Kind.MONEY,
                f"round(r.amount_minor * {of_stage('probability')} / 100)::bigint",
                "weighted value",
            ),
            computed(
                "last_activity_at",
                "Last activity",
                Kind.INSTANT,
                last_activity("deal_id"),
                "last touch",
                "last contact",
            ),
            computed(
                "stage_since",
                "In stage since",
                Kind.INSTANT,
                "(SELECT max(h.entered_at) FROM crm.stage_history h WHERE h.tenant_id = r.tenant_id AND h.deal_id = r.id)",
                "in this stage since",
            ),
        ]
    ),
    ("opportunity", "opp", "oppty", "sale"),
)


PRODUCT = Object(
    "product",
    "Product",
    "Products",
    "PR",
    "name",
    frozen(
        [
            text("name", "Name", "product name", required=True),
            text("family", "Family", "product family", "category", "line"),
            Field("list_price", "List price", Kind.MONEY, synonyms=("price", "list price", "cost")),
            CREATED,
            UPDATED,
        ]
    ),
    ("item", "sku"),
)
