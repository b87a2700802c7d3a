"""draft_email: a mail to look over and send oneself; nothing is sent."""

from __future__ import annotations

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


async def draft_email(deps: Deps, args: DraftEmail) -> ToolResult:
    async with deps.reader.step() as session:
        record = await records.get(session, args.to.object, args.to.id)
    if record.object not in ("contact", "lead"):
        raise Invalid("An e-mail goes to a contact or a lead.")
    address = record.value("email")
    draft = DraftBlock(
        to=str(address) if address else None,
        subject=args.subject or _subject(args.about),
        body=args.body or _body(record, args.about, deps.identity.name),
    )
    missing = "" if address else f" {record.label} has no e-mail address on record."
    return ToolResult(
        content=f"draft shown; {row_for_model(record, ['email'])}",
        say=f"Here is a draft to {record.label}; nothing has been sent.{missing}",
        blocks=(draft,),
        state=deps.state.focused(mentions(record)),
    )


def _subject(about: str) -> str:
    line = wording.shortened(about.removeprefix("to "), 80).rstrip(".!?")
    return line[:1].upper() + line[1:]


def _body(record: records.Record, about: str, sender: str) -> str:
    first = record.label.split()[0] if record.label else "there"
    topic = about.strip().rstrip(".!?")
    opening = topic if topic.lower().startswith("to ") else f"about {topic}"
    return f"Hi {first},\n\nI am writing {opening}.\n\nWould you have a moment to talk about it this week?\n\nBest regards,\n{sender}"


DRAFT_EMAIL = Tool("draft_email", DraftEmail, draft_email)
