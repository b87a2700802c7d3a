"""What a large model is told before the first word: who speaks, what day it is, which objects there are, what the dialogue is about."""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

import prompts
from assistant.conversation.deps import Deps
from assistant.conversation.large.examples import few_shots
from crm_store.analytics.registry import metrics_of
from crm_store.catalog import Catalog, Field, Kind, Object
from crm_store.database import Session
from crm_store.identity import Role
from crm_store.records import Scope

# Picklists are given in full up to here: an import may have made hundreds of values.
MAX_OPTIONS = 25
_described: OrderedDict[tuple[UUID, int, Role], str] = OrderedDict()
_KEPT = 64


def system_prompt(deps: Deps, session: Session) -> str:
    """The system prompt of this turn. Reads the catalog, no record."""
    me, tenant = deps.identity, session.catalog.settings
    return prompts.load("system").render(
        company=tenant.name,
        user=me.name or me.email,
        role=me.role,
        email=me.email,
        timezone=me.timezone,
        currency=tenant.currency,
        today=session.today.isoformat(),
        weekday=session.today.strftime("%A"),
        objects=_objects(session.catalog, me.tenant_id, me.role),
        metrics=", ".join(metric.name for metric in metrics_of(Scope.of(session))),
        dialogue=_dialogue(deps),
        may_change=me.role != "viewer",
        examples=few_shots(may_change=me.role != "viewer"),
    )


def _objects(catalog: Catalog, tenant: UUID, role: Role) -> str:
    key = (tenant, catalog.version, role)
    if key not in _described:
        _described[key] = "\n".join(_object(item, role) for item in catalog.objects.values())
        while len(_described) > _KEPT:
            _described.popitem(last=False)
    return _described[key]


def _object(item: Object, role: Role) -> str:
    words = f" (also: {', '.join(item.synonyms)})" if item.synonyms else ""
    fields = "; ".join(_field(field, role) for field in item.readable(role))
    return f"- {item.name}{words}: {fields}"


def _field(field: Field, role: Role) -> str:
    mark = "!" if field.required else ""
    kind = f"→{field.target}" if field.kind is Kind.REFERENCE else field.kind.value
    only = "" if field.writable(role) else ", read-only"
    options = [option.value for option in field.options]
    if not options:
        return f"{field.name}{mark}: {kind}{only}"
    more = " …" if len(options) > MAX_OPTIONS else ""
    return f"{field.name}{mark}: {kind}{only} = {' | '.join(options[:MAX_OPTIONS])}{more}"


def _dialogue(deps: Deps) -> str:
    state, lines = deps.before, []
    if deps.page:
        lines.append(f"Open on the screen: {deps.page[0]} {deps.page[1]}")
    if state.focus:
        lines.append("Last mentioned: " + "; ".join(f"{m.object} {m.label} (id {m.id})" for m in state.focus[:6]))
    if state.shown:
        lines.append(f"Last list: {state.shown.object}, ids in order: {', '.join(state.shown.ids[:20])}")
    if state.proposal_id:
        lines.append(f"A proposal waits for approval: {state.proposal_id}")
    return "\n".join(lines) or "Nothing yet."
