"""The case table: what each text holds, and what it must not be taken for."""

from pathlib import Path

import pytest
import yaml
from value_show import show

from assistant.language.values import ValueContext, find_values

TABLE: dict[str, str] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text())
CASES = [
    (kind, *(part.strip() for part in line.split(" :: ")))
    for kind, lines in TABLE.items()
    for line in lines.splitlines()
]


@pytest.mark.parametrize(("kind", "text", "span", "value"), [c for c in CASES if c[0] != "none"])
def test_found(kind: str, text: str, span: str, value: str, context: ValueContext) -> None:
    found = [(m.kind, m.text, show(m)) for m in find_values(text, context)]
    assert (kind, span, value) in found


@pytest.mark.parametrize(("text", "kind"), [c[1:] for c in CASES if c[0] == "none"])
def test_not_found(text: str, kind: str, context: ValueContext) -> None:
    assert kind not in [m.kind for m in find_values(text, context)]
