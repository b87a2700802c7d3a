"""How the nearest are found, by how many are seen of how many."""

from __future__ import annotations

import pytest

from retrieval.reach import FEW, POOLS, Way, choose, pool

M = 1_000_000


@pytest.mark.parametrize(
    ("sees_all", "tenant", "own", "everybody", "by_signs", "indexed", "expected"),
    [
        (True, M, 0, M, True, True, "index"),
        (False, M, 200_000, M, True, True, "index"),
        (False, M, 50_000, M, True, True, "own"),
        (False, M, 50_000, M, False, True, "index"),  # whole vectors cost more than signs
        (False, M, 10_000, M, False, True, "own"),
        (False, M, 0, M, True, True, "own"),
        (True, 10_000, 0, M, True, True, "tenant"),  # a small tenant beside a large one
        (False, 10_000, 10, M, True, True, "tenant"),
        (False, M, 10_000, M, True, False, "own"),  # a server that is not ours
        (False, M, 10_000, M, False, False, "index"),
        (False, 0, 0, M, True, True, "index"),  # not counted yet
        (True, FEW, 0, FEW, True, False, "tenant"),
    ],
)
def test_few_are_compared_and_many_are_walked_to(
    sees_all: bool, tenant: int, own: int, everybody: int, by_signs: bool, indexed: bool, expected: Way
) -> None:
    assert choose(sees_all, tenant, own, everybody, by_signs=by_signs, indexed=indexed).way == expected


@pytest.mark.parametrize(
    ("seen", "expected"), [(M, 60), (300_000, 60), (299_999, 40), (200_000, 40), (150_000, 30), (1_000, 30), (0, 30)]
)
def test_who_sees_less_takes_fewer_from_a_walk_and_never_too_few(seen: int, expected: int) -> None:
    assert expected in POOLS
    assert pool(seen, M) == expected
