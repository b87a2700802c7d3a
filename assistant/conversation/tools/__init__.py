"""The tools of the agent: thin, typed, one registry. Only what a user may use is shown to the model."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.conversation.tools.base import Tool
from assistant.conversation.tools.brief import BRIEF_RECORD
from assistant.conversation.tools.duplicates import FIND_DUPLICATES
from assistant.conversation.tools.ends import ASK_USER, DECLINE
from assistant.conversation.tools.history import RECORD_HISTORY
from assistant.conversation.tools.lists import FIND_RECORDS
from assistant.conversation.tools.messages import SEARCH_MESSAGES
from assistant.conversation.tools.open import OPEN_RECORD
from assistant.conversation.tools.proposals import PROPOSE_CHANGES, REVISE_PROPOSAL
from assistant.conversation.tools.reports import RUN_REPORT
from assistant.conversation.tools.scores import RECOMMEND, SCORE_RECORDS
from assistant.conversation.tools.writing import DRAFT_EMAIL

_ALL = (
    FIND_RECORDS,
    OPEN_RECORD,
    RECORD_HISTORY,
    FIND_DUPLICATES,
    SEARCH_MESSAGES,
    RUN_REPORT,
    PROPOSE_CHANGES,
    REVISE_PROPOSAL,
    RECOMMEND,
    SCORE_RECORDS,
    BRIEF_RECORD,
    DRAFT_EMAIL,
    ASK_USER,
    DECLINE,
)
TOOLS: Mapping[str, Tool] = {tool.name: tool for tool in _ALL}

__all__ = ["TOOLS", "Tool"]
