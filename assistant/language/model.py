"""The engine as a LangChain chat model: first the tool calls, then the sentences that the tools answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from pydantic import ConfigDict

from assistant.language.engine import Engine
from assistant.language.plan import Plan, TurnInput


class EmbeddedChatModel(BaseChatModel):
    """Answers with the engine's plan. The turn itself comes as the call's `turn` (TurnInput), not as text."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    engine: Engine

    @property
    def _llm_type(self) -> str:
        return "embedded"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[Any, AIMessage]:
        """The engine knows the tools; what a user may not use is refused where it runs."""
        return self.bind(**{k: v for k, v in kwargs.items() if k == "turn"})

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        raise NotImplementedError("the embedded model is asynchronous")

    async def _agenerate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        said = _since_the_question(messages)
        if said:
            return _result(AIMessage(content="\n\n".join(said)))
        turn: TurnInput = kwargs["turn"]
        return _result(_message(await self.engine.plan(turn)))


def _since_the_question(messages: list[BaseMessage]) -> list[str]:
    """What the tools answered to the last message of the person; their `say` where they have one."""
    said: list[str] = []
    for message in reversed(messages):
        if isinstance(message, HumanMessage):
            break
        if isinstance(message, ToolMessage):
            said.append(_say(message))
    return said[::-1]


def _say(message: ToolMessage) -> str:
    artifact = message.artifact
    say = artifact.get("say") if isinstance(artifact, dict) else getattr(artifact, "say", None)
    return str(say or message.text)


def _message(plan: Plan) -> AIMessage:
    calls = [{"name": c.name, "args": dict(c.args), "id": uuid4().hex, "type": "tool_call"} for c in plan.calls]
    meta = {"acts": list(plan.acts), "confidence": round(plan.confidence, 3)}
    return AIMessage(content=plan.say, tool_calls=calls, response_metadata=meta)


def _result(message: AIMessage) -> ChatResult:
    return ChatResult(generations=[ChatGeneration(message=message)])
