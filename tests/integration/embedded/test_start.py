"""A start: what it makes, what it says of itself, and whom it lets in."""

import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import psycopg
import pytest

from crm_store.embedded import EmbeddedServer, Endpoint
from crm_store.embedded.memory import usable_memory
from tests.integration.embedded.tools import PROJECT, ROOT, execute, mode, one


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
        memory = usable_memory()
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
