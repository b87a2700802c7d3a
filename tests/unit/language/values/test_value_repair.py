"""Dictated text becomes what was meant, and nothing that was meant is lost."""

from pathlib import Path

import pytest
import yaml
from conftest import CONTEXT
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.values import ValueContext
from assistant.language.values.repair import repair

TABLE: dict[str, str] = yaml.safe_load((Path(__file__).parent / "repairs.yaml").read_text())
CHANGED = [line.split(" :: ") for key in ("corrected", "fillers") for line in TABLE[key].splitlines()]


@pytest.mark.parametrize(("said", "meant"), CHANGED)
def test_repaired(said: str, meant: str, context: ValueContext) -> None:
    found = repair(said, context)
    assert found.text == meant
    assert found.unresolved == ()


@pytest.mark.parametrize("said", TABLE["unchanged"].splitlines())
def test_left_alone(said: str, context: ValueContext) -> None:
    found = repair(said, context)
    assert (found.text, found.unresolved) == (said, ())


@pytest.mark.parametrize("said", TABLE["unresolved"].splitlines())
def test_unresolved_is_reported(said: str, context: ValueContext) -> None:
    found = repair(said, context)
    assert found.text == said
    assert len(found.unresolved) == 1


def test_known_names_in_lower_case(context: ValueContext) -> None:
    said = "call sarah no wait anna tomorrow"
    assert repair(said, context, {"sarah", "anna"}).text == "call anna tomorrow"


def test_way_back(context: ValueContext) -> None:
    said = "um make it fifty, no wait, sixty"
    found = repair(said, context)
    start, end = found.to_original(found.text.index("sixty"), len(found.text))
    assert said[start:end] == "sixty"


@given(st.lists(st.sampled_from([*'ab5 ,.$k"', " no ", " wait ", " um ", " Friday ", " 50k ", " at 3 "]), max_size=40))
def test_each_character_comes_from_the_original(parts: list[str]) -> None:
    said = "".join(parts)
    found = repair(said, CONTEXT)
    assert "".join(said[i] for i in found.origin) == found.text
