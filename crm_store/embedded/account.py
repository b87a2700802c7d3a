"""The operating system user that PostgreSQL runs as: it refuses to run as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from crm_store.embedded.errors import UnsupportedPlatformError

# The first of these that exists. None is ever created: that is the administrator's to do.
_CANDIDATES = ("crm-assistant", "postgres", "nobody")


class RunAs(TypedDict, total=False):
    """Arguments of `subprocess.run` that change the user."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Account:
    """A user and its main group. `foreign`: not the one that this process runs as."""

    uid: int
    gid: int
    foreign: bool

    def run_as(self) -> RunAs:
        if not self.foreign:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def take(self, path: Path) -> None:
        """Make this account the owner of one file or folder."""
        if self.foreign:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may(self, path: Path, wanted: int) -> bool:
        """Whether the mode of `path` grants `wanted` (4 read, 2 write, 1 enter or run)."""
        found = path.stat()
        shift = 6 if found.st_uid == self.uid else 3 if found.st_gid == self.gid else 0
        return (stat.S_IMODE(found.st_mode) >> shift) & wanted == wanted

    def reaches(self, path: Path, wanted: int = 1) -> bool:
        """Whether this account gets through every parent of `path` and may use it."""
        if not self.foreign:
            return True
        return all(self.may(parent, 1) for parent in path.parents) and self.may(path, wanted)


def this_user() -> Account:
    return Account(os.geteuid(), os.getegid(), foreign=False)


def choose_account(data: Path) -> Account:
    """Who runs the server over the folder `data`: this user; for root its owner or a harmless user."""
    if os.geteuid() != 0:
        return this_user()
    if data.exists() and (owner := data.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid, foreign=True)
    for name in _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, foreign=True)
    raise UnsupportedPlatformError(
        "PostgreSQL does not run as root and this machine has no other user: make one named crm-assistant, "
        "run as a normal user, or set CRM_DATABASE_URL."
    )
