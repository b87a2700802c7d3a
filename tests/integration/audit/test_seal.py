"""Whatever is done to sealed events, even by a superuser, is found."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from crm_store.audit import record_event
from crm_store.audit_seal import AuditKeyMissing, AuditReport, Head, read_head, read_key, seal, verify, write_head
from crm_store.database import Database
from crm_store.errors import NotPermitted
from tests.conftest import Company, make_company

KEY = bytes(range(32))
Tamper = Callable[[str, Company], None]


@pytest.fixture
async def sealed(database: Database, admin: str) -> Company:
    """A tenant with two seals of three events each, and one event that waits."""
    company = await make_company(database, admin, f"sealed{os.urandom(4).hex()}")
    async with database.session(company.system) as s:
        while await seal(s, KEY):  # what setting up the tenant noted
            pass
    for _ in range(2):
        async with database.session(company.ann) as s:
            for n in range(3):
                await record_event(s, "export", after={"rows": n})
        async with database.session(company.system) as s:
            assert await seal(s, KEY) is not None
    async with database.session(company.ann) as s:
        await record_event(s, "export", after={"rows": 9})
    return company


async def _report(database: Database, company: Company, known: Head | None = None, key: bytes = KEY) -> AuditReport:
    async with database.session(company.system) as s:
        return await verify(s, key, known)


def _as_superuser(admin: str, *statements: str) -> None:
    with psycopg.connect(admin) as connection:
        connection.execute("SET session_replication_role = replica")  # no trigger hinders a superuser
        for statement in statements:
            connection.execute(statement.encode())


async def test_an_untouched_log_is_in_order(database: Database, sealed: Company) -> None:
    report = await _report(database, sealed)
    assert report.ok and report.waiting == 1 and report.events >= 6 and report.head is not None
    async with database.session(sealed.system) as s:
        await s.connection.execute("SELECT set_config('TimeZone', 'Asia/Tokyo', true)")
        assert (await verify(s, KEY, report.head)).ok
        assert await seal(s, KEY) is not None and await seal(s, KEY) is None


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        ("edited", """UPDATE crm.audit_event SET after = '{{"rows": 77}}' WHERE id = {id}"""),
        ("edited", "UPDATE crm.audit_event SET actor_id = gen_random_uuid() WHERE id = {id}"),
        ("deleted", "DELETE FROM crm.audit_event WHERE id = {id}"),
        ("deleted", "UPDATE crm.audit_event SET tenant_id = gen_random_uuid() WHERE id = {id}"),
        (
            "inserted",
            "INSERT INTO crm.audit_event (tenant_id, actor_kind, action, batch) SELECT tenant_id, 'person', 'export', batch FROM crm.audit_event WHERE id = {id}",
        ),
        (
            "inserted",
            "INSERT INTO crm.audit_event (tenant_id, actor_kind, action, at) SELECT tenant_id, 'person', 'export', at - interval '1 day' FROM crm.audit_event WHERE id = {id}",
        ),
        (
            "missing_seal",
            "DELETE FROM crm.audit_seal WHERE (tenant_id, batch) = (SELECT tenant_id, batch FROM crm.audit_event WHERE id = {id})",
        ),
        (
            "forged",
            "UPDATE crm.audit_seal SET hash = sha256('x') WHERE (tenant_id, batch) = (SELECT tenant_id, batch FROM crm.audit_event WHERE id = {id})",
        ),
    ],
)
async def test_tampering_is_found(database: Database, admin: str, sealed: Company, kind: str, statement: str) -> None:
    async with database.session(sealed.system) as s:
        cursor = await s.connection.execute(
            "SELECT max(id) - 1 FROM crm.audit_event WHERE batch = (SELECT max(batch) FROM crm.audit_seal)"
        )
        row = await cursor.fetchone()
    assert row is not None
    _as_superuser(admin, statement.format(id=row[0]))
    assert kind in {f.kind for f in (await _report(database, sealed)).findings}


async def test_cutting_off_the_end_is_found_by_the_head_kept_outside(
    database: Database, admin: str, sealed: Company, tmp_path: Path
) -> None:
    head = (await _report(database, sealed)).head
    assert head is not None
    write_head(tmp_path / "head.json", head)
    _as_superuser(
        admin,
        f"DELETE FROM crm.audit_event WHERE tenant_id = '{sealed.tenant_id}' AND batch = {head.batch}",
        f"DELETE FROM crm.audit_seal WHERE tenant_id = '{sealed.tenant_id}' AND batch = {head.batch}",
    )
    assert (await _report(database, sealed)).ok
    assert not (await _report(database, sealed, read_head(tmp_path / "head.json"))).ok


async def test_another_key_proves_nothing(database: Database, sealed: Company) -> None:
    assert {f.kind for f in (await _report(database, sealed, key=bytes(32))).findings} == {"forged"}


async def test_two_sealers_make_one_chain(database: Database, sealed: Company) -> None:
    async def once() -> None:
        async with database.session(sealed.ann) as s:
            await record_event(s, "export")
        async with database.session(sealed.system) as s:
            await seal(s, KEY, limit=1)

    await asyncio.gather(*(once() for _ in range(6)))
    assert (await _report(database, sealed)).ok


async def test_the_log_cannot_be_rewritten_by_those_who_write_it(database: Database, sealed: Company) -> None:
    for statement in (
        "UPDATE crm.audit_event SET batch = NULL",
        "UPDATE crm.audit_event SET batch = 99 WHERE batch IS NOT NULL",
    ):
        with pytest.raises(NotPermitted):
            async with database.session(sealed.system) as s:
                await s.connection.execute(statement)
    for statement in (
        "DELETE FROM crm.audit_event",
        "UPDATE crm.audit_event SET action = 'x'",
        "TRUNCATE crm.audit_event",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with database.session(sealed.system) as s:
                await s.connection.execute(statement)


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "audit.key"
    key = read_key(path)
    assert key == read_key(path) and len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_bytes(b"short")
    with pytest.raises(AuditKeyMissing):
        read_key(path)
