"""What a proposal would change, in words: its one-line summary, and what the person is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.conversation import wording
from crm_store import records
from crm_store.catalog import Field, Kind, Object
from crm_store.database import Session
from crm_store.proposals.draft import ChangeDraft
from crm_store.proposals.model import Change, FieldChange, NewRecord, Proposal

SUMMARISED = 3
TOLD = 6
_TEXT = 120


async def summary(session: Session, drafts: Sequence[ChangeDraft], bulk: str | None) -> str:
    """One line, as "Update Globex renewal (stage, amount); create task “Send the contract”"."""
    labels = await _labels(session, drafts)
    parts = [_summarised(session, draft, labels) for draft in drafts[:SUMMARISED]]
    if len(drafts) > SUMMARISED:
        parts.append(f"{len(drafts) - SUMMARISED} more")
    if bulk:
        parts.append(f"update {wording.lower(session.catalog.object(bulk).plural)}")
    line = "; ".join(parts)
    return line[:1].upper() + line[1:]


async def _labels(session: Session, drafts: Sequence[ChangeDraft]) -> Mapping[str, str]:
    wanted: dict[str, list[str]] = {}
    for draft in drafts[:SUMMARISED]:
        if draft.record_id is not None:
            wanted.setdefault(draft.object, []).append(str(draft.record_id))
    found: dict[str, str] = {}
    for object_, ids in wanted.items():
        for record in await records.get_many(session, object_, ids, fields=()):
            found[str(record.id)] = found[record.ref] = record.label
    return found


def _summarised(session: Session, draft: ChangeDraft, labels: Mapping[str, str]) -> str:
    item = session.catalog.object(draft.object)
    if draft.op == "create":
        name = draft.set.get(item.label_field) or draft.set.get("body") or ""
        return f"{_made(item, draft.set)} “{wording.shortened(str(name), 60)}”" if name else _made(item, draft.set)
    label = labels.get(str(draft.record_id)) or labels.get(str(draft.record_id).upper()) or item.label
    names = [wording.lower(item.fields[name].label) for name in draft.set if name in item.fields]
    return f"{draft.op} {label} ({', '.join(names)})" if names else f"{draft.op} {label}"


def _made(item: Object, values: Mapping[str, Any]) -> str:
    kind = values.get("type") if item.name == "activity" else None
    verb = "log" if kind in ("call", "meeting") else "create"
    return f"{verb} {kind or wording.lower(item.label)}"


def told(session: Session, filed: Proposal) -> str:
    """What waits, change by change, and who approves it."""
    lines = [f"- {_line(session, change)}" for change in filed.changes[:TOLD]]
    rest = filed.change_count - TOLD
    if rest > 0:
        lines.append(f"- … and {wording.counted(rest, 'more change', 'more changes')}")
    who = "Your manager approves this" if filed.approver == "manager" else "Ready for your approval"
    if len(lines) == 1:
        return f"{who}: {lines[0][2:]}".removesuffix(".") + ("" if lines[0].endswith("”") else ".")
    return "\n".join([f"{who}:", *lines])


async def already(session: Session, drafts: Sequence[ChangeDraft], filed: Proposal) -> str:
    """What was asked for and is so already, and so is no change: "The stage of **Globex renewal** is like that already."; or nothing."""
    changed = {str(key): c.set for c in filed.changes if c.record for key in (c.record.id, c.record.ref)}
    labels = await _labels(session, drafts)
    told = []
    for draft in drafts[:SUMMARISED]:
        item, key = session.catalog.object(draft.object), str(draft.record_id)
        left = [n for n in draft.set if n in item.fields and n not in changed.get(key, changed.get(key.upper(), {}))]
        if draft.op == "update" and left:
            names = wording.listed([wording.lower(item.fields[n].label) for n in left])
            verb = "is" if len(left) == 1 else "are"
            told.append(
                f"The {names} of **{labels.get(key) or labels.get(key.upper(), item.label)}** {verb} like that already."
            )
    return " ".join(told)


def _line(session: Session, change: Change) -> str:
    item = session.catalog.object(change.object)
    name = f"**{change.record.label}**" if change.record else wording.lower(item.label)
    match change.op:
        case "create":
            return _created(session, item, change)
        case "delete":
            return f"delete {name}"
        case "merge":
            return f"merge {wording.listed([r.label for r in change.merge])} into {name}"
    return f"{name}: {', '.join(_changed(session, item, change))}"


def _created(session: Session, item: Object, change: Change) -> str:
    values = {name: value.after for name, value in change.set.items()}
    label = values.pop(item.label_field, None)
    made, kind = _made(item, values), str(values.pop("type", ""))
    if label and kind and str(label).casefold().startswith(kind):  # "log call **Call with …**" says it twice
        made = made.split()[0]
    details = [
        f"{wording.lower(item.fields[name].label)} {_value(session, item.fields[name], value, change.set)}"
        for name, value in values.items()
        if name in item.fields and value is not None and not isinstance(value, NewRecord) and name != "body"
    ]
    name = f" **{wording.shortened(str(label), _TEXT)}**" if label else ""
    body = values.get("body")
    quoted = f", “{wording.shortened(str(body), _TEXT)}”" if body else ""
    return f"{made}{name}" + (f" ({', '.join(details)})" if details else "") + quoted


def _changed(session: Session, item: Object, change: Change) -> list[str]:
    return [
        f"{wording.lower(field.label)} {_value(session, field, value.before, change.set)}"
        f" → {_value(session, field, value.after, change.set)}"
        for name, value in change.set.items()
        if (field := item.fields.get(name))
    ]


def _value(session: Session, field: Field, value: Any, around: Mapping[str, FieldChange]) -> str:
    if isinstance(value, NewRecord):
        return f"the new {field.target}"
    spoken = around.get("currency")
    currency = str(spoken.after) if spoken and spoken.after else session.catalog.settings.currency
    text = wording.shown(field, value, currency, session.identity.timezone)
    return wording.shortened(text, _TEXT) if field.kind in (Kind.TEXT, Kind.LONG_TEXT) else text
