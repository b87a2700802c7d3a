"""How much memory counts as ours, told by folders as the two versions of control groups have them."""

import os
from pathlib import Path

import pytest

from crm_store.embedded.memory import usable_memory

MACHINE = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
HALF, QUARTER = MACHINE // 2, MACHINE // 4


def write(path: Path, text: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


def measured(tmp_path: Path, membership: str) -> int:
    write(tmp_path / "own", membership)
    return usable_memory(tmp_path / "groups", tmp_path / "own")


def test_without_control_groups_it_is_the_machines(tmp_path: Path) -> None:
    assert usable_memory(tmp_path / "none", tmp_path / "none") == MACHINE


def test_a_container_shows_its_own_limit_at_the_root(tmp_path: Path) -> None:
    write(tmp_path / "groups" / "memory.max", HALF)
    assert measured(tmp_path, "0::/") == HALF


def test_a_service_has_the_smallest_limit_of_the_groups_above_it(tmp_path: Path) -> None:
    write(tmp_path / "groups" / "system.slice" / "memory.max", QUARTER)
    write(tmp_path / "groups" / "system.slice" / "crm.service" / "memory.max", HALF)
    write(tmp_path / "groups" / "other.slice" / "memory.max", 4096)
    assert measured(tmp_path, "0::/system.slice/crm.service") == QUARTER


def test_version_one(tmp_path: Path) -> None:
    write(tmp_path / "groups" / "memory" / "docker" / "x" / "memory.limit_in_bytes", QUARTER)
    write(tmp_path / "groups" / "memory" / "memory.limit_in_bytes", 9223372036854771712)
    assert measured(tmp_path, "9:name=systemd:/\n4:cpu,memory:/docker/x\n0::/") == QUARTER


@pytest.mark.parametrize("said", ["max", "", "-1", str(MACHINE * 2)])
def test_what_is_no_limit_counts_for_nothing(tmp_path: Path, said: str) -> None:
    write(tmp_path / "groups" / "memory.max", said)
    assert measured(tmp_path, "0::/") == MACHINE


def test_a_limit_that_may_not_be_read_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "groups" / "memory.max").mkdir(parents=True)
    assert measured(tmp_path, "0::/../elsewhere") == MACHINE
