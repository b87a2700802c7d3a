"""Words of a request that an answer does not heed: said first, so that nobody takes a wider list for the one they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from assistant.conversation import wording
from assistant.conversation.deps import ToolResult

LEFT_OUT = "Words of the request that no condition stands for; the answer says so."
LeftOut = Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=10)]


def with_left_out(found: ToolResult, words: Sequence[str]) -> ToolResult:
    """The result, its sentence led by what it leaves out."""
    if not words:
        return found
    said = wording.listed([f"“{word}”" for word in words])
    return replace(found, say=f"I left out {said}, which I could not read as a condition.\n\n{found.say}")
