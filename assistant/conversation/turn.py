"""One turn: the message is stored first, then answered, then the answer is stored, whoever still listens."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakValueDictionary

from assistant.api.schemas import Message
from assistant.conversation import embedded
from assistant.conversation.clean import clean
from assistant.conversation.decisions import decide
from assistant.conversation.deps import Answer, Deps
from assistant.conversation.events import Broken, Emit, Finished, TextDelta, silent
from assistant.conversation.guards import BROKEN, Call, run_call
from assistant.conversation.reader import Reader
from assistant.conversation.receive import Incoming, Received, receive
from assistant.conversation.wire import wire_message
from assistant.models import ChatModels, ModelFailed
from crm_store import conversations as store
from crm_store import model_use, traces
from crm_store.database import Database
from crm_store.errors import Conflict, CrmError, NotFound, Unavailable
from crm_store.identity import Identity
from crm_store.proposals import read as proposals
from retrieval.encoder import Encoder

if TYPE_CHECKING:
    from assistant.conversation.large.agent import LargeAgent

log = logging.getLogger(__name__)

# Its text is a message of its own, behind whatever the large model had streamed.
_FALLBACK_PART = 1_000


class Assistant:
    """The conversation service of a process."""

    def __init__(self, database: Database, encoder: Encoder, models: ChatModels) -> None:
        self.database = database
        self.encoder = encoder
        self.models = models
        self._large = _large_agent(models)
        self._running: set[asyncio.Task[Any]] = set()
        self._locks: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()

    async def begin(
        self,
        identity: Identity,
        conversation_id: UUID,
        incoming: Incoming,
        emit: Emit = silent,
        *,
        stream: bool = False,
    ) -> asyncio.Task[Message]:
        """Store the message and start to answer it. The task ends with the stored answer, whoever waits for it.

        Raises NotFound for a conversation that is not the caller's, Conflict for a choice no longer offered.
        """
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        await lock.acquire()  # a conversation answers one message at a time
        try:
            received = await receive(self.database, identity, conversation_id, incoming, large=self._large is not None)
        except BaseException:
            lock.release()
            raise
        deps = Deps(
            identity=identity,
            database=self.database,
            encoder=self.encoder,
            reader=Reader(self.database, identity),
            conversation_id=conversation_id,
            said=received.text,
            page=incoming.page,
            before=received.state,
            answer=Answer(replace(received.state, choices=(), asked=None, field=None), emit),
            budget=received.budget,
            mask=received.mask,
            received=received.session,
        )
        task = asyncio.create_task(self._run(deps, received, stream))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _: lock.release())
        return task

    async def close(self) -> None:
        """Let the running turns end."""
        if self._running:
            await asyncio.wait(self._running, timeout=10)

    async def _run(self, deps: Deps, received: Received, stream: bool) -> Message:
        started = time.perf_counter()
        try:
            text = await self._text(deps, received, stream)
        except Exception as error:  # the answer says that it failed; the message it answers is stored
            text = _failure(deps, error)
        finally:
            await _quietly_close(deps.reader)
        try:
            message = await self._store(deps, text, (time.perf_counter() - started) * 1000)
        except Exception as error:
            code = error.code if isinstance(error, CrmError) else "internal"
            deps.answer.emit(Broken(code, error.message if isinstance(error, CrmError) else BROKEN))
            await self._give_up(deps)
            raise
        deps.answer.emit(Finished(message))
        return message

    async def _text(self, deps: Deps, received: Received, stream: bool) -> str:
        if received.typed and (decision := await decide(deps, received.past)) is not None:
            deps.answer.add(decision)
            return decision.say
        if received.choice and received.choice.call:
            return await _call_chosen(deps, received.choice.call)
        deps = await _still_waiting(deps)
        if self._large is None:
            return _final_text(deps, await embedded.answer(deps, self.models.embedded), own=True)
        try:
            return _final_text(deps, await self._large.answer(deps, received.past, stream=stream), own=False)
        except ModelFailed as error:
            log.warning("model %s failed: %s", self.models.name, error)
            deps.answer.notes.append(error.note())
            return _final_text(deps, await self._fallen_back(deps), own=True)

    async def _fallen_back(self, deps: Deps) -> str:
        """After tools have answered their sentences are the answer; before that the embedded model plans anew."""
        answer = deps.answer
        answer.fell_back = True
        if not answer.says:
            answer.problems.clear()
        text = "\n\n".join(answer.says) or await embedded.answer(deps, self.models.embedded)
        answer.emit(TextDelta(_FALLBACK_PART, text))
        return text

    async def _store(self, deps: Deps, text: str, milliseconds: float) -> Message:
        answer = deps.answer
        status = answer.status
        # A turn that failed leaves the dialogue as it was, so that the same message can be sent again.
        state = deps.before if status == "failed" else answer.state
        async with self.database.session(deps.identity) as session:
            if answer.model_calls:
                await model_use.spend(session, answer.model_calls, answer.tokens)
            trace = await traces.add_trace(session, self._trace(deps, milliseconds))
            blocks = [block.model_dump(mode="json", by_alias=True) for block in answer.blocks]
            new = store.NewMessage("assistant", text, blocks, status, answer.proposal_id, trace)
            stored = await store.add_message(session, deps.conversation_id, new)
            await store.save_state(session, deps.conversation_id, state.to_json())
        return wire_message(stored)

    async def _give_up(self, deps: Deps) -> None:
        """Leave the conversation to others; where the database does not answer, the lease runs out by itself."""
        with suppress(Exception):
            async with self.database.session(deps.identity) as session:
                await store.end_turn(session, deps.conversation_id)

    def _trace(self, deps: Deps, milliseconds: float) -> traces.Trace:
        answer = deps.answer
        model = f"{self.models.name} → embedded" if answer.fell_back else self.models.name
        return traces.Trace(
            model,
            answer.steps,
            milliseconds,
            answer.input_tokens,
            answer.output_tokens,
            conversation_id=deps.conversation_id,
        )


async def _still_waiting(deps: Deps) -> Deps:
    """The turn without the proposal that has been decided on its card since: a correction is a new change then."""
    if deps.before.proposal_id is None:
        return deps
    async with deps.reader.step() as session:
        try:
            status = (await proposals.get_row(session, deps.before.proposal_id))["status"]
        except NotFound:
            status = "gone"
    if status == "pending":
        return deps
    deps.answer.state = replace(deps.answer.state, proposal_id=None)
    return replace(deps, before=replace(deps.before, proposal_id=None))


def _large_agent(models: ChatModels) -> LargeAgent | None:
    if models.large is None:
        return None
    from assistant.conversation.large.agent import LargeAgent

    return LargeAgent(models.large)


async def _call_chosen(deps: Deps, call: Mapping[str, Any]) -> str:
    """A choice that stands for one tool call is run as it was offered, without a model."""
    return (await run_call(deps, Call("choice", call["tool"], call["args"]))).say


def _final_text(deps: Deps, text: str, *, own: bool) -> str:
    """The model's last words, or the tools' where it had none; notes about the turn first.

    What is our `own` may name an address; what a large model says may not.
    """
    says = "\n\n".join(deps.answer.says)
    text = text.strip() or says
    return clean("\n\n".join([*deps.answer.notes, text]), addresses=own or text == says).strip()


def _failure(deps: Deps, error: Exception) -> str:
    deps.answer.statuses.clear()
    deps.answer.problems.append("failed")
    if isinstance(error, Unavailable | Conflict):
        return error.message
    log.error("a turn failed", exc_info=error)
    deps.answer.steps.append({"error": f"{type(error).__name__}: {error}"[:300]})
    return BROKEN


async def _quietly_close(reader: Reader) -> None:
    try:
        await reader.close()
    except Exception as error:  # the session only read: nothing is lost with it
        log.warning("closing a read session: %s", error)
