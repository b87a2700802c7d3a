"""Background work: keeps the index of mail and notes true, seals the audit log, indexes new custom fields."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from assistant.runtime import admin_conninfo
from assistant.sealing import seal_all
from assistant.settings import Settings
from crm_store.custom_indexes import index_custom_fields
from crm_store.database import Database
from crm_store.errors import CrmError
from crm_store.identity import Identity
from retrieval.encoder import Encoder, OnnxEncoder, default_encoder_path
from retrieval.index import index_batch, queued, requeue
from retrieval.words import count_words

log = logging.getLogger(__name__)
PAUSE = 2.0  # seconds between two looks at an empty queue
SEAL_EVERY = 60.0  # seconds; what is sealed cannot be edited unnoticed, so not long
# Batches side by side: one thread each embeds more texts a second of CPU than one batch on several (measured: 1.7 times).
LANES = min(os.cpu_count() or 1, 4)
Progress = Callable[[int, int], None]  # done, total


async def index_all(
    settings: Settings,
    database: Database,
    system: Identity,
    progress: Progress | None = None,
    encoder: Encoder | None = None,
    *,
    renew: bool = True,
) -> int:
    """Index everything that waits in one tenant, batch by batch; how many texts. `renew`: also what another encoder made."""
    encoder = encoder or OnnxEncoder(default_encoder_path(settings.encoder_dir))
    async with database.session(system) as session:
        if renew:
            await requeue(session, encoder.name)
        total = await queued(session)
    done = 0

    async def lane() -> None:
        nonlocal done
        while True:
            async with database.session(system) as session:
                taken = await index_batch(session, encoder)
            if not taken:
                return
            done += taken
            if progress:
                progress(done, max(total, done))

    await asyncio.gather(*(lane() for _ in range(LANES)))
    if done or renew:
        async with database.session(system) as session:
            await count_words(session, max(done, 1))
    return done


async def work_until(
    stopped: asyncio.Event, settings: Settings, database: Database, encoder: Encoder | None = None
) -> None:
    """Work until told to stop; a failure is logged and tried again, never the end of the worker."""
    encoder = encoder or OnnxEncoder(default_encoder_path(settings.encoder_dir))
    sealed = -SEAL_EVERY
    renew = True  # once: it looks at every chunk
    while not stopped.is_set():
        sealing = time.monotonic() - sealed >= SEAL_EVERY
        try:
            for tenant in await _tenants(database):
                system = Identity.system(tenant)
                await index_all(settings, database, system, encoder=encoder, renew=renew)
                if sealing:
                    await seal_all(settings, database, system)
            if sealing:
                await asyncio.to_thread(index_custom_fields, admin_conninfo(settings))
            renew = False
        except CrmError as error:
            log.warning("background work: %s", error.message)
        except Exception:
            log.exception("background work failed")
        sealed = time.monotonic() if sealing else sealed
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), PAUSE)


async def _tenants(database: Database) -> list[UUID]:
    async with database.anonymous() as connection:
        cursor = await connection.execute("SELECT id FROM crm.tenants()")
        return [row[0] for row in await cursor.fetchall()]
