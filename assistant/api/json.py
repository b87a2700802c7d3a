"""Answers of many records as JSON."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi.responses import JSONResponse


class Json(JSONResponse):
    """Written by orjson, which takes a tenth of the time of Python's own writer."""

    def render(self, content: Any) -> bytes:
        try:
            return orjson.dumps(content)
        except orjson.JSONEncodeError:  # a custom number beyond 64 bits
            return super().render(content)
