"""What an administrator may set, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class OptionSetting:
    value: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StageSetting:
    """`probability` in percent; `kind` is open, won or lost. `was` renames the stage that had this name."""

    name: str
    probability: float
    kind: str = "open"
    synonyms: tuple[str, ...] = ()
    required_fields: tuple[str, ...] = ()
    was: str | None = None


@dataclass(frozen=True, slots=True)
class PipelineSetting:
    name: str
    stages: tuple[StageSetting, ...]
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class FieldSetting:
    """None leaves a part as it is; `options` replaces the whole picklist."""

    label: str | None = None
    synonyms: tuple[str, ...] | None = None
    options: tuple[OptionSetting, ...] | None = None
    hidden_for: tuple[str, ...] | None = None
    masked_for: tuple[str, ...] | None = None
    read_only_for: tuple[str, ...] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
