"""The two tools that end a turn: a question back, and a decline."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from assistant.api.schemas import ChoiceOption, ChoicesBlock
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.state import Asked, Choice
from assistant.conversation.tools.base import Args, Tool


class OptionCall(Args):
    tool: str
    args: dict[str, Any] = Field(default_factory=dict)


class Option(Args):
    label: str = Field(min_length=1, max_length=300)
    say: str = Field(min_length=1, max_length=1000)
    call: OptionCall | None = None


class AskedFor(Args):
    call: dict[str, Any]
    missing: str


class AskUser(Args):
    prompt: str = Field(min_length=1, max_length=1000)
    options: list[Option] = Field(default_factory=list, max_length=20)
    asked: AskedFor | None = Field(default=None, description="Leave out.")


class Decline(Args):
    reason: Literal["out_of_scope", "not_permitted", "not_possible", "not_understood"]
    message: str = Field(min_length=1, max_length=1000)


async def ask_user(deps: Deps, args: AskUser) -> ToolResult:
    choices = tuple(Choice.offer(o.label, o.say, o.call.model_dump() if o.call else None) for o in args.options)
    asked = Asked(args.asked.call, args.asked.missing) if args.asked else None
    options = [ChoiceOption(choice_id=c.choice_id, label=c.label, say=c.say) for c in choices]
    return ToolResult(
        content="The person was asked; their next message answers.",
        say=args.prompt,
        blocks=(ChoicesBlock(prompt=args.prompt, options=options),) if options else (),
        status="needs_choice",
        state=replace(deps.state, choices=choices, asked=asked),
    )


async def decline(deps: Deps, args: Decline) -> ToolResult:
    return ToolResult(content="Declined.", say=args.message, status="declined")


ASK_USER = Tool("ask_user", AskUser, ask_user, ends=True)
DECLINE = Tool("decline", Decline, decline, ends=True)
