"""Reads prompts: Markdown files with a front matter that names their variables, filled strictly.

    ---
    variables: [today, user]
    ---
    Today is {{ today }}.

A variable that is missing, unknown or undeclared raises; nothing is ever left blank in front of a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from jinja2 import StrictUndefined, Template, meta
from jinja2.sandbox import SandboxedEnvironment


class PromptError(Exception):
    """A prompt and its variables do not fit."""


@dataclass(frozen=True)
class Prompt:
    """`name` is the file's path below `prompts/` without `.md`."""

    name: str
    variables: frozenset[str]
    template: Template

    def render(self, **values: object) -> str:
        """The text; PromptError where a variable is missing or not declared."""
        if differing := self.variables.symmetric_difference(values):
            raise PromptError(f"{self.name}: {', '.join(sorted(differing))} missing or not declared")
        return self.template.render(values).strip()


# Nothing is escaped: a model reads plain text. Values are data and never templates themselves.
_environment = SandboxedEnvironment(
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    autoescape=False,
)


@cache
def load(name: str) -> Prompt:
    """The prompt of this name; PromptError where it is missing or uses what it does not declare."""
    file = files("prompts").joinpath(*f"{name}.md".split("/"))
    try:
        header, body = _split(file.read_text("utf-8"))
    except FileNotFoundError:
        raise PromptError(f"there is no prompt `{name}`") from None
    declared = frozenset(header.get("variables") or ())
    used = meta.find_undeclared_variables(_environment.parse(body))
    if undeclared := used - declared:
        raise PromptError(f"{name}: {', '.join(sorted(undeclared))} used but not declared")
    return Prompt(name, declared, _environment.from_string(body))


def _split(text: str) -> tuple[Mapping[str, list[str]], str]:
    _, front, body = text.split("---\n", 2) if text.startswith("---\n") else ("", "", text)
    return yaml.safe_load(front) or {}, body
