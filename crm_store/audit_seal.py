"""Sealing the audit log: batches in a hash chain, each head signed (HMAC-SHA-256) by a key kept outside the database.

Whoever can write to the database can still not change what was sealed without being found: an edited, deleted or
inserted event changes its batch's hash, and a new hash needs the key. What the last seals held is found missing by
whoever kept the latest head (`known`), which lies beside the key.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from psycopg.rows import class_row

from crm_store.database import Session
from crm_store.errors import CrmError

BATCH = 10_000
_KEY_BYTES = 32
_START = bytes(32)
# No transaction lives longer (a session's ticket ends); an older event that no seal holds came in by another door.
_LATE = timedelta(hours=1)

# What is hashed of an event, spelt out: a column that is added later must not change old hashes. Times are in UTC.
_BODY = """
jsonb_build_array(tenant_id, id, at, actor_id, actor_kind, action, object, record_id, record_owner_id, before, after,
                  reason, conversation_id, proposal_id)::text AS body
"""
_TAKE = """
UPDATE crm.audit_event SET batch = %(batch)s WHERE tenant_id = %(tenant)s AND id IN (
  SELECT id FROM crm.audit_event WHERE tenant_id = %(tenant)s AND batch IS NULL ORDER BY id LIMIT %(limit)s)
"""
_HELD = f"SELECT id, {_BODY} FROM crm.audit_event WHERE tenant_id = %s AND batch = %s ORDER BY id"
_SEALS = """
SELECT batch, first_id, last_id, events, hash, signature, sealed_at FROM crm.audit_seal WHERE tenant_id = %s ORDER BY batch
"""


class AuditKeyMissing(CrmError):
    """The key of the audit log cannot be read."""

    code = "audit_key"


@dataclass(frozen=True, slots=True)
class Head:
    """The latest seal: `hash` and `signature` in hexadecimal."""

    batch: int
    hash: str
    signature: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was sealed. `event_id` where one event is at fault."""

    kind: str
    text: str
    batch: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`waiting` events are not sealed yet, as it should be."""

    batches: int
    events: int
    waiting: int
    findings: tuple[Finding, ...]
    head: Head | None

    @property
    def ok(self) -> bool:
        return not self.findings


@dataclass(frozen=True, slots=True)
class _Seal:
    batch: int
    first_id: int
    last_id: int
    events: int
    hash: bytes
    signature: bytes
    sealed_at: datetime


def read_key(path: Path) -> bytes:
    """The signing key of this file, which is made (readable by its owner alone) where there is none."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        handle = -1
    except OSError as error:
        raise AuditKeyMissing(f"The audit key {path} cannot be made: {error.strerror}.") from error
    if handle >= 0:
        with os.fdopen(handle, "wb") as file:
            file.write(os.urandom(_KEY_BYTES))
    try:
        key = path.read_bytes()
    except OSError as error:
        raise AuditKeyMissing(f"The audit key {path} cannot be read: {error.strerror}.") from error
    if len(key) != _KEY_BYTES:
        raise AuditKeyMissing(f"The audit key {path} is damaged.")
    return key


def write_head(path: Path, head: Head) -> None:
    """Keep the latest head outside the database; replaced as a whole."""
    new = path.with_suffix(".new")
    new.write_text(json.dumps(asdict(head)))
    new.replace(path)


def read_head(path: Path) -> Head | None:
    return Head(**json.loads(path.read_text())) if path.exists() else None


async def seal(session: Session, key: bytes, limit: int = BATCH) -> Head | None:
    """Seal up to `limit` waiting events of the tenant as one batch; None where none waits. For a system session."""
    tenant = session.identity.tenant_id
    await _prepare(session)
    # One sealer at a time: a chain has one end.
    await session.connection.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended('audit ' || %s, 0))", (str(tenant),)
    )
    seals = await _seals(session)
    last = seals[-1] if seals else None
    batch = last.batch + 1 if last else 1
    taken = await session.connection.execute(_TAKE, {"tenant": tenant, "batch": batch, "limit": limit})
    if taken.rowcount == 0:
        return None
    ids, digest = await _digest(session, batch, last.hash if last else _START)
    signature = _sign(key, batch, digest)
    await session.connection.execute(
        "INSERT INTO crm.audit_seal (tenant_id, batch, first_id, last_id, events, hash, signature) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (tenant, batch, ids[0], ids[-1], len(ids), digest, signature),
    )
    return Head(batch, digest.hex(), signature.hex())


async def verify(session: Session, key: bytes, known: Head | None = None) -> AuditReport:
    """Compare every seal of the tenant with the events it holds; `known` is the latest head kept outside.

    For a system session, which sees the whole tenant. Reads every sealed event once.
    """
    await _prepare(session)
    seals = await _seals(session)
    findings: list[Finding] = []
    previous, expected, events = _START, 1, 0
    for mark in seals:
        if mark.batch != expected:
            findings.append(Finding("missing_seal", f"Seals {expected} to {mark.batch - 1} are missing.", expected))
        findings += await _check(session, key, mark, previous)
        previous, expected, events = mark.hash, mark.batch + 1, events + mark.events
    findings += [finding async for finding in _stray(session, seals)]
    findings += _beyond(seals, known)
    head = Head(seals[-1].batch, seals[-1].hash.hex(), seals[-1].signature.hex()) if seals else None
    return AuditReport(len(seals), events, await _waiting(session), tuple(findings), head)


async def _prepare(session: Session) -> None:
    # Instants must read the same whoever verifies; a day's batch outlives the usual statement.
    await session.connection.execute("SELECT set_config('TimeZone', 'UTC', true)")


async def _seals(session: Session) -> Sequence[_Seal]:
    async with session.connection.cursor(row_factory=class_row(_Seal)) as cursor:
        await cursor.execute(_SEALS, (session.identity.tenant_id,))
        return await cursor.fetchall()


async def _digest(session: Session, batch: int, previous: bytes) -> tuple[list[int], bytes]:
    """The ids of a batch and the hash over the one before and every event."""
    running = hashlib.sha256(previous)
    ids: list[int] = []
    cursor = await session.connection.execute(_HELD.encode(), (session.identity.tenant_id, batch))
    async for id_, body in cursor:
        ids.append(id_)
        running.update(hashlib.sha256(body.encode()).digest())
    return ids, running.digest()


async def _check(session: Session, key: bytes, mark: _Seal, previous: bytes) -> list[Finding]:
    ids, digest = await _digest(session, mark.batch, previous)
    found: list[Finding] = []
    if len(ids) < mark.events:
        found.append(Finding("deleted", f"{mark.events - len(ids)} sealed event(s) are missing.", mark.batch))
    elif len(ids) > mark.events:
        found.append(Finding("inserted", f"{len(ids) - mark.events} event(s) were added to a seal.", mark.batch))
    elif digest != mark.hash:
        found.append(Finding("edited", "A sealed event was changed.", mark.batch))
    if not hmac.compare_digest(mark.signature, _sign(key, mark.batch, mark.hash)):
        found.append(Finding("forged", "The seal was not made with this key.", mark.batch))
    return found


async def _stray(session: Session, seals: Sequence[_Seal]) -> AsyncIterator[Finding]:
    """Events that claim a seal there is none of, or that should have been sealed long ago."""
    tenant, last = session.identity.tenant_id, seals[-1] if seals else None
    cursor = await session.connection.execute(
        "SELECT id, batch FROM crm.audit_event WHERE tenant_id = %s AND batch IS NOT NULL AND batch <> ALL (%s) ORDER BY id LIMIT 100",
        (tenant, [mark.batch for mark in seals]),
    )
    async for id_, batch in cursor:
        yield Finding("missing_seal", "An event names a seal that is missing.", batch, id_)
    if last is None:
        return
    cursor = await session.connection.execute(
        "SELECT id FROM crm.audit_event WHERE tenant_id = %s AND batch IS NULL AND (id <= %s OR at < %s)"
        " AND at < %s ORDER BY id LIMIT 100",
        (tenant, last.last_id, last.sealed_at - _LATE, last.sealed_at - _LATE),
    )
    async for (id_,) in cursor:
        yield Finding("inserted", "An event appeared among those that were sealed before it.", None, id_)


def _beyond(seals: Sequence[_Seal], known: Head | None) -> list[Finding]:
    if known is None or any(m.batch == known.batch and m.hash.hex() == known.hash for m in seals):
        return []
    return [Finding("missing_seal", "The latest known seal is not there.", known.batch)]


async def _waiting(session: Session) -> int:
    cursor = await session.connection.execute(
        "SELECT count(*) FROM crm.audit_event WHERE tenant_id = %s AND batch IS NULL", (session.identity.tenant_id,)
    )
    row: tuple[Any, ...] | None = await cursor.fetchone()
    return int(row[0]) if row else 0


def _sign(key: bytes, batch: int, digest: bytes) -> bytes:
    return hmac.digest(key, b"crm audit seal %d " % batch + digest, "sha256")
