"""A turn answered by a large model: LangChain's agent around it, built once for a process (building takes milliseconds)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any

from langchain.agents import create_agent
from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage
from langgraph.graph.state import CompiledStateGraph

from assistant.conversation.clean import StreamCleaner
from assistant.conversation.deps import Deps
from assistant.conversation.events import Emit, TextDelta
from assistant.conversation.large.calls import ModelCalls
from assistant.conversation.large.tools import GuardedTools, as_langchain
from assistant.conversation.masking import Mask
from assistant.conversation.tools import TOOLS
from assistant.models import LargeModel
from crm_store import conversations as store

# Model and tool steps alternate; the limits of the middleware come first, this one is a net below them.
RECURSION_LIMIT = 60
# What a model is shown of the past: enough for "it" and "the other one", not the whole afternoon.
HISTORY_CHARACTERS = 2_000


class LargeAgent:
    """The agent with every tool; its middleware shows and runs only what the user of a turn may use."""

    def __init__(self, model: LargeModel) -> None:
        agent: CompiledStateGraph[Any, Any, Any, Any] = create_agent(
            model.chat,
            [as_langchain(tool) for tool in TOOLS.values()],
            middleware=[ModelCalls(model), GuardedTools()],
            context_schema=Deps,
        )
        self._agent = agent.with_config(recursion_limit=RECURSION_LIMIT)

    async def answer(self, deps: Deps, past: Sequence[store.Message], *, stream: bool) -> str:
        """The model's last words, empty where a tool ended the turn. ModelFailed where it is of no use, or costs too much."""
        messages = [*_history(past), HumanMessage(deps.said)]
        last = await (self._streamed(deps, messages) if stream else self._invoked(deps, messages))
        return deps.mask.show(last.text) if isinstance(last, AIMessage) else ""

    async def _invoked(self, deps: Deps, messages: Sequence[AnyMessage]) -> BaseMessage:
        result = await self._agent.ainvoke({"messages": list(messages)}, context=deps)
        last: BaseMessage = result["messages"][-1]
        return last

    async def _streamed(self, deps: Deps, messages: Sequence[AnyMessage]) -> BaseMessage:
        last: BaseMessage = messages[-1]
        texts = _Texts(deps.answer.emit, deps.mask)
        stream: AsyncIterator[Any] = self._agent.astream(
            {"messages": list(messages)}, context=deps, stream_mode=["messages", "values"]
        )
        async for mode, event in stream:
            if mode == "values":
                last = event["messages"][-1]
                texts.end()
            elif isinstance(event[0], AIMessage):
                texts.push(event[0].id, event[0].text)
        texts.end()
        return last


class _Texts:
    """The texts of a turn as they come in, one part for each model message, cleaned word by word."""

    def __init__(self, emit: Emit, mask: Mask) -> None:
        self._emit = emit
        self._mask = mask
        self._id: str | None = None
        self._part = -1
        self._cleaner = StreamCleaner()

    def push(self, id_: str | None, piece: str) -> None:
        if not piece:
            return
        if id_ != self._id or self._part < 0:  # what the old one still holds back was never finished
            self._id, self._part, self._cleaner = id_, self._part + 1, StreamCleaner()
        self._send(self._cleaner.push(piece))

    def end(self) -> None:
        self._send(self._cleaner.flush())

    def _send(self, text: str) -> None:
        if text:
            self._emit(TextDelta(max(self._part, 0), self._mask.show(text)))


def _history(past: Sequence[store.Message]) -> list[AnyMessage]:
    def message(said: store.Message) -> AnyMessage:
        text = said.text[:HISTORY_CHARACTERS]
        return HumanMessage(text) if said.role == "user" else AIMessage(text)

    return [message(said) for said in past if said.text]
