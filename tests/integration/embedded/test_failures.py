"""What is told where it cannot start."""

import socket
import subprocess
from pathlib import Path

import pytest

from crm_store.embedded import (
    DiskFullError,
    EmbeddedServer,
    FolderNotPermittedError,
    OtherVersionError,
    PortTakenError,
    ReadOnlyDiskError,
    UnsupportedPlatformError,
)
from tests.integration.embedded.tools import execute, kill, one, one_line


class TestFailures:
    def test_taken_port(self, tmp_path: Path) -> None:
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            server = EmbeddedServer(tmp_path / "data", sockets=False, port=other.getsockname()[1])
            with pytest.raises(PortTakenError) as error:
                server.start()
            assert "port" in one_line(error)
            assert not server.status().running
        server.start()
        server.remove()

    def test_other_major_version(self, server: EmbeddedServer) -> None:
        server.start()
        server.stop()
        (server.status().data_dir / "PG_VERSION").write_text("17\n")
        with pytest.raises(OtherVersionError) as error:
            server.start()
        assert "made by PostgreSQL 17" in one_line(error)

    def test_programs_that_do_not_run_here(self, tmp_path: Path) -> None:
        programs = tmp_path / "pginstall"
        for name in ("bin/postgres", "bin/initdb", "bin/pg_ctl", "lib/vector.so", "share/postgres.bki"):
            (programs / name).parent.mkdir(parents=True, exist_ok=True)
            (programs / name).write_bytes(b"\x7fELF\x02\x01\x01" + bytes(57))  # no machine's code
            (programs / name).chmod(0o755)
        server = EmbeddedServer(tmp_path / "data", programs=programs)
        with pytest.raises(UnsupportedPlatformError) as error:
            server.start()
        assert "CRM_DATABASE_URL" in one_line(error)
        server.remove()

    def test_a_file_in_place_of_the_folder(self, tmp_path: Path) -> None:
        (tmp_path / "data").write_text("")
        with pytest.raises(FolderNotPermittedError) as error:
            EmbeddedServer(tmp_path / "data").start()
        assert "not a folder" in one_line(error)

    def test_full_disk_at_the_first_start(self, small_disk: Path) -> None:
        (small_disk / "filler").write_bytes(bytes(70 * 1024**2))
        server = EmbeddedServer(small_disk / "data")
        with pytest.raises(DiskFullError) as error:
            server.start()
        assert "full" in one_line(error)
        assert not server.status().running
        (small_disk / "filler").unlink()
        assert one(server.start(), "select 1") == 1
        server.remove()

    def test_full_disk_after_a_crash_loses_nothing(self, small_disk: Path) -> None:
        server = EmbeddedServer(small_disk / "data")
        execute(server.start(), "create table t as select 1 as i")
        kill(server)
        with (small_disk / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError, match="space"):
            while True:
                filler.write(bytes(4096))
        with pytest.raises(DiskFullError):
            server.start()
        (small_disk / "filler").unlink()
        assert one(server.start(), "select i from t") == 1
        server.remove()

    def test_read_only_disk(self, small_disk: Path) -> None:
        server = EmbeddedServer(small_disk / "data")
        server.start()
        server.stop()
        subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)
        try:
            with pytest.raises(ReadOnlyDiskError) as error:
                server.start()
            assert "read-only" in one_line(error)
            assert not server.status().running
        finally:
            subprocess.run(["mount", "-o", "remount,rw", small_disk], check=True)
