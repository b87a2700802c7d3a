"""A turn as AG-UI 1.0 server-sent events. Closing the stream does not end the turn: its answer is stored anyway."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from typing import Any
from uuid import uuid4

from ag_ui.core import (
    BaseEvent,
    CustomEvent,
    Interrupt,
    RunErrorEvent,
    RunFinishedEvent,
    RunFinishedInterruptOutcome,
    RunFinishedOutcome,
    RunFinishedSuccessOutcome,
    RunStartedEvent,
    StepFinishedEvent,
    StepStartedEvent,
    TextMessageContentEvent,
    TextMessageEndEvent,
    TextMessageStartEvent,
    ToolCallArgsEvent,
    ToolCallEndEvent,
    ToolCallResultEvent,
    ToolCallStartEvent,
)
from ag_ui.encoder import EventEncoder

from assistant.api.schemas import Message, ProposalBlock
from assistant.conversation.events import BlockAdded, Broken, Event, Finished, TextDelta, ToolEnded, ToolStarted

# Proxies close a connection that is silent for long.
KEEP_ALIVE = 15.0
PROTOCOL = "1.0"


class AguiStream:
    """Says our events in the protocol's words: one text or tool call is open at a time."""

    def __init__(self, conversation_id: str) -> None:
        self._thread = conversation_id
        self._run = str(uuid4())
        self._text: str | None = None
        self._part = -1
        self._spoken = False
        self._steps: dict[str, str] = {}

    def start(self) -> list[BaseEvent]:
        return [RunStartedEvent(thread_id=self._thread, run_id=self._run, protocol_version=PROTOCOL)]

    def say(self, event: Event) -> list[BaseEvent]:
        """The protocol's events for one of ours."""
        match event:
            case ToolStarted():
                return [*self._close_text(), *self._tool(event)]
            case ToolEnded():
                return list(self._result(event))
            case TextDelta():
                return list(self._delta(event))
            case BlockAdded(block):
                return [_custom("block", block.model_dump(mode="json", by_alias=True))]
            case Finished(message):
                return list(self._finish(message))
            case Broken(code, text):
                return [*self._close_text(), RunErrorEvent(message=text, code=code)]

    def _tool(self, event: ToolStarted) -> Iterator[BaseEvent]:
        self._steps[event.call_id] = event.name
        yield StepStartedEvent(step_name=event.name)
        yield ToolCallStartEvent(tool_call_id=event.call_id, tool_call_name=event.name)
        yield ToolCallArgsEvent(tool_call_id=event.call_id, delta=json.dumps(event.args, default=str))
        yield ToolCallEndEvent(tool_call_id=event.call_id)

    def _result(self, event: ToolEnded) -> Iterator[BaseEvent]:
        yield ToolCallResultEvent(message_id=str(uuid4()), tool_call_id=event.call_id, content=event.content)
        yield StepFinishedEvent(step_name=self._steps.pop(event.call_id, "tool"))

    def _delta(self, event: TextDelta) -> Iterator[BaseEvent]:
        if event.part != self._part:
            yield from self._close_text()
            self._part = event.part
        if self._text is None:
            self._text = str(uuid4())
            yield TextMessageStartEvent(message_id=self._text, role="assistant")
        self._spoken = True
        yield TextMessageContentEvent(message_id=self._text, delta=event.delta)

    def _close_text(self) -> list[BaseEvent]:
        text, self._text = self._text, None
        return [TextMessageEndEvent(message_id=text)] if text else []

    def _finish(self, message: Message) -> Iterator[BaseEvent]:
        if not self._spoken and message.text:  # said by a tool, a choice or a decision: no model streamed it
            yield from self._delta(TextDelta(0, message.text))
        yield from self._close_text()
        yield _custom("message", message.model_dump(mode="json", by_alias=True))
        if message.status == "failed":
            yield RunErrorEvent(message=message.text, code="failed")
        else:
            yield RunFinishedEvent(thread_id=self._thread, run_id=self._run, outcome=_outcome(message))


def _outcome(message: Message) -> RunFinishedOutcome:
    if message.status != "needs_approval":
        return RunFinishedSuccessOutcome()
    waiting = next((b.proposal for b in message.blocks if isinstance(b, ProposalBlock)), None)
    return RunFinishedInterruptOutcome(
        interrupts=[
            Interrupt(
                id=message.proposal_id or message.id,
                reason="approval",
                message=waiting.summary if waiting else message.text,
                expires_at=waiting.expires_at.isoformat() if waiting else None,
                metadata={"ref": waiting.ref, "approver": waiting.approver} if waiting else None,
            )
        ]
    )


def _custom(name: str, value: Any) -> CustomEvent:
    return CustomEvent(name=name, value=value)


async def server_sent(queue: asyncio.Queue[Event], conversation_id: str) -> AsyncIterator[str]:
    """The stream of one run, from its first event to its last."""
    encoder, agui = EventEncoder(), AguiStream(conversation_id)
    for first in agui.start():
        yield encoder.encode(first)
    while True:
        try:
            event = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
        except TimeoutError:
            yield ": still working\n\n"
            continue
        for said in agui.say(event):
            yield encoder.encode(said)
        if isinstance(event, Finished | Broken):
            return
