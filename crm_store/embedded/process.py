"""The server's process, found by what it is and not by what a file says."""

import os
from dataclasses import dataclass
from pathlib import Path

import psutil

# Larger than any process id that a system hands out.
_NO_PROCESS = 2**31 - 2


@dataclass(frozen=True)
class Postmaster:
    """A living server. host: socket folder or address. ready: it accepts connections."""

    pid: int
    host: str
    port: int
    ready: bool

    def reachable(self) -> bool:
        """False when somebody removed the socket below a living server."""
        return not self.host.startswith("/") or Path(self.host, f".s.PGSQL.{self.port}").exists()


def find_postmaster(data: Path) -> Postmaster | None:
    """The living server over the folder `data`; None for none, a killed one or a reused process id."""
    lines = _pid_file_lines(data)
    if len(lines) < 5 or not lines[0].isdigit() or not serves(int(lines[0]), data):
        return None
    address = lines[5].strip() if len(lines) > 5 else ""
    status = lines[7].strip() if len(lines) > 7 else ""
    return Postmaster(
        pid=int(lines[0]),
        host=lines[4].strip() or address,
        port=int(lines[3]),
        ready=status == "ready",
    )


def serves(pid: int, data: Path) -> bool:
    """Whether the process `pid` is a living PostgreSQL server over the folder `data`."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return False
        command = process.cmdline()
    except psutil.Error:
        return False
    return bool(command) and Path(command[0]).name == "postgres" and str(data) in command


def clear_reused_pid(data: Path) -> None:
    """Let the next server start although another program got the killed one's process id.

    PostgreSQL would take that program for a server. The file stays, with a process id that nobody has:
    its other lines are how the next server notices processes of the old one that still hold the memory.
    """
    lines = _pid_file_lines(data)
    if not lines:
        return
    if not lines[0].isdigit():  # cut short by a full disk: nothing in it is of use
        (data / "postmaster.pid").unlink()
        return
    if psutil.pid_exists(int(lines[0])) and not serves(int(lines[0]), data):
        descriptor = os.open(data / "postmaster.pid", os.O_RDWR | os.O_NOFOLLOW)
        with open(descriptor, "r+") as file:  # noqa: PTH123  (in place: owner and mode stay)
            file.write("\n".join([str(_NO_PROCESS), *lines[1:]]) + "\n")
            file.truncate()


def clear_sockets(folder: Path) -> None:
    """Remove what a killed server left in its own private socket folder."""
    for left in folder.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def clean_environment() -> dict[str, str]:
    """What PostgreSQL's programs get: none of the caller's PG* variables, locale or libraries."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


def _pid_file_lines(data: Path) -> list[str]:
    try:
        return (data / "postmaster.pid").read_text().splitlines() or [""]
    except FileNotFoundError:
        return []
