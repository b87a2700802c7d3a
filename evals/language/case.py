"""Cases as data: `cases/{seen,unseen}/CATEGORY.yaml`. The unseen are written by whoever has not seen the engine; once looked at, they are seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

FOLDER = Path(__file__).parent / "cases"
Split = Literal["seen", "unseen"]
Expectation = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """What the speaker does: says something (with a page open), chooses an option by its label, or approves the proposal."""

    say: str | None = None
    choose: str | None = None
    approve: bool = False
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """Judged on the answer to its last turn: any of the expectations will do."""

    id: str
    category: str
    split: Split
    style: str
    speaker: str
    turns: Sequence[Turn]
    expect: Sequence[Expectation]


@cache
def load_cases() -> tuple[Case, ...]:
    """Every case, the seen ones first."""
    files = sorted(FOLDER.glob("seen/*.yaml")) + sorted(FOLDER.glob("unseen/*.yaml"))
    return tuple(case for file in files for case in _read(file))


def _read(path: Path) -> list[Case]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    split: Split = "unseen" if path.parent.name == "unseen" else "seen"
    return [_case(content["category"], split, raw) for raw in content["cases"]]


def _case(category: str, split: Split, raw: Mapping[str, Any]) -> Case:
    expected = _plain(raw["expect"])
    alternatives = tuple(expected["any_of"]) if "any_of" in expected else (expected,)
    turns = tuple(Turn(**turn) for turn in raw["turns"])
    return Case(raw["id"], category, split, raw["style"], raw["speaker"], turns, alternatives)


def _plain(value: Any) -> Any:
    """Days written bare in YAML back to text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
