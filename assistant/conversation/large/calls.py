"""Around every call of a large model: what it is told, how often it is asked, and what counts as an answer."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, SystemMessage, ToolMessage

from assistant.conversation.deps import Answer, Deps
from assistant.conversation.large.prompt import system_prompt
from assistant.conversation.large.schemas import tool_schemas
from assistant.models import BudgetSpent, LargeModel, ModelFailed

# Look up, look closer, propose, answer: four or five. More is a loop, and each one costs.
MAX_MODEL_CALLS = 8
MAX_REPAIRS = 2
CHARACTERS_PER_TOKEN = 4
STOPPED = "I stopped here: this took more steps than one question may. Please ask for less at once."

Request = ModelRequest[Deps]
Response = ModelResponse[Any]
Handler = Callable[[Request], Awaitable[Response]]


class ModelCalls(AgentMiddleware[AgentState[Any], Deps]):
    """Gives the model its prompt and the permitted tools, sends malformed calls back; raises ModelFailed."""

    def __init__(self, model: LargeModel) -> None:
        super().__init__()
        self._model = model

    async def awrap_model_call(self, request: Request, handler: Handler) -> Response:
        deps = request.runtime.context
        answer = deps.answer
        if answer.model_calls >= MAX_MODEL_CALLS:
            return _stop(answer)
        before = (answer.input_tokens, answer.output_tokens)
        started = time.perf_counter()
        step: dict[str, Any] = {"model": self._model.name}
        try:
            async with asyncio.timeout(self._model.timeout):
                return await self._asked(deps, request, handler)
        except ModelFailed as error:
            step["error"] = f"{error or type(error).__name__}"
            raise
        except Exception as error:  # every client raises its own; none of them may cost the person an answer
            step["error"] = f"{type(error).__name__}: {error}"[:300]
            raise ModelFailed(step["error"]) from error
        finally:
            step |= {"input_tokens": answer.input_tokens - before[0], "output_tokens": answer.output_tokens - before[1]}
            answer.steps.append(step | {"ms": round((time.perf_counter() - started) * 1000, 1)})

    async def _asked(self, deps: Deps, request: Request, handler: Handler) -> Response:
        assert deps.received is not None, "a large model's turn without its session"
        told, tools = system_prompt(deps, deps.received), tool_schemas(deps.received)
        await deps.reader.close()  # a model that takes its time must not hold a connection meanwhile
        system, hidden = SystemMessage(deps.mask.hide(told)), [_hidden(deps, m) for m in request.messages]
        request = request.override(system_message=system, messages=hidden, tools=tools)
        while deps.answer.repairs <= MAX_REPAIRS:
            _afford(deps)
            response = await handler(request)
            message = _message(response)
            _count(deps.answer, request, message)
            if not message.invalid_tool_calls:
                return _checked(response, message)
            deps.answer.repairs += 1
            request = request.override(messages=[*request.messages, *_sent_back(message)])
        raise ModelFailed("invalid tool calls, repaired in vain")


def _hidden(deps: Deps, message: AnyMessage) -> AnyMessage:
    """The message as it may leave the house."""
    return message.model_copy(update={"content": deps.mask.hide(message.text)})


def _afford(deps: Deps) -> None:
    """Count one more request; BudgetSpent where the tenant allows no more."""
    answer, budget = deps.answer, deps.budget
    if budget and (answer.model_calls >= budget.calls or answer.tokens >= budget.tokens):
        raise BudgetSpent("budget spent")
    answer.model_calls += 1


def _stop(answer: Answer) -> Response:
    if not answer.says:
        answer.problems.append("failed")
    return ModelResponse(result=[AIMessage(content="\n\n".join([*answer.says, STOPPED]))])


def _message(response: Response) -> AIMessage:
    message = response.result[-1]
    if not isinstance(message, AIMessage):
        raise ModelFailed("no message")
    return message


def _checked(response: Response, message: AIMessage) -> Response:
    """The response, or ModelFailed for one that is empty, refused or cut off."""
    if message.additional_kwargs.get("refusal"):
        raise ModelFailed("refused")
    finish = message.response_metadata.get("finish_reason")
    if finish == "content_filter":
        raise ModelFailed("filtered")
    if not message.tool_calls and not message.text.strip():
        raise ModelFailed("empty answer")
    if finish is None and message.response_metadata.get("model_provider") == "openai":
        raise ModelFailed("the stream was cut")
    return response


def _sent_back(message: AIMessage) -> list[AIMessage | ToolMessage]:
    """The malformed calls, answered so that the model can mend them.

    They go back as calls without arguments: servers refuse a history whose arguments are no JSON.
    """
    bad = [(call["id"] or f"bad-{i}", call["name"] or "unknown") for i, call in enumerate(message.invalid_tool_calls)]
    good = [(call["id"] or f"good-{i}", call["name"]) for i, call in enumerate(message.tool_calls)]
    spoken = AIMessage(
        content=message.content, tool_calls=[{"id": id_, "name": name, "args": {}} for id_, name in [*bad, *good]]
    )
    told = json.dumps("The arguments were no valid JSON; nothing was run. Send all calls of this step again.")
    return [spoken, *(ToolMessage(told, name=name, tool_call_id=id_, status="error") for id_, name in [*bad, *good])]


def _count(answer: Answer, request: Request, message: AIMessage) -> None:
    """Tokens as the server counts them; four characters each where it does not say."""
    usage = message.usage_metadata
    if usage:
        answer.input_tokens += usage["input_tokens"]
        answer.output_tokens += usage["output_tokens"]
        return
    told = [request.system_message, *request.messages] if request.system_message else request.messages
    answer.input_tokens += sum(len(m.text) for m in told) // CHARACTERS_PER_TOKEN
    answer.output_tokens += len(message.text + json.dumps(message.tool_calls)) // CHARACTERS_PER_TOKEN
