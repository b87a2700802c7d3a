"""Backups: one file with the database as a PostgreSQL archive, the roles it names, and their checksums.

Logical, so that it restores into a later major version and into a server of one's own.
"""

import hashlib
import json
import re
import subprocess
import tempfile
import zipfile
from pathlib import Path

import psycopg

from crm_store.embedded.errors import BackupDamagedError, EmbeddedError, from_output
from crm_store.embedded.install import Install
from crm_store.embedded.process import clean_environment
from crm_store.embedded.values import DATABASE, SUPERUSER, Endpoint

_FORMAT = 1
_DUMP, _ROLES, _MANIFEST = "crm.dump", "roles.sql", "manifest.json"
_FRESH, _OLD = f"{DATABASE}_restored", f"{DATABASE}_before_restore"
_SWAP_ATTEMPTS = 20


def write(install: Install, endpoint: Endpoint, target: Path) -> None:
    """Dump, read the dump back, then put the file in its place."""
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        work = Path(folder)
        _client(install, endpoint, "pg_dump", "--format=custom", f"--file={work / _DUMP}", f"--dbname={DATABASE}")
        roles = ["--roles-only", "--no-role-passwords", f"--file={work / _ROLES}"]
        _client(install, endpoint, "pg_dumpall", *roles)
        manifest = {"format": _FORMAT, "postgresql": install.version, "sha256": _checksums(work)}
        (work / _MANIFEST).write_text(json.dumps(manifest, indent=1))
        whole = work / "whole"
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as archive:  # the dump is compressed already
            for name in (_MANIFEST, _ROLES, _DUMP):
                archive.write(work / name, name)
        (work / "check").mkdir(mode=0o700)
        _unpack(install, endpoint, whole, work / "check")
        whole.chmod(0o600)
        whole.replace(target)


def restore(install: Install, endpoint: Endpoint, source: Path) -> None:
    """Restore beside the present database, then swap the two in one transaction."""
    with tempfile.TemporaryDirectory(prefix="crm-restore-") as folder:
        work = Path(folder)
        _unpack(install, endpoint, source, work)
        with psycopg.connect(endpoint.conninfo(dbname="postgres"), autocommit=True) as connection:
            _make_roles(connection, (work / _ROLES).read_text())
            for name in (_FRESH, _OLD):
                connection.execute(f"drop database if exists {name} with (force)")
            connection.execute(f"create database {_FRESH} template template0")
            try:
                options = ["--exit-on-error", "--single-transaction", f"--dbname={_FRESH}"]
                _client(install, endpoint, "pg_restore", *options, str(work / _DUMP))
                _copy_properties(install, endpoint, connection, work / _DUMP)
                _swap(connection)
            finally:  # after the swap this name is gone, and the old database goes too
                for name in (_FRESH, _OLD):
                    connection.execute(f"drop database if exists {name} with (force)")


def _swap(connection: psycopg.Connection) -> None:
    for _ in range(_SWAP_ATTEMPTS):
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname in (%s, %s)",
            [DATABASE, _FRESH],
        )
        try:
            with connection.transaction():
                connection.execute(f"alter database {DATABASE} rename to {_OLD}")
                connection.execute(f"alter database {_FRESH} rename to {DATABASE}")
        except psycopg.errors.ObjectInUse:  # a pool was faster: again
            continue
        return
    raise EmbeddedError("The database stays in use: stop the servers that use it, then restore again.")


def _make_roles(connection: psycopg.Connection, statements: str) -> None:
    """Make the roles that are missing; those that exist keep their password and rights."""
    known = {str(row[0]) for row in connection.execute("select rolname from pg_roles")}
    for line in statements.splitlines():
        found = re.match(r'(?:CREATE ROLE|ALTER ROLE) "?([^" ;]+)"?', line)
        if found and found[1] in known | {SUPERUSER}:
            continue
        if found or line.startswith("GRANT "):
            connection.execute(line.encode())


def _copy_properties(install: Install, endpoint: Endpoint, connection: psycopg.Connection, dump: Path) -> None:
    """Settings of the database and rights on it: pg_restore sets them only on a database that it makes."""
    script = _client(install, endpoint, "pg_restore", "--create", "--section=pre-data", "--file=-", str(dump))
    for line in script.splitlines():
        found = re.match(rf"(ALTER DATABASE|(?:GRANT|REVOKE) .+? ON DATABASE) {DATABASE} ((?!OWNER).*;)$", line)
        if found:
            connection.execute(f"{found[1]} {_FRESH} {found[2]}".encode())


def _unpack(install: Install, endpoint: Endpoint, source: Path, folder: Path) -> None:
    """Unpack into `folder` and check all of it: checksums, then every row of the archive is read."""
    damaged = BackupDamagedError(f"{source} is not a whole backup of this program.")
    try:
        with zipfile.ZipFile(source) as archive:
            for name in (_MANIFEST, _ROLES, _DUMP):
                archive.extract(name, folder)
        manifest = json.loads((folder / _MANIFEST).read_text())
        if manifest["format"] != _FORMAT or manifest["sha256"] != _checksums(folder):
            raise damaged
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, EOFError) as error:
        raise damaged from error
    except FileNotFoundError as error:
        raise BackupDamagedError(f"There is no backup {source}.") from error
    try:
        _client(install, endpoint, "pg_restore", "--file=/dev/null", str(folder / _DUMP))
    except EmbeddedError as error:
        raise damaged from error


def _checksums(folder: Path) -> dict[str, str]:
    return {name: _checksum(folder / name) for name in (_ROLES, _DUMP)}


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _client(install: Install, endpoint: Endpoint, program: str, *arguments: str) -> str:
    """Run a client program as this user (not PostgreSQL's) against the endpoint; returns what it printed."""
    login = {
        "PGHOST": endpoint.host,
        "PGPORT": str(endpoint.port),
        "PGUSER": endpoint.user,
        "PGPASSWORD": endpoint.password,
    }
    done = subprocess.run(  # noqa: S603
        [install.program(program), *arguments],
        capture_output=True,
        text=True,
        errors="replace",
        stdin=subprocess.DEVNULL,
        env=clean_environment() | login,
        check=False,
        umask=0o077,
    )
    if done.returncode:
        raise from_output(done.stderr, Path(endpoint.host))
    return done.stdout
