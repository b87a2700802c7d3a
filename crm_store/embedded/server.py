"""The supervisor: start or join, stop, look, back up, restore."""

import os
import signal
import time
from pathlib import Path

import psycopg

from crm_store.embedded import backup as backups
from crm_store.embedded.cluster import ensure_cluster, launch, made_by, wait_ready
from crm_store.embedded.errors import EmbeddedError, StartFailedError, clear_os_errors
from crm_store.embedded.install import Install, find_install
from crm_store.embedded.layout import (
    Layout,
    find_layout,
    locked,
    make_data_dir,
    make_layout,
    read_password,
    remove_layout,
)
from crm_store.embedded.process import Postmaster, find_postmaster, serves
from crm_store.embedded.settings import choose_listen
from crm_store.embedded.values import DATABASE, SUPERUSER, Endpoint, ServerStatus

_STOP_SECONDS = 120.0
_CONNECT_SECONDS = 10


class EmbeddedServer:
    """One PostgreSQL server below one data folder, shared by every process that names the folder.

    data_dir: CRM_DATA_DIR; made when missing.
    programs: another PostgreSQL's folder (with bin, lib, share) instead of the wheel's.
    sockets: False to listen on 127.0.0.1 even where unix sockets work; port: the one to use then.
    """

    def __init__(
        self, data_dir: Path, *, programs: Path | None = None, sockets: bool = True, port: int | None = None
    ) -> None:
        self._data_dir = Path(data_dir).expanduser().resolve()
        self._programs = programs
        self._sockets = sockets
        self._port = port

    def start(self) -> Endpoint:
        """Make the server on first use, start it or join the running one. Safe to call from many processes.

        Returns the superuser's endpoint of an existing database `crm`. Raises EmbeddedError.
        """
        with clear_os_errors(self._data_dir):
            make_data_dir(self._data_dir)
            found = self._join_or_launch()
            try:
                return self._open(found)
            except StartFailedError:
                if not _ends(found.pid, find_layout(self._data_dir).data):
                    raise
            return self._open(self._join_or_launch())  # it was being killed just as we joined

    def stop(self) -> None:
        """Shut down fast: open transactions roll back, what is committed stays. No-op when stopped."""
        with clear_os_errors(self._data_dir):
            if not self._data_dir.exists():
                return
            with locked(self._data_dir):
                self._stop(find_layout(self._data_dir))

    def status(self) -> ServerStatus:
        """The truth about the server's process; starts nothing. Raises EmbeddedError."""
        with clear_os_errors(self._data_dir):
            layout = find_layout(self._data_dir)
            found = find_postmaster(layout.data)
            version = self._running_version(found) if found else None
            return ServerStatus(
                running=found is not None,
                answering=version is not None,
                pid=found.pid if found else None,
                version=version or made_by(layout),
                data_dir=layout.data,
                host=found.host if found else None,
                port=found.port if found else None,
                log_dir=layout.log,
            )

    def backup(self, target: Path) -> None:
        """Write the whole database to the new file `target` and read it back. Starts the server if need be.

        Raises EmbeddedError; then there is no `target`, or the one of before.
        """
        endpoint = self.start()
        with clear_os_errors(target):
            backups.write(self._install(), endpoint, target)

    def restore(self, source: Path) -> None:
        """Replace the database by that of a backup; open connections to it are ended.

        All or nothing: until the backup is restored as a whole, the present database stays in use.
        Roles that are missing are made without a password: migrate afterwards.
        Raises BackupDamagedError when `source` is not a whole backup.
        """
        endpoint = self.start()
        with clear_os_errors(source):
            backups.restore(self._install(), endpoint, source)

    def remove(self) -> None:
        """Stop the server and delete its data, secrets and logs, wherever they lie. There is no way back."""
        with clear_os_errors(self._data_dir):
            if not self._data_dir.exists():
                return
            with locked(self._data_dir):
                layout = find_layout(self._data_dir)
                self._stop(layout)
                remove_layout(layout)

    def _join_or_launch(self) -> Postmaster:
        if found := self._joinable():
            return found
        with locked(self._data_dir):
            return self._joinable() or self._launch()

    def _open(self, found: Postmaster) -> Endpoint:
        """The endpoint of a server that lets us in and has the database."""
        endpoint = self._endpoint(found)
        _ensure_database(endpoint)
        return endpoint

    def _joinable(self) -> Postmaster | None:
        found = find_postmaster(find_layout(self._data_dir).data)
        return found if found and found.ready and found.reachable() else None

    def _launch(self) -> Postmaster:
        layout = make_layout(self._data_dir)
        found = find_postmaster(layout.data)
        if found and not found.ready:  # whoever started it was killed meanwhile
            found = wait_ready(layout)
        if found and found.reachable():
            return found
        self._stop(layout)  # a server without its socket serves nobody
        install = find_install(layout.account, self._programs)
        ensure_cluster(layout, install)
        return launch(layout, install, choose_listen(layout, sockets=self._sockets, port=self._port))

    def _stop(self, layout: Layout) -> None:
        found = find_postmaster(layout.data)
        if not found:
            return
        os.kill(found.pid, signal.SIGINT)  # PostgreSQL's word for a fast shutdown
        if not _ends(found.pid, layout.data, _STOP_SECONDS):
            raise EmbeddedError(f"The server (process {found.pid}) did not stop: see {layout.log}.")

    def _endpoint(self, found: Postmaster) -> Endpoint:
        password = read_password(find_layout(self._data_dir))
        return Endpoint(found.host, found.port, SUPERUSER, password)

    def _install(self) -> Install:
        return find_install(find_layout(self._data_dir).account, self._programs)

    def _running_version(self, found: Postmaster) -> str | None:
        try:
            with _connect(self._endpoint(found)) as connection:
                number = connection.info.server_version
        except EmbeddedError:
            return None
        return f"{number // 10000}.{number % 10000}"


def _ends(pid: int, data: Path, seconds: float = 1.0) -> bool:
    """Whether the server over `data` ends within that time."""
    until = time.monotonic() + seconds
    while serves(pid, data):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _connect(endpoint: Endpoint) -> psycopg.Connection:
    try:
        return psycopg.connect(endpoint.conninfo(dbname="postgres"), autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.OperationalError as error:
        line = str(error).strip().splitlines()[0]
        raise StartFailedError(f"The running server does not let us in: {line}") from error


def _ensure_database(endpoint: Endpoint) -> None:
    with _connect(endpoint) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
            return
        try:
            connection.execute(f"create database {DATABASE}")
        except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
            pass  # another process joined at the same moment
        except psycopg.errors.DiskFull as error:
            raise OSError(28, "No space left on device") from error
