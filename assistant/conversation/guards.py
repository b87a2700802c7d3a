"""Around every tool call, whoever plans it: may this user make it, is the turn within its limits, what is said when it fails."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from assistant.conversation.deps import Deps
from assistant.conversation.events import ToolEnded, ToolStarted
from assistant.conversation.state import NOT_YOURS
from assistant.conversation.tools import TOOLS
from assistant.conversation.tools.base import Tool
from crm_store.conversations import Status
from crm_store.errors import CrmError, Invalid, NotFound, NotPermitted, Unavailable
from crm_store.identity import Identity

log = logging.getLogger(__name__)

# A long dictation needs five or six calls; what goes on beyond this is a loop.
MAX_TOOL_CALLS = 16
BROKEN = "Something went wrong on my side, and nothing was changed. Please try again."
TOO_MANY = "The rest was more than one message may ask for; please send it again by itself."


@dataclass(frozen=True, slots=True)
class Call:
    """A tool call as a model or an offered choice names it; nothing about it is trusted."""

    id: str
    name: str
    args: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a call: `content` for a model, `say` for the person."""

    content: str
    say: str
    ok: bool = True


async def run_call(deps: Deps, call: Call) -> Ran:
    """Run a call within the rights of the turn's user and the limits of a turn. Raises nothing; traces everything."""
    answer = deps.answer
    async with answer.lock:  # one after the other: proposals and focus keep the order in which they were said
        started = time.perf_counter()
        answer.emit(ToolStarted(call.id, call.name, call.args))
        ran = await _guarded(deps, call)
        answer.steps.append(_step(call, ran, started))
        answer.emit(ToolEnded(call.id, ran.content))
    return ran


def permitted(identity: Identity) -> list[Tool]:
    """The tools that this user may use."""
    return [tool for tool in TOOLS.values() if tool.permitted(identity)]


async def _guarded(deps: Deps, call: Call) -> Ran:
    tool, answer = TOOLS.get(call.name), deps.answer
    if tool is None:
        names = ", ".join(tool.name for tool in permitted(deps.identity))
        return _mendable(deps, f"There is no tool `{call.name}`. There are: {names}.")
    if not tool.permitted(deps.identity):
        answer.problems.append("declined")
        return Ran("This user may change nothing.", NOT_YOURS, ok=False)
    answer.tool_calls += 1
    if answer.tool_calls > MAX_TOOL_CALLS:
        return Ran("No more tool calls in this turn: answer with what you have.", TOO_MANY, ok=False)
    try:
        result = await tool.call(deps, dict(call.args))
    except ValidationError as error:
        return _mendable(deps, _unfit(tool, error))
    except Exception as error:  # whatever a tool meets, the turn ends with a sentence
        return _failed(deps, tool, error)
    return Ran(result.content, result.say)


def _unfit(tool: Tool, error: ValidationError) -> str:
    """What is wrong with the arguments, without repeating them."""
    wrong = [f"{'.'.join(map(str, e['loc'])) or 'arguments'}: {e['msg']}" for e in error.errors(include_input=False)]
    log.info("tool %s: %s", tool.name, "; ".join(wrong))
    return f"The arguments of `{tool.name}` do not fit: {'; '.join(wrong[:10])}. Mend them and call it again."


def _mendable(deps: Deps, content: str) -> Ran:
    deps.answer.repairs += 1
    deps.answer.problems.append("failed")
    return Ran(content, BROKEN, ok=False)


def _failed(deps: Deps, tool: Tool, error: Exception) -> Ran:
    """What the model can mend, what it cannot, and what the person reads."""
    status, say = sentence(tool, error)
    deps.answer.problems.append(status)
    if isinstance(error, Invalid):
        deps.answer.repairs += 1
    content = error.message if isinstance(error, CrmError) and say != NOT_YOURS else say
    return Ran(content, say, ok=False)


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


def _step(call: Call, ran: Ran, started: float) -> Mapping[str, Any]:
    return {
        "tool": call.name,
        "args": call.args,
        "ok": ran.ok,
        "result": ran.content[:500],
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
