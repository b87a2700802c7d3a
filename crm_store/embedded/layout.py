"""Which folders the server has, whom they belong to, and what is remembered about them."""

import fcntl
import json
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from crm_store.embedded.account import Account, choose_account
from crm_store.embedded.errors import EmbeddedError, ServerBusyError
from crm_store.embedded.install import shared_root
from crm_store.embedded.values import SUPERUSER

_RECORD = "embedded.json"
_LOCK_SECONDS = 120.0


@dataclass(frozen=True)
class Layout:
    """The folders of one server.

    data_dir: what the operator named; secrets stay there.
    home: holds pg (the data), run (the socket) and log; data_dir itself unless PostgreSQL cannot reach it.
    """

    data_dir: Path
    home: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.home / "pg"

    @property
    def run(self) -> Path:
        return self.home / "run"

    @property
    def log(self) -> Path:
        return self.home / "log"

    @property
    def secret(self) -> Path:
        return self.data_dir / "secrets" / SUPERUSER


def find_layout(data_dir: Path) -> Layout:
    """The layout as recorded; nothing is made."""
    home = Path(read_record(data_dir).get("home", data_dir))
    return Layout(data_dir, home, choose_account(home / "pg"))


def make_layout(data_dir: Path) -> Layout:
    """The layout with its folders made, each for its owner alone."""
    layout = find_layout(data_dir)
    if not layout.account.reaches(layout.home):
        if layout.home != data_dir or layout.data.exists():  # never start empty beside data that are there
            raise EmbeddedError(f"PostgreSQL's user cannot enter {layout.home}: open its parents as before.")
        layout = _move_home(layout)
    for folder in (layout.run, layout.log):
        own_folder(folder, layout.account)
    layout.secret.parent.mkdir(mode=0o700, exist_ok=True)
    layout.secret.parent.chmod(0o700)
    return layout


def own_folder(folder: Path, account: Account) -> None:
    """Make `folder` for `account` alone."""
    folder.mkdir(mode=0o700, exist_ok=True)
    account.take(folder)
    folder.chmod(0o700)


def _move_home(layout: Layout) -> Layout:
    # A random name, not one made from the path: a data folder that was deleted and made anew is empty.
    home = Path(tempfile.mkdtemp(dir=shared_root(), prefix=f"{layout.data_dir.name[:20]}-"))
    home.chmod(0o711)
    (home / "data_dir").write_text(f"{layout.data_dir}\n")
    write_record(layout.data_dir, home=str(home))
    moved = Layout(layout.data_dir, home, layout.account)
    if not moved.account.reaches(home):
        raise EmbeddedError(f"PostgreSQL's unprivileged user cannot reach {home}: set CRM_DATA_DIR elsewhere.")
    return moved


def read_record(data_dir: Path) -> dict[str, Any]:
    """What is remembered beside the defaults: `home`, `socket_dir`, `port`."""
    try:
        found = json.loads((data_dir / _RECORD).read_text())
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise EmbeddedError(f"{data_dir / _RECORD} is damaged: restore it, it names the data's place.") from error
    return dict(found)


def write_record(data_dir: Path, **values: str | int) -> None:
    """Remember `values`; the file is replaced as a whole."""
    fresh = data_dir / f"{_RECORD}.new"
    fresh.write_text(json.dumps(read_record(data_dir) | values) + "\n")
    fresh.replace(data_dir / _RECORD)


def read_password(layout: Layout) -> str:
    try:
        return layout.secret.read_text().strip()
    except FileNotFoundError as error:
        raise EmbeddedError(f"{layout.secret}, the database superuser's password, is missing.") from error


def make_password(layout: Layout) -> str:
    """The superuser's password, made once, in a file for this user alone."""
    if not layout.secret.exists():
        fresh = layout.secret.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with open(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:  # noqa: PTH123
            file.write(secrets.token_urlsafe(24) + "\n")
        fresh.replace(layout.secret)
    return read_password(layout)


def make_data_dir(data_dir: Path) -> None:
    # Root's is open to pass through, so that the unprivileged user gets at its own folders inside.
    data_dir.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)


@contextmanager
def locked(data_dir: Path) -> Iterator[None]:
    """One process at a time starts, stops or replaces the server; the lock dies with its holder."""
    with (data_dir / "server.lock").open("a") as file:
        _wait_for_lock(file.fileno(), data_dir)
        owner = data_dir.stat()
        if os.geteuid() == 0 and owner.st_uid != 0:  # root helps out in another user's folder
            os.fchown(file.fileno(), owner.st_uid, owner.st_gid)
        yield


def _wait_for_lock(descriptor: int, data_dir: Path) -> None:
    until = time.monotonic() + _LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise ServerBusyError(
                    f"Another process has held the server in {data_dir} for {_LOCK_SECONDS:.0f} s."
                ) from None
            time.sleep(0.02)
        else:
            return


def remove_layout(layout: Layout) -> None:
    """Delete the stopped server's folders and what was recorded about them."""
    socket_dir = read_record(layout.data_dir).get("socket_dir")
    for folder in (layout.data, layout.run, layout.log, layout.secret.parent):
        shutil.rmtree(folder, ignore_errors=True)
    if socket_dir:
        shutil.rmtree(socket_dir, ignore_errors=True)
    if layout.home != layout.data_dir:
        shutil.rmtree(layout.home, ignore_errors=True)
    (layout.data_dir / _RECORD).unlink(missing_ok=True)
