"""Fields as SQL: the expression of a field, own, custom, computed or of a record that references lead to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from psycopg import sql

from crm_store.catalog import Catalog, Field, Kind, Object, TenantSettings
from crm_store.database import Session, Sight
from crm_store.errors import Invalid
from crm_store.records.people import USER
from crm_store.records.rights import Rights

_TOO_DEEP = 8  # references walked by one path, conditions inside conditions

# What every record has beside the fields of its object.
_SYSTEM = {
    "id": Field("id", "Id", Kind.TEXT, derived=True),
    "ref": Field("ref", "Ref", Kind.TEXT, derived=True),
    "version": Field("version", "Version", Kind.INTEGER, derived=True),
    "external_id": Field("external_id", "External id", Kind.TEXT, derived=True),
}
# What mail carries beyond the fields that a person fills in.
_OF_ACTIVITY = {
    "direction": Field("direction", "Direction", Kind.TEXT, derived=True),
    "thread_key": Field("thread_key", "Thread", Kind.TEXT, derived=True),
}
# What `crm.custom_number` does.
_CUSTOM_ORDER: LiteralString = (
    "(CASE jsonb_typeof({0}) WHEN 'number' THEN CASE WHEN abs({0}::numeric) < 1e300 THEN {0}::double precision END"
    " WHEN 'string' THEN CASE WHEN {0} #>> '{{}}' ~ '^\\d{{4}}-\\d\\d-\\d\\d$' THEN replace({0} #>> '{{}}', '-', '')::double precision END END)"
)
NUMERIC = (Kind.NUMBER, Kind.MONEY, Kind.PERCENT, Kind.INTEGER)


@dataclass(slots=True)
class Scope:
    """One statement being put together: who asks, the values bound so far, and what was looked up for it."""

    catalog: Catalog
    rights: Rights
    user_id: UUID
    today: date
    sight: Sight
    params: dict[str, Any] = field(default_factory=dict)
    holding: dict[tuple[str, str, str], Sequence[str]] = field(default_factory=dict)  # see `few_values`
    by_pages: bool = False  # see `compile.by_pages`
    _aliases: int = 0

    @classmethod
    def of(cls, session: Session) -> Scope:
        rights = Rights.of(session.catalog, session.identity)
        return cls(session.catalog, rights, session.identity.user_id, session.today, session.sight)

    @property
    def settings(self) -> TenantSettings:
        return self.catalog.settings

    def bind(self, value: Any) -> sql.Placeholder:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return sql.Placeholder(name)

    def alias(self) -> str:
        self._aliases += 1
        return f"t{self._aliases}"

    def object(self, name: str) -> Object:
        return USER if name == "user" else self.catalog.object(name)


def table(item: Object) -> sql.Identifier:
    return sql.Identifier("crm", "app_user" if item is USER else item.name)


def column(alias: str, name: str) -> sql.Identifier:
    return sql.Identifier(alias, name)


def find_field(scope: Scope, item: Object, name: str) -> Field:
    """The field that a filter or a sort names: the object's, a custom one (`custom.x` or `x`), or one that every record has."""
    if item is not USER:
        if name in _SYSTEM:
            return _SYSTEM[name]
        if item.name == "activity" and name in _OF_ACTIVITY:
            return _OF_ACTIVITY[name]
    return scope.rights.field(item, name.removeprefix("custom."))


def expression(scope: Scope, item: Object, found: Field, alias: str) -> sql.Composable:
    """The SQL of a field of the row `alias`: bigint hundredths for money, the id for a reference."""
    if found.expression is not None:
        return _computed(scope, found.expression, alias)
    if found.custom:
        return _custom(scope, found, alias)
    return column(alias, found.column)


def _computed(scope: Scope, text: str, alias: str) -> sql.Composable:
    if "%(today)s" in text:
        scope.params["today"] = scope.today
    return sql.SQL(re.sub(r"\br\.", f"{alias}.", text))  # from the catalog alone


def _custom(scope: Scope, found: Field, alias: str) -> sql.Composable:
    name = scope.bind(found.name)
    text = sql.SQL("({}.custom ->> {})").format(sql.Identifier(alias), name)
    if found.kind in NUMERIC:
        # A value of another type, of before the field had its kind, is no number.
        return sql.SQL("(CASE WHEN jsonb_typeof({0}.custom -> {1}) = 'number' THEN {2}::numeric END)").format(
            sql.Identifier(alias), name, text
        )
    if found.kind is Kind.BOOLEAN:
        return sql.SQL("({} = 'true')").format(text)
    return text


def custom_order(found: Field, alias: str) -> sql.Composable:
    """What a custom number or date is compared and sorted by: its index holds this, word for word."""
    return sql.SQL("crm.custom_number({}.custom, {})").format(sql.Identifier(alias), sql.Literal(found.name))


def custom_order_here(found: Field, alias: str) -> sql.Composable:
    """The same value, for rows that no index has to find by it: without a call of a function."""
    value = sql.SQL("({}.custom -> {})").format(sql.Identifier(alias), sql.Literal(found.name))
    return sql.SQL(_CUSTOM_ORDER).format(value)


def split(item: Object, path: str) -> tuple[str, str | None]:
    """`account.industry` as its first reference and the rest; `custom.x` is one name."""
    if path.startswith("custom."):
        return path, None
    head, _dot, rest = path.partition(".")
    if path.count(".") > _TOO_DEEP:
        raise Invalid(f"`{path[:80]}` walks too far.", field=path[:80])
    return head, rest or None


def reference(scope: Scope, item: Object, name: str) -> tuple[Field, Object]:
    """A reference field and the object it leads to."""
    found = find_field(scope, item, name)
    if found.kind is not Kind.REFERENCE or found.target is None:
        raise Invalid(f"{found.label} of {item.label.lower()} leads to no other record.", field=name)
    return found, scope.object(found.target)


def joined(scope: Scope, found: Field, target: Object, outer: str, alias: str) -> sql.Composable:
    """`FROM target alias WHERE` it is what the reference of the row `outer` leads to (as far as the caller sees it)."""
    return sql.SQL("FROM {0} AS {1} WHERE {1}.tenant_id = {2}.tenant_id AND {1}.id = {3}").format(
        table(target), sql.Identifier(alias), sql.Identifier(outer), column(outer, found.column)
    )


def join(target: Object, outer: str, link: str, alias: str) -> sql.Composed:
    """JOIN target alias: what the column `link` of the row `outer` leads to, under the caller's rights."""
    return sql.SQL("JOIN {0} AS {1} ON {1}.tenant_id = {2}.tenant_id AND {1}.id = {3}").format(
        table(target), sql.Identifier(alias), sql.Identifier(outer), column(outer, link)
    )


def in_sight(scope: Scope, item: Object, alias: str) -> list[sql.Composable]:
    """What the policy of the table says, again with values: of these the planner has statistics, of a function's answer none."""
    owners = scope.sight.owners_of(item.name)
    if owners is None:
        return []
    return [sql.SQL("{} = ANY({}::uuid[])").format(column(alias, "owner_id"), scope.bind(owners))]


def path_expression(scope: Scope, item: Object, path: str, alias: str) -> tuple[Field, sql.Composable]:
    """The last field of a path and its SQL over the row `alias`; a reference at the end is its id."""
    head, rest = split(item, path)
    if rest is None:
        found = find_field(scope, item, head)
        return found, expression(scope, item, found, alias)
    link, target = reference(scope, item, head)
    inner = scope.alias()
    found, value = path_expression(scope, target, rest, inner)
    return found, sql.SQL("(SELECT {} {})").format(value, joined(scope, link, target, alias, inner))


def label_expression(scope: Scope, item: Object, alias: str) -> sql.Composable:
    """What a person calls the row `alias`; its ref where the name is closed to the caller."""
    if scope.rights.closed(item, item.fields[item.label_field]):
        return column(alias, "ref")
    return column(alias, item.label_field)
