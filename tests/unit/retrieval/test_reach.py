"""How the nearest are found, by how many are seen of how many."""

from __future__ import annotations

import pytest

from retrieval.reach import FEW, Way, choose


@pytest.mark.parametrize(
    ("sees_all", "tenant", "own", "everybody", "indexed", "expected"),
    [
        (True, 1_000_000, 0, 1_000_000, True, "index"),
        (False, 1_000_000, 200_000, 1_000_000, True, "index"),
        (False, 1_000_000, 10_000, 1_000_000, True, "own"),
        (False, 1_000_000, 0, 1_000_000, True, "own"),
        (True, 10_000, 0, 1_000_000, True, "tenant"),  # a small tenant beside a large one
        (False, 10_000, 10, 1_000_000, True, "tenant"),
        (False, 1_000_000, 10_000, 1_000_000, False, "index"),  # a server that is not ours
        (False, 0, 0, 1_000_000, True, "index"),  # not counted yet
        (True, FEW, 0, FEW, False, "tenant"),
    ],
)
def test_few_are_compared_and_many_are_walked_to(
    sees_all: bool, tenant: int, own: int, everybody: int, indexed: bool, expected: Way
) -> None:
    assert choose(sees_all, tenant, own, everybody, indexed) == expected
