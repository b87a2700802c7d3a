"""Around every model call: which model, what it is told, how often, and what happens when it fails."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import BaseTool

from assistant.conversation.context import system_prompt
from assistant.conversation.deps import Answer, Deps
from assistant.conversation.tools.base import Tool
from assistant.language.plan import TurnInput
from assistant.models import ChatModels

log = logging.getLogger(__name__)

# Look up, look closer, propose, answer: four or five. More is a loop, and each one costs.
MAX_MODEL_CALLS = 8
MAX_REPAIRS = 2
FELL_BACK = "_The language model did not answer properly, so the built-in one did._"
STOPPED = "I stopped here: this took more steps than one question may. Please ask for less at once."

Request = ModelRequest[Deps]
Response = ModelResponse[Any]
Handler = Callable[[Request], Awaitable[Response]]


class ModelFailed(Exception):
    """The model answered, but not with anything of use."""


class ModelCalls(AgentMiddleware[AgentState[Any], Deps]):
    """The embedded model is handed the turn itself; a large one gets prompt and permitted tools, repair and fallback."""

    def __init__(self, models: ChatModels, tools: Mapping[str, Tool]) -> None:
        super().__init__()
        self._models = models
        self._tools = tools

    async def awrap_model_call(self, request: Request, handler: Handler) -> Response:
        deps = request.runtime.context
        answer = deps.answer
        if answer.model_calls >= MAX_MODEL_CALLS:
            return _stop(answer)
        answer.model_calls += 1
        started = time.perf_counter()
        try:
            return await self._call(deps, request, handler)
        finally:
            name = "embedded" if self._models.embedded or answer.fell_back else self._models.name
            answer.steps.append({"model": name, "ms": round((time.perf_counter() - started) * 1000, 1)})

    async def _call(self, deps: Deps, request: Request, handler: Handler) -> Response:
        answer = deps.answer
        if self._models.embedded or answer.fell_back:
            return await self._embedded(deps, request, handler)
        try:
            async with asyncio.timeout(self._models.timeout):
                return await self._large(deps, request, handler)
        except Exception as error:  # every client raises its own; none of them may cost the person an answer
            log.warning("model %s failed: %s: %s", self._models.name, type(error).__name__, error)
            answer.steps.append({"model": self._models.name, "error": f"{type(error).__name__}: {error}"[:300]})
            answer.fell_back = True
            answer.notes.append(FELL_BACK)
            return await self._take_over(deps, request, handler)

    async def _embedded(self, deps: Deps, request: Request, handler: Handler) -> Response:
        request = request.override(model=self._models.fallback or self._models.primary, system_message=None)
        if isinstance(
            request.messages[-1], ToolMessage
        ):  # it repeats what the tools said, and needs no database for it
            return await handler(request)
        async with deps.reader.step() as session:
            turn = TurnInput(deps.said, deps.before, deps.page, session, deps.encoder)
            return await handler(request.override(model_settings={"turn": turn}))

    async def _take_over(self, deps: Deps, request: Request, handler: Handler) -> Response:
        """After tools have answered their sentences are the answer; before that the embedded model plans anew."""
        if deps.answer.says:
            return ModelResponse(result=[AIMessage(content="\n\n".join(deps.answer.says))])
        asked = max(i for i, message in enumerate(request.messages) if isinstance(message, HumanMessage))
        deps.answer.problems.clear()
        return await self._embedded(deps, request.override(messages=request.messages[: asked + 1]), handler)

    async def _large(self, deps: Deps, request: Request, handler: Handler) -> Response:
        answer = deps.answer
        prompt = SystemMessage(await system_prompt(deps))
        await deps.reader.close()  # a model that takes its time must not hold a connection meanwhile
        request = request.override(system_message=prompt, tools=self._permitted(deps, request))
        while answer.repairs <= MAX_REPAIRS:
            response = await handler(request)
            message = _message(response)
            _count(answer, message)
            if not message.invalid_tool_calls:
                return _checked(response, message)
            answer.repairs += 1
            request = request.override(messages=[*request.messages, *_sent_back(message)])
        raise ModelFailed("invalid tool calls, repaired in vain")

    def _permitted(self, deps: Deps, request: Request) -> list[BaseTool | dict[str, Any]]:
        def shown(tool: BaseTool | dict[str, Any]) -> bool:
            return isinstance(tool, BaseTool) and self._tools[tool.name].permitted(deps.identity)

        return [tool for tool in request.tools if shown(tool)]


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


def _count(answer: Answer, message: AIMessage) -> None:
    usage = message.usage_metadata
    if usage:
        answer.input_tokens += usage["input_tokens"]
        answer.output_tokens += usage["output_tokens"]
