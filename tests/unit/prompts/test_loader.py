"""Prompts are filled strictly: nothing is left blank in front of a model."""

from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from assistant.conversation.tools import TOOLS

ROOT = Path(prompts.__file__).parent
NAMES = [str(path.relative_to(ROOT).with_suffix("")) for path in sorted(ROOT.rglob("*.md"))]


@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_declares_what_it_uses(name: str) -> None:
    prompt = prompts.load(name)
    assert prompt.render(**dict.fromkeys(prompt.variables, "x"))


def test_a_missing_or_unknown_variable_raises() -> None:
    prompt = prompts.load("system")
    values = dict.fromkeys(prompt.variables, "x")
    with pytest.raises(prompts.PromptError, match="today"):
        prompt.render(**{k: v for k, v in values.items() if k != "today"})
    with pytest.raises(prompts.PromptError, match="weather"):
        prompt.render(**values, weather="x")


def test_a_value_is_never_a_template() -> None:
    prompt = prompts.load("system")
    values = dict.fromkeys(prompt.variables, "x") | {"user": "{{ 7 * 7 }}"}
    assert "{{ 7 * 7 }}" in prompt.render(**values)


def test_every_tool_has_its_description() -> None:
    assert {f"tools/{name}" for name in TOOLS} == {name for name in NAMES if name.startswith("tools/")}
