"""draft_email: a mail to look over and send oneself; nothing is sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field

from assistant.api.schemas import DraftBlock
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.letters import compose
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
    letter = compose(record.label, args.about, deps.identity.name, args.manner)
    draft = DraftBlock(
        to=str(address) if address else None,
        subject=args.subject or letter.subject,
        body=args.body or letter.body,
    )
    missing = "" if address else f" {record.label} has no e-mail address on record."
    return ToolResult(
        content=f"draft shown; {row_for_model(record, ['email'])}",
        say=f"Here is a draft to {record.label}; nothing has been sent.{missing}",
        blocks=(draft,),
        state=replace(deps.state.focused(mentions(record)), drafted=args.model_dump(exclude_none=True)),
    )


DRAFT_EMAIL = Tool("draft_email", DraftEmail, draft_email)
