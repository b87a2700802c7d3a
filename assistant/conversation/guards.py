"""Around every tool call: may this user make it, is the turn within its limits, what is said when it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

from langchain.agents.middleware import AgentMiddleware, AgentState
from langchain.tools.tool_node import ToolCallRequest
from langchain_core.messages import ToolMessage
from langgraph.types import Command

from assistant.conversation.deps import Deps
from assistant.conversation.events import ToolEnded, ToolStarted
from assistant.conversation.state import NOT_YOURS
from assistant.conversation.tools.base import Tool
from crm_store.conversations import Status
from crm_store.errors import CrmError, Invalid, NotFound, NotPermitted, Unavailable

log = logging.getLogger(__name__)

# A long dictation needs five or six calls; what goes on beyond this is a loop.
MAX_TOOL_CALLS = 16
BROKEN = "Something went wrong on my side, and nothing was changed. Please try again."
TOO_MANY = "The rest was more than one message may ask for; please send it again by itself."
Result = ToolMessage | Command[Any]
Handler = Callable[[ToolCallRequest], Awaitable[Result]]


class GuardedTools(AgentMiddleware[AgentState[Any], Deps]):
    """A hidden or unknown tool is refused even when a model names it; every call is traced."""

    def __init__(self, tools: Mapping[str, Tool]) -> None:
        super().__init__()
        self._tools = tools

    async def awrap_tool_call(self, request: ToolCallRequest, handler: Handler) -> Result:
        deps = cast(Deps, request.runtime.context)
        call, answer = request.tool_call, deps.answer
        call_id = call["id"] or call["name"]
        async with answer.lock:  # one after the other: proposals and focus keep the order in which they were said
            started = time.perf_counter()
            answer.emit(ToolStarted(call_id, call["name"], call["args"]))
            message = await self._guarded(deps, request, handler)
            content = message.text if isinstance(message, ToolMessage) else ""
            ok = not isinstance(message, ToolMessage) or message.status != "error"
            answer.steps.append(_step(call, ok, content, started))
            answer.emit(ToolEnded(call_id, content))
        return message

    async def _guarded(self, deps: Deps, request: ToolCallRequest, handler: Handler) -> Result:
        call, answer = request.tool_call, deps.answer
        tool = self._tools.get(call["name"])
        if tool is None:
            return _refused(deps, call, f"There is no tool `{call['name']}`. There are: {self._names(deps)}.")
        if not tool.permitted(deps.identity):
            answer.problems.append("declined")
            return _error(call, "This user may change nothing.", NOT_YOURS)
        answer.tool_calls += 1
        if answer.tool_calls > MAX_TOOL_CALLS:
            return _error(call, "No more tool calls in this turn: answer with what you have.", TOO_MANY)
        try:
            message = await handler(request)
        except Exception as error:  # whatever a tool meets, the turn ends with a sentence
            return failed(deps, call, tool, error)
        if isinstance(message, ToolMessage) and message.status == "error":  # arguments that do not fit
            log.info("tool %s: %s", tool.name, message.text)
            answer.repairs += 1
            answer.problems.append("failed")
            message.artifact = {"say": BROKEN}
        return message

    def _names(self, deps: Deps) -> str:
        return ", ".join(name for name, tool in self._tools.items() if tool.permitted(deps.identity))


def failed(deps: Deps, call: Mapping[str, Any], tool: Tool, error: Exception) -> ToolMessage:
    """The tool message for an error: what the model can mend, what it cannot, and what the person reads."""
    status, say = sentence(tool, error)
    deps.answer.problems.append(status)
    if isinstance(error, Invalid):
        deps.answer.repairs += 1
    content = error.message if isinstance(error, CrmError) and say != NOT_YOURS else say
    return _error(call, content, say)


def sentence(tool: Tool, error: Exception) -> tuple[Status, str]:
    """How a turn ends that meets this error, and in which words."""
    match error:
        case NotFound() | NotPermitted() if tool.changes:
            return "declined", NOT_YOURS
        case NotPermitted():
            return "complete", NotFound().message
        case NotFound():
            return "complete", error.message
        case Invalid() if error.details.get("reason") == "no_change":
            return "complete", error.message
        case Unavailable():
            return "failed", error.message
        case CrmError():
            return "declined", error.message
    log.error("tool %s failed", tool.name, exc_info=error)
    return "failed", BROKEN


def _refused(deps: Deps, call: Mapping[str, Any], content: str) -> ToolMessage:
    deps.answer.repairs += 1
    deps.answer.problems.append("failed")
    return _error(call, content, BROKEN)


def _error(call: Mapping[str, Any], content: str, say: str) -> ToolMessage:
    return ToolMessage(content, name=call["name"], tool_call_id=call["id"] or "", status="error", artifact={"say": say})


def _step(call: Mapping[str, Any], ok: bool, content: str, started: float) -> Mapping[str, Any]:
    return {
        "tool": call["name"],
        "args": call["args"],
        "ok": ok,
        "result": content[:500],
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
