"""What can go wrong around the embedded server: one class, one stable code and one clear line each."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from crm_store.errors import CrmError


class EmbeddedError(CrmError):
    """The embedded database failed."""

    code = "embedded_failed"


class UnsupportedPlatformError(EmbeddedError):
    """The PostgreSQL binaries do not run on this machine."""

    code = "embedded_unsupported_platform"


class StartFailedError(EmbeddedError):
    """The server did not start."""

    code = "embedded_start_failed"


class StillHeldError(StartFailedError):
    """Another server process still holds the data; it is about to end, or to be ready."""

    code = "embedded_still_held"


class PortTakenError(StartFailedError):
    """Another program listens on the port."""

    code = "embedded_port_taken"


class DiskFullError(EmbeddedError):
    """No space is left on the disk."""

    code = "embedded_disk_full"


class ReadOnlyDiskError(EmbeddedError):
    """The disk is read-only."""

    code = "embedded_read_only_disk"


class FolderNotPermittedError(EmbeddedError):
    """A folder may not be read or written by this user."""

    code = "embedded_folder_not_permitted"


class OtherVersionError(EmbeddedError):
    """The data were made by another major version of PostgreSQL."""

    code = "embedded_other_version"


class ServerBusyError(EmbeddedError):
    """Another process has been starting or stopping the server for too long."""

    code = "embedded_busy"


class BackupDamagedError(EmbeddedError):
    """A backup is not whole."""

    code = "embedded_backup_damaged"


_FULL = (errno.ENOSPC, errno.EDQUOT)
_DENIED = (errno.EACCES, errno.EPERM)


def disk_full(where: Path) -> DiskFullError:
    return DiskFullError(f"The disk that holds {where} is full: free some space and try again.")


def read_only(where: Path) -> ReadOnlyDiskError:
    return ReadOnlyDiskError(f"The disk that holds {where} is read-only: set CRM_DATA_DIR to a writable one.")


@contextmanager
def clear_os_errors(where: Path) -> Iterator[None]:
    """Turn what the operating system says about files below `where` into one clear line."""
    try:
        yield
    except OSError as error:
        at = error.filename or where
        if error.errno in _FULL:
            raise disk_full(where) from error
        if error.errno == errno.EROFS:
            raise read_only(where) from error
        if error.errno in _DENIED:
            raise FolderNotPermittedError(
                f"This user may not use {at}: run as its owner or set CRM_DATA_DIR to another folder."
            ) from error
        if error.errno in (errno.EEXIST, errno.ENOTDIR):
            raise FolderNotPermittedError(f"{at} is not a folder: set CRM_DATA_DIR to one.") from error
        raise EmbeddedError(f"{at}: {error.strerror or error}.") from error


def from_output(output: str, where: Path) -> EmbeddedError:
    """The error that a PostgreSQL program's output tells of, as one line."""
    if "pre-existing shared memory block" in output or 'lock file "postmaster.pid"' in output:
        return StillHeldError(f"Another server process still uses {where}: try again in a moment.")
    if "user does not exist" in output or "could not look up effective user ID" in output:
        return UnsupportedPlatformError(
            "PostgreSQL needs a named operating system user, and this one has no entry in the user "
            "database: run as a named user, or set CRM_DATABASE_URL."
        )
    if "Address already in use" in output:
        return PortTakenError("Another program listens on the database's port: stop it or choose another.")
    full = [line for line in output.splitlines() if "No space left on device" in line]
    if any("shared memory" not in line for line in full):  # that would be another, smaller disk
        return disk_full(where)
    if "Read-only file system" in output:
        return read_only(where)
    return StartFailedError(f"PostgreSQL in {where} failed: {_telling_line(output)}")


def _telling_line(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for word in ("PANIC", "FATAL", "rror:", "ERROR"):
        for line in lines:
            if word in line:
                return line
    return lines[-1] if lines else "it said nothing"
