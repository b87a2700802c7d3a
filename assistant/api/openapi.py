"""Print what the web app's types come from, the models of the API: `python -m assistant.api.openapi` (`make types` uses it)."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic.json_schema import models_json_schema

from assistant.api import schemas
from assistant.app import create_app


def document() -> dict[str, Any]:
    """The models of the API's own document, with wire types that no route names (blocks travel in events too); no paths."""
    spec: dict[str, Any] = create_app().openapi()
    known = spec["components"]["schemas"]
    for name, definition in _wire_types().items():
        known.setdefault(name, definition)
    return {**spec, "paths": {}}


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
