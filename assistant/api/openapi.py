"""Print the OpenAPI document that the web app's types come from: `python -m assistant.api.openapi`."""

import importlib
import json
import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from assistant.api import schemas


def document() -> dict[str, Any]:
    """The API's own document, completed by wire types that no route names (blocks travel in events too)."""
    spec = _of_app() or {"openapi": "3.1.0", "info": {"title": "CRM assistant", "version": "1"}, "paths": {}}
    known = spec.setdefault("components", {}).setdefault("schemas", {})
    for name, definition in _wire_types().items():
        known.setdefault(name, definition)
    return spec


def _of_app() -> dict[str, Any] | None:
    try:
        factory = importlib.import_module("assistant.app")
    except ModuleNotFoundError as missing:
        if missing.name != "assistant.app":
            raise
        return None
    document: dict[str, Any] = factory.create_app().openapi()
    return document


def _wire_types() -> dict[str, Any]:
    models = [getattr(schemas, name) for name in schemas.__all__]
    bases = (schemas.Wire, schemas.Page, schemas.Items)
    concrete = [m for m in models if isinstance(m, type) and issubclass(m, schemas.Wire) and m not in bases]
    inputs = (schemas.SendMessage, schemas.ApproveRequest, schemas.RejectRequest, schemas.MergeRequest)
    modes: list[Any] = [(m, "validation" if m in inputs else "serialization") for m in concrete]
    _, definitions = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    found: dict[str, Any] = definitions["$defs"]
    return found


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=2, sort_keys=True)
    sys.stdout.write("\n")
