"""The audit log's seals of one installation: the key and the latest heads lie in CRM_DATA_DIR, outside the database."""

from __future__ import annotations

from pathlib import Path

from assistant.settings import Settings
from crm_store.audit_seal import AuditReport, read_head, read_key, seal, verify, write_head
from crm_store.database import Database
from crm_store.identity import Identity


def _folder(settings: Settings) -> Path:
    return settings.data_dir / "audit"


async def seal_all(settings: Settings, database: Database, system: Identity) -> int:
    """Seal everything that waits in one tenant; how many batches."""
    key = read_key(_folder(settings) / "key")
    sealed = 0
    while True:
        async with database.session(system) as session:
            head = await seal(session, key)
        if head is None:
            return sealed
        write_head(_head(settings, system), head)
        sealed += 1


async def verify_all(settings: Settings, database: Database, system: Identity) -> AuditReport:
    """Compare every seal of one tenant with the events that it holds, and the last with the head kept outside."""
    async with database.session(system) as session:
        return await verify(session, read_key(_folder(settings) / "key"), read_head(_head(settings, system)))


def _head(settings: Settings, system: Identity) -> Path:
    return _folder(settings) / f"{system.tenant_id}.head"
