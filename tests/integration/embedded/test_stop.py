"""A stop, and what tells of a server that runs or does not."""

from pathlib import Path

import psycopg
import pytest

from crm_store.embedded import EmbeddedServer
from tests.integration.embedded.tools import one


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
