"""What is done and asked for: activities and tickets."""

from __future__ import annotations

from crm_store.catalog.model import Field, Kind, Object, frozen
from crm_store.catalog.parts import (
    CREATED,
    OWNER,
    UPDATED,
    computed,
    picklist,
    reference,
    text,
)

ACTIVITY = Object(
    "activity",
    "Activity",
    "Activities",
    "T",
    "subject",
    frozen(
        [
            picklist("type", "Type", "kind", required=True),
            text("subject", "Subject", "title", "topic", required=True),
            text("body", "Text", "body", "content", "details", kind=Kind.LONG_TEXT),
            Field("occurred_at", "When", Kind.INSTANT, synonyms=("date", "happened", "on", "time")),
            Field("due_date", "Due", Kind.DATE, synonyms=("due date", "due", "deadline", "by")),
            picklist("status", "Status", "state"),
            picklist("priority", "Priority", "urgency", "importance"),
            OWNER,
            reference("account", "Account", "account"),
            reference("contact", "Contact", "contact", "with"),
            reference("lead", "Lead", "lead"),
            reference("deal", "Deal", "deal"),
            Field("completed_at", "Completed", Kind.INSTANT, synonyms=("done at", "finished"), derived=True),
            CREATED,
            UPDATED,
            computed(
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


TICKET = Object(
    "ticket",
    "Ticket",
    "Tickets",
    "S",
    "subject",
    frozen(
        [
            text("subject", "Subject", "title", "issue", required=True),
            picklist("status", "Status", "state"),
            picklist("priority", "Priority", "urgency", "severity"),
            reference("account", "Account", "account", "company", "customer", required=True),
            reference("contact", "Contact", "contact", "person", "reporter"),
            OWNER,
            Field("resolved_at", "Resolved", Kind.INSTANT, synonyms=("resolved", "solved", "closed"), derived=True),
            CREATED,
            UPDATED,
        ]
    ),
    ("case", "support case", "support ticket", "issue"),
)
