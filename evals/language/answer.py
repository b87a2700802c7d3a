"""An answer as it came over HTTP, with what evaluators ask of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

Block = Mapping[str, Any]
_NUMBER = re.compile(r"-?\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?\s*(k|m|bn|b|million|billion)?\b", re.IGNORECASE)
_SCALE = {"k": 1e3, "m": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "billion": 1e9}


@dataclass(frozen=True)
class Answer:
    """One assistant message. `keys` maps the ids of records and users to the keys of the company."""

    status: str
    text: str
    blocks: Sequence[Block]
    keys: Mapping[str, str] = field(repr=False)

    @classmethod
    def from_message(cls, message: Mapping[str, Any], keys: Mapping[str, str]) -> Answer:
        return cls(message["status"], message["text"], message["blocks"], keys)

    def of_type(self, kind: str) -> list[Block]:
        return [block for block in self.blocks if block["type"] == kind]

    @property
    def proposal(self) -> Block | None:
        """The proposal that waits for approval, if the answer has one."""
        blocks = self.of_type("proposal")
        return blocks[-1]["proposal"] if blocks and self.status == "needs_approval" else None

    @property
    def abstained(self) -> bool:
        return self.status in ("declined", "needs_choice")

    @property
    def options(self) -> list[Block]:
        return [option for block in self.of_type("choices") for option in block["options"]]

    @cached_property
    def everything(self) -> str:
        """Text and blocks as one string."""
        return self.text + "\n" + json.dumps(list(self.blocks), ensure_ascii=False, default=str)

    @property
    def said(self) -> str:
        """The text, with the fields of a single record and the figures that stand beside it."""
        parts = [self.text]
        parts += [json.dumps(b["items"], ensure_ascii=False) for b in self.of_type("records") if len(b["items"]) == 1]
        parts += [f"{b['label']} {b['value']}" for b in self.of_type("metric")]
        parts += [json.dumps(b["items"], ensure_ascii=False) for b in self.of_type("findings")]
        return "\n".join(parts)

    def key(self, record_id: str) -> str:
        return self.keys.get(record_id, record_id)


def numbers_in(text: str) -> list[float]:
    """Every number in a text, thousands and scales (`1.2M`) read."""
    return [
        float(whole.replace(",", "") + fraction) * _SCALE.get(scale.lower(), 1.0)
        for whole, fraction, scale in _NUMBER.findall(text)
    ]


def figures_in(value: Any) -> Iterator[float]:
    """Every number inside a JSON value."""
    if isinstance(value, bool):
        return
    if isinstance(value, int | float):
        yield float(value)
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from figures_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from figures_in(item)


def labels_in(row: Mapping[str, Any]) -> list[str]:
    """The texts of a table's row; a reference by its label."""
    cells = [cell.get("label") if isinstance(cell, Mapping) else cell for cell in row.values()]
    return [str(cell).casefold() for cell in cells if isinstance(cell, str | int) and not isinstance(cell, bool)]
