"""The tools of the agent: thin, typed, one registry. Only what a user may use is shown to the model."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.conversation.tools.base import Tool, as_langchain
from assistant.conversation.tools.ends import ASK_USER, DECLINE
from assistant.conversation.tools.lists import FIND_RECORDS
from assistant.conversation.tools.open import OPEN_RECORD

TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in (FIND_RECORDS, OPEN_RECORD, ASK_USER, DECLINE)}

__all__ = ["TOOLS", "Tool", "as_langchain"]
