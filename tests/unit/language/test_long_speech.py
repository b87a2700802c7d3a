"""Speech of nothing but joints: what is read around them is bounded, so that no message costs minutes."""

from __future__ import annotations

import pytest

from assistant.language.abreast import abreast
from assistant.language.acts.model import Act
from assistant.language.chart import Items
from tests.unit.language.test_questions_said import said

_MOST = 1_500  # items on both sides of all joints


@pytest.mark.parametrize("times", [2, 200])
def test_what_is_read_around_joints_is_bounded(times: int) -> None:
    read = 0

    def acts(sides: list[Items]) -> list[Act]:
        nonlocal read
        read += sum(map(len, sides))
        return [Act("state", 1.0, "none", 0.0) for _ in sides]

    items = said("the renewal slipped and " * times)
    assert abreast(items, lambda clause: [clause], acts) == [items]
    assert 0 < read <= _MOST
