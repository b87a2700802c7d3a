"""The tools' schemas as a large model gets them: strict about what the tenant's catalog knows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import prompts
from assistant.conversation.guards import permitted
from assistant.conversation.tools.base import Tool
from crm_store.catalog import Catalog, Field
from crm_store.database import Session
from crm_store.identity import Role

Schema = dict[str, Any]
# A picklist is spelt out up to here: an import may have made hundreds of values. Others are checked when they arrive.
MAX_OPTIONS = 25
_made: OrderedDict[tuple[UUID, int, Role], list[Schema]] = OrderedDict()
_KEPT = 64


def tool_schemas(session: Session) -> list[Schema | Any]:
    """What the user of this session may call, in the form that every compatible server takes."""
    me, catalog = session.identity, session.catalog
    key = (me.tenant_id, catalog.version, me.role)
    if key not in _made:
        words = {"object": _objects(catalog), "set": _values(catalog, me.role)}
        _made[key] = [_schema(tool, words) for tool in permitted(me)]
        while len(_made) > _KEPT:
            _made.popitem(last=False)
    return _made[key]


def _schema(tool: Tool, words: Mapping[str, Schema]) -> Schema:
    description = prompts.load(f"tools/{tool.name}").render()
    parameters = _strict(tool.args.model_json_schema(), words)
    return {"type": "function", "function": {"name": tool.name, "description": description, "parameters": parameters}}


def _strict(schema: Any, words: Mapping[str, Schema]) -> Any:
    """The schema with the tenant's own words for every property that takes one of them; titles say nothing to a model."""
    if isinstance(schema, list):
        return [_strict(part, words) for part in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _strict(part, words) for key, part in schema.items() if key != "title" or not isinstance(part, str)}
    if isinstance(made.get("properties"), dict):
        made["properties"] = {name: _worded(part, words.get(name)) for name, part in made["properties"].items()}
    return made


def _worded(plain: Schema, word: Schema | None) -> Schema:
    """A property's own description stays; one that may be left out may be null as before."""
    if word is None or "enum" in plain or "anyOf" in plain:
        return plain
    return {**plain, **word}


def _objects(catalog: Catalog) -> Schema:
    return {"type": "string", "enum": list(catalog.objects)}


def _values(catalog: Catalog, role: Role) -> Schema:
    """Every field of any object that this role may write; what does not fit its object is refused when it arrives."""
    fields: dict[str, list[Field]] = {}
    for item in catalog.objects.values():
        for field in item.fields.values():
            if field.writable(role):
                fields.setdefault(field.name, []).append(field)
    return {
        "type": "object",
        "properties": {name: _value(found) for name, found in fields.items()},
        "additionalProperties": False,
    }


def _value(fields: list[Field]) -> Schema:
    options = list(dict.fromkeys(option.value for field in fields for option in field.options))
    listed = all(field.options for field in fields) and len(options) <= MAX_OPTIONS
    return {"enum": [*options, None]} if listed else {}
