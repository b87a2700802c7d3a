"""brief_record and draft_email: texts made from what the records say."""

from __future__ import annotations

from pydantic import Field

from assistant.api.schemas import Block, DraftBlock
from assistant.conversation import wording
from assistant.conversation.blocks import SHOWN, activity_citations, author, records_block
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.rows import row_for_model
from assistant.conversation.tools.base import Args, Tool
from assistant.conversation.tools.open import Around, filled, for_model, look_around, mentions, summary
from crm_store import records
from crm_store.errors import Invalid

QUOTE = 160


class BriefRecord(Args):
    object: str
    id: str = Field(max_length=100, description="id or ref")


class Recipient(Args):
    object: str
    id: str = Field(max_length=100)


class DraftEmail(Args):
    to: Recipient
    about: str = Field(min_length=1, max_length=2000)
    subject: str | None = Field(default=None, max_length=300)
    body: str | None = Field(default=None, max_length=10_000, description="The whole text, with greeting and closing.")


async def brief_record(deps: Deps, args: BriefRecord) -> ToolResult:
    async with deps.reader.step() as session:
        item = session.catalog.object(args.object)
        record = await records.get(session, item.name, args.id)
        around = await look_around(session, item, record)
        fields = filled(item, record, session)
        say = "\n".join([summary(session, item, around), *_latest(around)])
    blocks: list[Block] = [records_block(item.name, [record], 1, fields)]
    blocks += [records_block(name, page.items, page.total, SHOWN[name]) for name, page in around.pages]
    if around.tasks:
        blocks.append(records_block("activity", around.tasks, len(around.tasks), SHOWN["activity"]))
    if around.latest:
        blocks.append(activity_citations(around.latest))
    return ToolResult(for_model(around, fields), say, tuple(blocks), state=deps.state.focused(mentions(record)))


def _latest(around: Around) -> list[str]:
    def line(n: int, record: records.Record) -> str:
        body = wording.shortened(str(record.value("body") or record.label), QUOTE)
        by = f" by {name}" if (name := author(record)) else ""
        return f"- {str(record.value('type')).capitalize()}{by}: “{body}” [{n}]"

    # The first one stands in the summary already.
    return [line(n, record) for n, record in enumerate(around.latest[:4], 1)][1:]


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


BRIEF_RECORD = Tool("brief_record", BriefRecord, brief_record)
DRAFT_EMAIL = Tool("draft_email", DraftEmail, draft_email)
