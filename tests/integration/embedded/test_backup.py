"""Backups that come back whole, and those that do not."""

import zipfile
from pathlib import Path

import psycopg
import pytest

from crm_store.embedded import BackupDamagedError, EmbeddedError, EmbeddedServer, Endpoint
from tests.integration.embedded.tools import execute, mode, one, one_line


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
