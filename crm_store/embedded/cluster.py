"""Making the data folder and starting the server over it. The caller holds the lock."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from crm_store.embedded.errors import EmbeddedError, OtherVersionError, StartFailedError, StillHeldError, from_output
from crm_store.embedded.install import Install
from crm_store.embedded.layout import Layout, make_password, own_folder
from crm_store.embedded.process import (
    Postmaster,
    clean_environment,
    clear_reused_pid,
    clear_sockets,
    find_postmaster,
)
from crm_store.embedded.settings import HBA, Listen, own_file, write_conf
from crm_store.embedded.values import SUPERUSER

_START_SECONDS = 600  # a large crash recovery takes its time
_HELD_SECONDS = 10
_COLLECTOR_SECONDS = 5  # the log collector is a process of its own and may write after the server has ended
_ENDED = "database system is shut down"


def made_by(layout: Layout) -> str | None:
    """The major version that made the data ("18"), None before the first start."""
    try:
        return (layout.data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return None


def ensure_cluster(layout: Layout, install: Install) -> None:
    """Make the data folder once; refuse one that another major version made."""
    found = made_by(layout)
    if found is None:
        _init(layout, install)
    elif found != install.major:
        raise OtherVersionError(
            f"{layout.data} was made by PostgreSQL {found}, this is {install.version}: "
            "back it up with the version that made it and restore it here."
        )


def _init(layout: Layout, install: Install) -> None:
    """Make the data folder beside its place and move it there when whole."""
    for left in layout.home.glob("pg.new-*"):
        shutil.rmtree(left, ignore_errors=True)
    # A name of its own: the initdb of a killed process may still be writing to the last one.
    fresh = Path(tempfile.mkdtemp(dir=layout.home, prefix="pg.new-"))
    password = layout.home / "password.new"
    try:
        own_folder(fresh, layout.account)
        own_file(layout, password, make_password(layout) + "\n")
        _run(layout, [install.program("initdb"), *_init_options(fresh, password)])
        own_file(layout, fresh / "pg_hba.conf", HBA)
        with (fresh / "postgresql.conf").open("a") as file:
            file.write("\ninclude = 'crm.conf'\n")
        fresh.rename(layout.data)
    finally:
        password.unlink(missing_ok=True)
        shutil.rmtree(fresh, ignore_errors=True)


def _init_options(data: Path, password: Path) -> list[str]:
    return [
        f"--pgdata={data}",
        f"--username={SUPERUSER}",
        f"--pwfile={password}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--text-search-config=english",
        "--no-instructions",
    ]


def launch(layout: Layout, install: Install, listen: Listen) -> Postmaster:
    """Start the server and wait until it accepts connections; it outlives this process."""
    clear_reused_pid(layout.data)
    clear_sockets(listen.socket_dir or layout.run)
    write_conf(layout, listen)
    until = time.monotonic() + _HELD_SECONDS
    while True:
        try:
            _start(layout, install)
        except StillHeldError:  # by the last processes of a killed server, or one that a killed process began
            if find_postmaster(layout.data):
                return wait_ready(layout)
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return wait_ready(layout)


def _start(layout: Layout, install: Install) -> None:
    said = layout.log / "start.log"
    own_file(layout, said, "")
    seen = _log_sizes(layout)
    try:
        _run(
            layout,
            [
                install.program("pg_ctl"),
                "start",
                "--silent",
                "--wait",
                f"--timeout={_START_SECONDS}",
                f"--pgdata={layout.data}",
                f"--log={said}",
            ],
        )
    except EmbeddedError as error:
        output = _last_words(layout, said, seen)
        raise (from_output(output, layout.data) if output.strip() else error) from error


def wait_ready(layout: Layout) -> Postmaster:
    """The living server once it accepts connections."""
    until = time.monotonic() + _START_SECONDS
    while (found := find_postmaster(layout.data)) and time.monotonic() < until:
        if found.ready:
            return found
        time.sleep(0.02)
    raise StartFailedError(f"The server in {layout.data} did not become ready: see {layout.log}.")


def _run(layout: Layout, command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603
        command,
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        cwd="/",
        env=clean_environment(),
        check=False,
        umask=0o077,
        **layout.account.run_as(),
    )
    if done.returncode:
        raise from_output(done.stderr + done.stdout, layout.data)


def _last_words(layout: Layout, said: Path, seen: dict[Path, int]) -> str:
    """What a server that did not start has said, once its log collector has written down the end of it."""
    first = said.read_text(errors="replace")
    until = time.monotonic() + (_COLLECTOR_SECONDS if "Future log output" in first else 0)
    while _ENDED not in (logged := _logged_since(layout, seen)) and time.monotonic() < until:
        time.sleep(0.02)
    return first + logged


def _log_sizes(layout: Layout) -> dict[Path, int]:
    return {path: path.stat().st_size for path in layout.log.glob("postgresql-*.log")}


def _logged_since(layout: Layout, seen: dict[Path, int]) -> str:
    text = ""
    for path in sorted(layout.log.glob("postgresql-*.log")):
        with path.open("rb") as file:
            file.seek(min(seen.get(path, 0), os.fstat(file.fileno()).st_size))
            text += file.read(1_000_000).decode(errors="replace")
    return text
