"""The agent, built once for a process: building takes milliseconds, a turn has few to give."""

from __future__ import annotations

from typing import Any

from langchain.agents import create_agent
from langgraph.graph.state import CompiledStateGraph

from assistant.conversation.deps import Deps
from assistant.conversation.guards import GuardedTools
from assistant.conversation.model_calls import ModelCalls
from assistant.conversation.tools import TOOLS, as_langchain
from assistant.models import ChatModels

Agent = CompiledStateGraph[Any, Any, Any, Any]

# Model and tool steps alternate; the limits of the middleware come first, this one is a net below them.
RECURSION_LIMIT = 60


def build_agent(models: ChatModels) -> Agent:
    """An agent with every tool; the middleware shows and runs only what the user of a turn may use."""
    agent: Agent = create_agent(
        models.primary,
        [as_langchain(tool) for tool in TOOLS.values()],
        middleware=[ModelCalls(models, TOOLS), GuardedTools(TOOLS)],
        context_schema=Deps,
    )
    return agent.with_config(recursion_limit=RECURSION_LIMIT)
