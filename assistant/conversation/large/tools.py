"""The tools as LangChain's agent sees them; they run through the same guards as everybody's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import ToolMessage
from langchain_core.tools import BaseTool
from langgraph.types import Command

import prompts
from assistant.conversation.deps import Deps
from assistant.conversation.guards import Call, run_call
from assistant.conversation.tools.base import Tool

Result = ToolMessage | Command[Any]


class Described(BaseTool):
    """Name, description and schema for the model; `GuardedTools` does what it asks."""

    def _run(self, **_: Any) -> Any:
        raise NotImplementedError("tools run behind GuardedTools")


def as_langchain(tool: Tool) -> BaseTool:
    """The tool as the agent sees it; its description is a file in `prompts/tools`."""
    description = prompts.load(f"tools/{tool.name}").render()
    return Described(name=tool.name, description=description, args_schema=tool.args, return_direct=tool.ends)


class GuardedTools(AgentMiddleware[AgentState[Any], Deps]):
    """Runs every call that the model names, known or not, through `run_call`."""

    async def awrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], Awaitable[Result]]
    ) -> Result:
        call, deps = request.tool_call, cast(Deps, request.runtime.context)
        id_ = call["id"] or call["name"]
        ran = await run_call(deps, Call(id_, call["name"], deps.mask.show_all(call["args"])))
        return ToolMessage(ran.content, name=call["name"], tool_call_id=id_, status="success" if ran.ok else "error")
