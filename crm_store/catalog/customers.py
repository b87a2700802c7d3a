"""Whom a tenant deals with: accounts, contacts and leads."""

from __future__ import annotations

from crm_store.catalog.model import Field, Kind, Object, frozen
from crm_store.catalog.parts import (
    CREATED,
    EMAIL,
    OWNER,
    PHONE,
    UPDATED,
    computed,
    deals_of,
    last_activity,
    picklist,
    reference,
    text,
)

ACCOUNT = Object(
    "account",
    "Account",
    "Accounts",
    "A",
    "name",
    frozen(
        [
            text("name", "Name", "account name", "company name", required=True),
            text("domain", "Domain", "website", "web site", "url", kind=Kind.URL),
            picklist("industry", "Industry", "sector", "vertical"),
            Field(
                "employees",
                "Employees",
                Kind.INTEGER,
                synonyms=("headcount", "staff", "number of employees", "company size"),
            ),
            Field("annual_revenue", "Annual revenue", Kind.MONEY, synonyms=("revenue", "turnover", "yearly revenue")),
            text("city", "City", "town", "location"),
            text("country", "Country", "nation"),
            PHONE,
            OWNER,
            reference(
                "parent_account",
                "Parent account",
                "account",
                "parent",
                "parent company",
                "mother company",
                "headquarters",
            ),
            CREATED,
            UPDATED,
            computed(
                "last_activity_at",
                "Last activity",
                Kind.INSTANT,
                last_activity("account_id"),
                "last touch",
                "last contact",
            ),
            computed(
                "open_deals", "Open deals", Kind.INTEGER, deals_of("account_id", "count(*)"), "number of open deals"
            ),
            computed(
                "open_pipeline",
                "Open pipeline",
                Kind.MONEY,
                deals_of("account_id", "coalesce(sum(d.amount_minor), 0)::bigint"),
            ),
        ]
    ),
    ("company", "client", "customer", "organisation", "organization", "firm", "business"),
)


CONTACT = Object(
    "contact",
    "Contact",
    "Contacts",
    "C",
    "name",
    frozen(
        [
            text("name", "Name", "full name", required=True),
            EMAIL,
            PHONE,
            text("title", "Title", "job title", "position", "function", "job"),
            reference("account", "Account", "account", "company", "employer", "works at", "works for"),
            OWNER,
            CREATED,
            UPDATED,
            computed(
                "last_activity_at",
                "Last activity",
                Kind.INSTANT,
                last_activity("contact_id"),
                "last touch",
                "last contacted",
            ),
        ]
    ),
    ("person", "people", "buyer", "stakeholder"),
)


LEAD = Object(
    "lead",
    "Lead",
    "Leads",
    "L",
    "name",
    frozen(
        [
            text("name", "Name", "full name", required=True),
            text("company", "Company", "organisation", "employer"),
            EMAIL,
            PHONE,
            text("title", "Title", "job title", "position"),
            picklist("source", "Source", "lead source", "channel", "origin", "came from"),
            picklist("status", "Status", "lead status", "state"),
            picklist("product_interest", "Product interest", "interest", "interested in", "product"),
            OWNER,
            Field(
                "last_contacted_at",
                "Last contacted",
                Kind.INSTANT,
                synonyms=("last contact", "contacted"),
                derived=True,
            ),
            Field(
                "follow_up_date",
                "Follow-up date",
                Kind.DATE,
                synonyms=("follow-up", "follow up", "followup", "next contact"),
            ),
            text("notes", "Notes", "remarks", "comment", kind=Kind.LONG_TEXT),
            CREATED,
            UPDATED,
            computed("last_activity_at", "Last activity", Kind.INSTANT, last_activity("lead_id"), "last touch"),
        ]
    ),
    ("prospect", "inquiry", "enquiry"),
)
