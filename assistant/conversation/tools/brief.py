"""brief_record: what to know before a meeting, each line with the mail or note that says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from pydantic import Field

from assistant.api.schemas import Block
from assistant.conversation import wording
from assistant.conversation.blocks import SHOWN, activity_citations, author, records_block
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.tools.base import Args, Tool
from assistant.conversation.tools.open import Around, filled, for_model, look_around, mentions, summary
from crm_store import records
from crm_store.database import Session
from retrieval.extracts import Promise, Side, asked, promises, tone

QUOTE = 160
READ = 30  # the last activities that a briefing is made from
TOUCHES = 4
OF_EACH = 3  # promises and questions of each kind
_REPLY = re.compile(r"^(?:(?:re|fwd?|aw|wg):\s*)+", re.IGNORECASE)
_SOUNDS = {"friendly": "friendly", "critical": "critical", "mixed": "mixed, with criticism"}


class BriefRecord(Args):
    object: str
    id: str = Field(max_length=100, description="id or ref")


@dataclass
class Cited:
    """The activities that a briefing quotes, numbered from 1 in the order of their first quote."""

    timezone: str
    found: list[records.Record] = field(default_factory=list)

    def number(self, activity: records.Record) -> int:
        if activity not in self.found:
            self.found.append(activity)
        return self.found.index(activity) + 1

    def quote(self, activity: records.Record, text: str) -> str:
        """“what was said” (who, when) [n]."""
        said = wording.shortened(text, QUOTE)
        by = author(activity) or "somebody"
        return f"“{said}” ({by}, {wording.day(_at(activity).astimezone(ZoneInfo(self.timezone)).date())}) [{self.number(activity)}]"


async def brief_record(deps: Deps, args: BriefRecord) -> ToolResult:
    async with deps.reader.step() as session:
        item = session.catalog.object(args.object)
        record = await records.get(session, item.name, args.id)
        around = await look_around(session, item, record)
        fields = filled(item, record, session)
        cited = Cited(session.identity.timezone, list(around.latest[:TOUCHES]))
        happened = await _happened(session, record) if around.latest else ()
        said = [summary(session, item, around), *_touches(around), *briefing(around, happened, cited)]
    blocks: list[Block] = [records_block(item.name, [record], 1, fields)]
    blocks += [records_block(name, page.items, page.total, SHOWN[name]) for name, page in around.pages]
    if around.tasks:
        blocks.append(records_block("activity", around.tasks, len(around.tasks), SHOWN["activity"]))
    if cited.found:
        blocks.append(activity_citations(cited.found))
    content = for_model(around, fields)
    return ToolResult(content, "\n".join(said), tuple(blocks), state=deps.state.focused(mentions(record)))


async def _happened(session: Session, record: records.Record) -> tuple[records.Record, ...]:
    """What was said and done last, tasks aside, the latest first."""
    page = await records.timeline(session, record.object, record.id, limit=READ)
    return tuple(activity for activity in page.items if activity.value("type") != "task")


def briefing(around: Around, happened: tuple[records.Record, ...], cited: Cited) -> Iterator[str]:
    """The lines below the summary: promises, open questions, tone, next step."""
    made = [(activity, promise) for activity in happened for promise in _promises(activity)]
    yield from _listed("We promised", _of("us", made), cited)
    yield from _listed("They promised", _of("them", made), cited)
    open_ = list(_open_questions(happened))
    yield from _listed("Open questions", open_, cited)
    if sounds := _tone(happened, cited):
        yield sounds
    if happened or around.tasks:
        yield _next_step(around, open_, _of("us", made), cited)


def _touches(around: Around) -> Iterator[str]:
    # The first one stands in the summary already.
    for n, activity in enumerate(around.latest[:TOUCHES], 1):
        if n > 1:
            body = wording.shortened(str(activity.value("body") or activity.label), QUOTE)
            by = f" by {name}" if (name := author(activity)) else ""
            yield f"- {str(activity.value('type')).capitalize()}{by}: “{body}” [{n}]"


def _promises(activity: records.Record) -> Iterator[Promise]:
    mail = activity.value("type") == "email" and activity.value("direction") is not None
    return promises(_body(activity), wrote=_side(activity), mail=mail)


def _side(activity: records.Record) -> Side:
    """Who wrote it: mail that came in is theirs, everything else was written by us."""
    return "them" if activity.value("direction") == "in" else "us"


def _of(side: Side, made: list[tuple[records.Record, Promise]]) -> list[tuple[records.Record, str]]:
    """One side's, each once."""
    kept = {promise.text: (activity, promise.text) for activity, promise in reversed(made) if promise.by == side}
    return list(reversed(kept.values()))


def _open_questions(happened: tuple[records.Record, ...]) -> Iterator[tuple[records.Record, str]]:
    """Questions of the last mail on each subject: nobody has answered them since."""
    subjects = set()
    for activity in happened:
        subject = _REPLY.sub("", activity.label).casefold()
        if activity.value("type") == "email" and subject not in subjects:
            subjects.add(subject)
            yield from ((activity, text) for text in asked(_body(activity)))


def _listed(title: str, found: list[tuple[records.Record, str]], cited: Cited) -> Iterator[str]:
    if found:
        yield f"**{title}:**"
        yield from (f"- {cited.quote(activity, text)}" for activity, text in found[:OF_EACH])


def _tone(happened: tuple[records.Record, ...], cited: Cited) -> str:
    theirs = [activity for activity in happened if activity.value("direction") == "in"]
    sounds, n, text = tone([_body(activity) for activity in theirs])
    return f"**Tone:** {_SOUNDS[sounds]}: {cited.quote(theirs[n], text)}" if sounds != "neutral" else ""


def _next_step(
    around: Around, open_: list[tuple[records.Record, str]], ours: list[tuple[records.Record, str]], cited: Cited
) -> str:
    theirs = next(((a, text) for a, text in open_ if _side(a) == "them"), None)
    if around.tasks:
        task = around.tasks[0]
        due = task.value("due_date")
        return f"**Next step:** {task.label}" + (
            f", due {wording.day(date.fromisoformat(due))}." if isinstance(due, str) else "."
        )
    if theirs:
        return f"**Next step:** answer {cited.quote(*theirs)}"
    if ours:
        return f"**Next step:** keep what was promised: {cited.quote(*ours[0])}"
    return "**Next step:** none is agreed; propose one."


def _body(activity: records.Record) -> str:
    return str(activity.value("body") or "")


def _at(activity: records.Record) -> datetime:
    at = activity.value("occurred_at") or activity.value("completed_at")
    return datetime.fromisoformat(at) if isinstance(at, str) else activity.created_at


BRIEF_RECORD = Tool("brief_record", BriefRecord, brief_record)
