"""How much memory this process may use: the machine's, or less where a container or a service is given a part of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

_GROUPS = Path("/sys/fs/cgroup")
_OWN = Path("/proc/self/cgroup")


def usable_memory(groups: Path = _GROUPS, own: Path = _OWN) -> int:
    """Bytes: the smallest of the machine's memory and the limits of the control groups (versions 1 and 2) that this process is in."""
    machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return min([machine, *_limits(groups, own)])


def _limits(groups: Path, own: Path) -> Iterator[int]:
    for folder, name in _places(groups, own):
        try:
            said = (folder / name).read_text(encoding="ascii").strip()
        except OSError:
            continue
        if (
            said.isdigit() and int(said) > 0
        ):  # version 2 says "max" where there is none, version 1 a number beyond any machine
            yield int(said)


def _places(groups: Path, own: Path) -> Iterator[tuple[Path, str]]:
    """Where limits may stand: the folder of each group and of those above it. In a container the first above is its own."""
    for controllers, path in _memberships(own):
        root, name = (groups, "memory.max") if not controllers else (groups / "memory", "memory.limit_in_bytes")
        for part in (Path(path), *Path(path).parents):
            yield root / str(part).lstrip("/"), name


def _memberships(own: Path) -> Iterator[tuple[str, str]]:
    """(controllers, path) of the groups that may limit memory; the root where nothing tells."""
    yield "", "/"
    yield "memory", "/"
    try:
        lines = own.read_text(encoding="utf-8").splitlines()
    except OSError:
        return
    for line in lines:
        _number, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        if path.startswith("/") and ".." not in path and (not controllers or "memory" in controllers.split(",")):
            yield controllers, path
