"""What a tool is, and how LangChain gets to call it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import BaseModel, ConfigDict, model_validator

import prompts
from assistant.conversation.deps import Deps, ToolResult
from crm_store.identity import Identity

# What a list of a large model may cost: more rows than this say nothing more to it.
ROWS_FOR_MODEL = 20


class Args(BaseModel):
    """Arguments of a tool: nothing unknown is let through."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_runtime(cls, data: Any) -> Any:
        """LangChain puts the turn's runtime among the arguments before it validates them; it is none of them."""
        return {k: v for k, v in data.items() if k != "runtime"} if isinstance(data, dict) else data


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


def as_langchain(tool: Tool) -> BaseTool:
    """The tool as the agent sees it; its description is a file in `prompts/tools`."""

    async def coroutine(runtime: ToolRuntime[Deps, Any], **args: Any) -> tuple[str, dict[str, str]]:
        result = await tool.run(runtime.context, tool.args.model_construct(**args))
        runtime.context.answer.add(result)
        return result.content, {"say": result.say}

    return StructuredTool(
        name=tool.name,
        description=prompts.load(f"tools/{tool.name}").render(),
        args_schema=tool.args,
        coroutine=coroutine,
        response_format="content_and_artifact",
        return_direct=tool.ends,
    )
