"""Fresh statistics for the planner after many rows came at once: autovacuum comes by only after minutes."""

from __future__ import annotations

from collections.abc import Iterable

from crm_store.database import Session

# What else an import of an object writes.
_WITH = {"deal": ("stage_history",), "activity": ("lead",), "mail": ("activity", "contact"), "user": ("app_user",)}


async def analyze(session: Session, objects: Iterable[str]) -> None:
    """Gather statistics of these objects' tables, and of those that follow from them. NotPermitted for whoever may write nothing."""
    tables = {table for name in objects for table in (name, *_WITH.get(name, ()))}
    if tables:
        await session.connection.execute("SELECT crm.analyze(%s)", (sorted(tables),))
