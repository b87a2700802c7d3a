"""The objects every tenant starts with (contract, section 2), and the words people use for them."""

from __future__ import annotations

from crm_store.catalog.model import Field, Kind, Object, frozen

_ACTIVITY_COUNTS = "(a.type <> 'task' OR a.status = 'done')"


def _last_activity(link: str) -> str:
    """The latest call, meeting, e-mail, note or done task on a record that the caller may see."""
    return (
        "(SELECT coalesce(a.completed_at, a.occurred_at) FROM crm.activity a"
        f" WHERE a.tenant_id = r.tenant_id AND a.{link} = r.id AND {_ACTIVITY_COUNTS}"
        " ORDER BY coalesce(a.completed_at, a.occurred_at) DESC NULLS LAST LIMIT 1)"
    )


def _stage(column: str) -> str:
    return f"(SELECT s.{column} FROM crm.stage s WHERE s.tenant_id = r.tenant_id AND s.pipeline = r.pipeline AND s.name = r.stage)"


_OPEN = (
    "EXISTS (SELECT 1 FROM crm.stage s WHERE s.tenant_id = d.tenant_id AND s.pipeline = d.pipeline"
    " AND s.name = d.stage AND s.kind = 'open')"
)


def _deals_of(link: str, what: str) -> str:
    return f"(SELECT {what} FROM crm.deal d WHERE d.tenant_id = r.tenant_id AND d.{link} = r.id AND {_OPEN})"


def _text(name: str, label: str, *synonyms: str, required: bool = False, kind: Kind = Kind.TEXT) -> Field:
    return Field(name, label, kind, synonyms=synonyms, required=required)


def _reference(name: str, label: str, target: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, label, Kind.REFERENCE, target=target, synonyms=synonyms, required=required)


def _picklist(name: str, label: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, label, Kind.PICKLIST, synonyms=synonyms, required=required)


def _computed(name: str, label: str, kind: Kind, expression: str, *synonyms: str) -> Field:
    return Field(name, label, kind, synonyms=synonyms, derived=True, expression=expression)


OWNER = _reference(
    "owner", "Owner", "user", "rep", "salesperson", "seller", "account manager", "assigned to", "responsible"
)
EMAIL = _text("email", "E-mail", "mail address", "e-mail address", "email", kind=Kind.EMAIL)
PHONE = _text("phone", "Phone", "phone number", "telephone", "number", "mobile", "cell", kind=Kind.PHONE)
CREATED = Field(
    "created_at", "Created", Kind.INSTANT, synonyms=("created", "added", "creation date", "entered"), derived=True
)
UPDATED = Field("updated_at", "Updated", Kind.INSTANT, synonyms=("updated", "modified", "last changed"), derived=True)

ACCOUNT = Object(
    "account",
    "Account",
    "Accounts",
    "A",
    "name",
    frozen(
        [
            _text("name", "Name", "account name", "company name", required=True),
            _text("domain", "Domain", "website", "web site", "url", kind=Kind.URL),
            _picklist("industry", "Industry", "sector", "vertical"),
            Field(
                "employees",
                "Employees",
                Kind.INTEGER,
                synonyms=("headcount", "staff", "number of employees", "company size"),
            ),
            Field("annual_revenue", "Annual revenue", Kind.MONEY, synonyms=("revenue", "turnover", "yearly revenue")),
            _text("city", "City", "town", "location"),
            _text("country", "Country", "nation"),
            PHONE,
            OWNER,
            _reference(
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
            _computed(
                "last_activity_at",
                "Last activity",
                Kind.INSTANT,
                _last_activity("account_id"),
                "last touch",
                "last contact",
            ),
            _computed(
                "open_deals", "Open deals", Kind.INTEGER, _deals_of("account_id", "count(*)"), "number of open deals"
            ),
            _computed(
                "open_pipeline",
                "Open pipeline",
                Kind.MONEY,
                _deals_of("account_id", "coalesce(sum(d.amount_minor), 0)::bigint"),
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
            _text("name", "Name", "full name", required=True),
            EMAIL,
            PHONE,
            _text("title", "Title", "job title", "position", "function", "job"),
            _reference("account", "Account", "account", "company", "employer", "works at", "works for"),
            OWNER,
            CREATED,
            UPDATED,
            _computed(
                "last_activity_at",
                "Last activity",
                Kind.INSTANT,
                _last_activity("contact_id"),
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
            _text("name", "Name", "full name", required=True),
            _text("company", "Company", "organisation", "employer"),
            EMAIL,
            PHONE,
            _text("title", "Title", "job title", "position"),
            _picklist("source", "Source", "lead source", "channel", "origin", "came from"),
            _picklist("status", "Status", "lead status", "state"),
            _picklist("product_interest", "Product interest", "interest", "interested in", "product"),
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
            _text("notes", "Notes", "remarks", "comment", kind=Kind.LONG_TEXT),
            CREATED,
            UPDATED,
            _computed("last_activity_at", "Last activity", Kind.INSTANT, _last_activity("lead_id"), "last touch"),
        ]
    ),
    ("prospect", "inquiry", "enquiry"),
)

DEAL = Object(
    "deal",
    "Deal",
    "Deals",
    "D",
    "name",
    frozen(
        [
            _text("name", "Name", "deal name", required=True),
            _reference("account", "Account", "account", "company", "customer", "client", required=True),
            _reference("contact", "Contact", "contact", "person", "primary contact"),
            Field("pipeline", "Pipeline", Kind.PICKLIST, synonyms=("sales pipeline",)),
            _picklist("stage", "Stage", "deal stage", "phase", "step"),
            Field(
                "amount",
                "Amount",
                Kind.MONEY,
                synonyms=("value", "size", "worth", "price", "deal value", "deal size", "volume"),
            ),
            _text("currency", "Currency"),
            Field(
                "close_date",
                "Close date",
                Kind.DATE,
                synonyms=("closing date", "expected close", "closing", "close", "expected close date"),
            ),
            OWNER,
            _reference("product", "Product", "product", "item"),
            _picklist("source", "Source", "lead source", "channel", "origin"),
            _text("next_step", "Next step", "next action", "next steps", kind=Kind.LONG_TEXT),
            _picklist("loss_reason", "Loss reason", "reason lost", "lost reason", "why lost", "reason"),
            Field("closed_at", "Closed", Kind.INSTANT, synonyms=("closed", "closed on"), derived=True),
            CREATED,
            UPDATED,
            _computed("is_open", "Open", Kind.BOOLEAN, f"({_stage('kind')} = 'open')"),
            _computed("is_won", "Won", Kind.BOOLEAN, f"({_stage('kind')} = 'won')"),
            _computed("is_lost", "Lost", Kind.BOOLEAN, f"({_stage('kind')} = 'lost')"),
            _computed("probability", "Probability", Kind.PERCENT, _stage("probability"), "likelihood", "chance"),
            _computed(
                "weighted_amount",
                "Weighted amount",
                Kind.MONEY,
                f"round(r.amount_minor * {_stage('probability')} / 100)::bigint",
                "weighted value",
            ),
            _computed(
                "last_activity_at",
                "Last activity",
                Kind.INSTANT,
                _last_activity("deal_id"),
                "last touch",
                "last contact",
            ),
            _computed(
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

ACTIVITY = Object(
    "activity",
    "Activity",
    "Activities",
    "T",
    "subject",
    frozen(
        [
            _picklist("type", "Type", "kind", required=True),
            _text("subject", "Subject", "title", "topic", required=True),
            _text("body", "Text", "body", "content", "details", kind=Kind.LONG_TEXT),
            Field("occurred_at", "When", Kind.INSTANT, synonyms=("date", "happened", "on", "time")),
            Field("due_date", "Due", Kind.DATE, synonyms=("due date", "due", "deadline", "by")),
            _picklist("status", "Status", "state"),
            _picklist("priority", "Priority", "urgency", "importance"),
            OWNER,
            _reference("account", "Account", "account"),
            _reference("contact", "Contact", "contact", "with"),
            _reference("lead", "Lead", "lead"),
            _reference("deal", "Deal", "deal"),
            Field("completed_at", "Completed", Kind.INSTANT, synonyms=("done at", "finished"), derived=True),
            CREATED,
            UPDATED,
            _computed(
                "is_overdue",
                "Overdue",
                Kind.BOOLEAN,
                "(r.type = 'task' AND r.status = 'open' AND r.due_date < %(today)s)",
                "late",
            ),
        ]
    ),
    ("call", "meeting", "email", "note", "task", "to-do", "todo", "reminder"),
)

PRODUCT = Object(
    "product",
    "Product",
    "Products",
    "PR",
    "name",
    frozen(
        [
            _text("name", "Name", "product name", required=True),
            _text("family", "Family", "product family", "category", "line"),
            Field("list_price", "List price", Kind.MONEY, synonyms=("price", "list price", "cost")),
            CREATED,
            UPDATED,
        ]
    ),
    ("item", "sku"),
)

TICKET = Object(
    "ticket",
    "Ticket",
    "Tickets",
    "S",
    "subject",
    frozen(
        [
            _text("subject", "Subject", "title", "issue", required=True),
            _picklist("status", "Status", "state"),
            _picklist("priority", "Priority", "urgency", "severity"),
            _reference("account", "Account", "account", "company", "customer", required=True),
            _reference("contact", "Contact", "contact", "person", "reporter"),
            OWNER,
            Field("resolved_at", "Resolved", Kind.INSTANT, synonyms=("resolved", "solved", "closed"), derived=True),
            CREATED,
            UPDATED,
        ]
    ),
    ("case", "support case", "support ticket", "issue"),
)

OBJECTS = (ACCOUNT, CONTACT, LEAD, DEAL, ACTIVITY, PRODUCT, TICKET)
