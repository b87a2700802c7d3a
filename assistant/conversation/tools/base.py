"""What a tool is."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict

from assistant.conversation.deps import Deps, ToolResult
from crm_store.identity import Identity

# What a list of a large model may cost: more rows than this say nothing more to it.
ROWS_FOR_MODEL = 20


class Args(BaseModel):
    """Arguments of a tool: nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid", defer_build=True)  # a start builds none, a turn those it needs


@dataclass(frozen=True, slots=True)
class Tool:
    """`changes` marks those that file changes; `ends` those after which the model is not asked again."""

    name: str
    args: type[Args]
    run: Callable[[Deps, Any], Awaitable[ToolResult]]
    changes: bool = False
    ends: bool = False

    def permitted(self, identity: Identity) -> bool:
        """Whether this user may use it at all."""
        return not self.changes or identity.role != "viewer"

    async def call(self, deps: Deps, args: dict[str, Any]) -> ToolResult:
        """Validate the arguments, run, and take the result over into the answer."""
        result = await self.run(deps, self.args.model_validate(args))
        deps.answer.add(result)
        return result
