"""What is left after kill -9, at any moment."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from crm_store.embedded import EmbeddedServer
from tests.integration.embedded.tools import PROJECT, ROOT, execute, kill, one


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
