"""What the objects of the catalog are put together from."""

from __future__ import annotations

from crm_store.catalog.model import Field, Kind

_ACTIVITY_COUNTS = "(a.type <> 'task' OR a.status = 'done')"


def last_activity(link: str) -> str:
    """The latest call, meeting, e-mail, note or done task on a record that the caller may see."""
    return (
        "(SELECT coalesce(a.completed_at, a.occurred_at) FROM crm.activity a"
        f" WHERE a.tenant_id = r.tenant_id AND a.{link} = r.id AND {_ACTIVITY_COUNTS}"
        " ORDER BY coalesce(a.completed_at, a.occurred_at) DESC NULLS LAST LIMIT 1)"
    )


def of_stage(column: str) -> str:
    return f"(SELECT s.{column} FROM crm.stage s WHERE s.tenant_id = r.tenant_id AND s.pipeline = r.pipeline AND s.name = r.stage)"


# OFFSET 0 keeps it a question for each deal: joined, every stage met all deals of the record.
_OPEN = (
    "EXISTS (SELECT 1 FROM crm.stage s WHERE s.tenant_id = d.tenant_id AND s.pipeline = d.pipeline"
    " AND s.name = d.stage AND s.kind = 'open' OFFSET 0)"
)


def deals_of(link: str, what: str) -> str:
    return f"(SELECT {what} FROM crm.deal d WHERE d.tenant_id = r.tenant_id AND d.{link} = r.id AND {_OPEN})"


def text(name: str, label: str, *synonyms: str, required: bool = False, kind: Kind = Kind.TEXT) -> Field:
    return Field(name, label, kind, synonyms=synonyms, required=required)


def reference(name: str, label: str, target: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, label, Kind.REFERENCE, target=target, synonyms=synonyms, required=required)


def picklist(name: str, label: str, *synonyms: str, required: bool = False) -> Field:
    return Field(name, label, Kind.PICKLIST, synonyms=synonyms, required=required)


def computed(name: str, label: str, kind: Kind, expression: str, *synonyms: str) -> Field:
    return Field(name, label, kind, synonyms=synonyms, derived=True, expression=expression)


OWNER = reference(
    "owner", "Owner", "user", "rep", "salesperson", "seller", "account manager", "assigned to", "responsible"
)


EMAIL = text("email", "E-mail", "mail address", "e-mail address", "email", kind=Kind.EMAIL)


PHONE = text("phone", "Phone", "phone number", "telephone", "number", "mobile", "cell", kind=Kind.PHONE)


CREATED = Field(
    "created_at", "Created", Kind.INSTANT, synonyms=("created", "added", "creation date", "entered"), derived=True
)


UPDATED = Field("updated_at", "Updated", Kind.INSTANT, synonyms=("updated", "modified", "last changed"), derived=True)
