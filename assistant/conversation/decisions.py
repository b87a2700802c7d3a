"""A typed "yes" is taken outside of the model."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation.deps import Deps, ToolResult
from crm_store import conversations as store


async def decide(deps: Deps, past: Sequence[store.Message]) -> ToolResult | None:
    return None
