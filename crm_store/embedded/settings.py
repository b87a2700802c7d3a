"""What the server is told: where to listen, whom to let in, how much to use."""

import os
import shutil
import socket
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from crm_store.embedded.layout import Layout, own_folder, read_record, write_record
from crm_store.embedded.memory import usable_memory

SOCKET_PORT = 5432  # only a part of the socket's name
_LONGEST_SOCKET = 107  # bytes of sun_path on Linux, without its end (macOS has 103)
_SMALL_SHARED_MEMORY = 512 * 1024**2

# A password for everybody, on the private socket too: an agent's login must not become the owner's.
HBA = """\
local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
"""

# For a machine that also runs the API: 2 cores and 4 GB are enough.
_CONF = """\
# Written at every start: change settings with ALTER SYSTEM, or below the include in postgresql.conf.
listen_addresses = '{addresses}'
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = {buffers}MB
effective_cache_size = {cached}MB
work_mem = 8MB
maintenance_work_mem = 128MB
max_wal_size = 1GB
random_page_cost = 1.1
jit = off
synchronous_commit = on
default_text_search_config = 'pg_catalog.english'
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = on
log_directory = '{log}'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %q%u@%d '
log_min_duration_statement = 2s
"""


@dataclass(frozen=True)
class Listen:
    """Where the server listens: in a socket folder, or on a port of 127.0.0.1 when that is None."""

    socket_dir: Path | None
    port: int


def choose_listen(layout: Layout, *, sockets: bool = True, port: int | None = None) -> Listen:
    """A private socket where one can be made, else the recorded or a free port of 127.0.0.1."""
    folder = _socket_folder(layout) if sockets else None
    if folder:
        return Listen(folder, SOCKET_PORT)
    chosen = port or _usable_port(read_record(layout.data_dir).get("port"))
    write_record(layout.data_dir, port=chosen)
    return Listen(None, chosen)


def write_conf(layout: Layout, listen: Listen) -> None:
    """Write `crm.conf`, which postgresql.conf includes."""
    text = _CONF.format(
        addresses="" if listen.socket_dir else "127.0.0.1",
        port=listen.port,
        sockets=_quoted(listen.socket_dir or ""),
        log=_quoted(layout.log),
        buffers=_buffers(),
        cached=max(1024, _buffers()),
    )
    if _shared_memory_is_small():
        text += "dynamic_shared_memory_type = mmap\n"
    own_file(layout, layout.data / "crm.conf", text)


def _buffers() -> int:
    """MB of the server's own cache: an eighth of the memory that we may use (an index of a million vectors has 1.1 GB, and what is read through
    the system's cache costs a call for each 8 KB). Only what is used is taken."""
    return min(max(usable_memory() // 1024**2 // 8, 256), 4096)


def own_file(layout: Layout, path: Path, text: str) -> None:
    """Write a new file that PostgreSQL's user alone may read.

    Root writes into that user's folders here: it never follows a link that the user may have put there.
    """
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(descriptor, "w") as file:  # noqa: PTH123
        if layout.account.foreign:
            os.fchown(descriptor, layout.account.uid, layout.account.gid)
        file.write(text)


def _quoted(value: object) -> str:
    return str(value).replace("'", "''")


def _shared_memory_is_small() -> bool:
    # Containers come with 64 MB of it, which a parallel index build exceeds.
    memory = Path("/dev/shm")  # noqa: S108
    return memory.exists() and shutil.disk_usage(memory).total < _SMALL_SHARED_MEMORY


def _socket_folder(layout: Layout) -> Path | None:
    if _takes_sockets(layout.run):
        return layout.run
    recorded = read_record(layout.data_dir).get("socket_dir")
    if recorded and _is_private(Path(recorded), layout):
        return Path(recorded)
    folder = Path(tempfile.mkdtemp(prefix="crm-pg-"))
    if not _takes_sockets(folder) or not layout.account.reaches(folder.parent):
        folder.rmdir()
        return None
    own_folder(folder, layout.account)
    write_record(layout.data_dir, socket_dir=str(folder))
    return folder


def _is_private(folder: Path, layout: Layout) -> bool:
    """Whether it is still ours: what lies in a public folder may be cleared and made anew by others."""
    try:
        found = folder.lstat()
    except FileNotFoundError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == layout.account.uid and not found.st_mode & 0o077


def _takes_sockets(folder: Path) -> bool:
    """Whether a socket can be made there: the path is short enough and the file system has them."""
    name = folder / f".s.PGSQL.{SOCKET_PORT}"
    # PostgreSQL splits its list of folders at commas and takes @ for an abstract name.
    if len(bytes(name)) > _LONGEST_SOCKET or set(',"@') & set(str(folder)):
        return False
    probe = folder / ".probe"
    try:
        with socket.socket(socket.AF_UNIX) as trial:
            trial.bind(str(probe))
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True


def _usable_port(recorded: int | None) -> int:
    """The port of last time where it is free, so that notes of it stay true; else any free one."""
    for wanted in (recorded or 0, 0):
        with socket.socket() as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind(("127.0.0.1", wanted))
            except OSError:
                continue
            return int(trial.getsockname()[1])
    raise OSError("no free port")
