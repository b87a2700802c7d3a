"""draft_email: a mail to look over and send oneself; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from assistant.api.schemas import DraftBlock
from assistant.conversation import wording
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.rows import row_for_model
from assistant.conversation.tools.base import Args, Tool
from assistant.conversation.tools.open import mentions
from crm_store import records
from crm_store.errors import Invalid


class Recipient(Args):
    object: str
    id: str = Field(max_length=100)


class DraftEmail(Args):
    to: Recipient
    about: str = Field(min_length=1, max_length=2000)
    subject: str | None = Field(default=None, max_length=300)
    body: str | None = Field(default=None, max_length=10_000, description="The whole text, with greeting and closing.")
    manner: Literal["shorter", "longer", "friendlier", "formal"] | None = None


async def draft_email(deps: Deps, args: DraftEmail) -> ToolResult:
    async with deps.reader.step() as session:
        record = await records.get(session, args.to.object, args.to.id)
    if record.object not in ("contact", "lead"):
        raise Invalid("An e-mail goes to a contact or a lead.")
    address = record.value("email")
    draft = DraftBlock(
        to=str(address) if address else None,
        subject=args.subject or _subject(args.about),
        body=args.body or letter(record.label, args.about, deps.identity.name, args.manner),
    )
    missing = "" if address else f" {record.label} has no e-mail address on record."
    return ToolResult(
        content=f"draft shown; {row_for_model(record, ['email'])}",
        say=f"Here is a draft to {record.label}; nothing has been sent.{missing}",
        blocks=(draft,),
        state=replace(deps.state.focused(mentions(record)), drafted=args.model_dump(exclude_none=True)),
    )


def _subject(about: str) -> str:
    line = wording.shortened(about.removeprefix("to "), 80).rstrip(".!?")
    return line[:1].upper() + line[1:]


def letter(name: str, about: str, sender: str, manner: str | None = None) -> str:
    """A text to start from: greeting, matter, a question and a closing, in the manner that was asked for."""
    manner = manner or ""
    topic = about.strip().rstrip(".!?")
    greeting, closing = _AROUND.get(manner, _AROUND[""])
    parts = [
        greeting.format(first=name.split(maxsplit=1)[0] if name else "there", name=name or "Sir or Madam"),
        *_OPENING.get(manner, ()),
        f"I am writing {topic if topic.lower().startswith('to ') else f'about {topic}'}.",
        *(() if manner == "shorter" else ("Would you have a moment to talk about it this week?",)),
        *_MORE.get(manner, ()),
    ]
    return "\n\n".join([*parts, f"{closing}\n{sender}"])


_AROUND = {
    "": ("Hi {first},", "Best regards,"),
    "friendlier": ("Hi {first},", "Have a great day,"),
    "formal": ("Dear {name},", "Yours sincerely,"),
}
_OPENING = {"friendlier": ("I hope you are doing well!",)}
_MORE = {
    "longer": ("If writing suits you better, send me what is still open on your side, and I will answer it by mail.",)
}


DRAFT_EMAIL = Tool("draft_email", DraftEmail, draft_email)
