"""find_duplicates: records that are likely one, to be merged by whoever asks for it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from assistant.conversation import wording
from assistant.conversation.blocks import SHOWN, records_block
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.state import Shown
from assistant.conversation.tools.base import Args, Tool
from crm_store import records
from crm_store.duplicates import find_duplicates as likely_pairs
from crm_store.query import parse_conditions

SAID = 5


class FindDuplicates(Args):
    object: Literal["account", "contact", "lead"]
    where: list[dict[str, Any]] = Field(default_factory=list, description="Only pairs one of which is so.")


async def find_duplicates(deps: Deps, args: FindDuplicates) -> ToolResult:
    async with deps.reader.step() as session:
        item = session.catalog.object(args.object)
        likely = await likely_pairs(session, item.name, SAID, where=parse_conditions(args.where))
        pairs = likely.items
        shown = list(dict.fromkeys(i for pair in pairs for i in pair.records))
        found = {r.id: r for r in await records.get_many(session, item.name, shown, fields=SHOWN[item.name])}
    plural = wording.lower(item.plural)
    if not pairs:
        return ToolResult("none", f"I found no {plural} that look like duplicates.")
    lines = [
        f"- **{found[a].label}** and **{found[b].label}**: {', '.join(pair.reasons)}"
        for pair in pairs
        if (a := pair.records[0]) in found and (b := pair.records[1]) in found
    ]
    head = f"{wording.counted(likely.total, 'pair')} of {plural} may be the same:"
    rows = [found[i] for i in shown if i in found]
    state = Shown(item.name, tuple(str(r.id) for r in rows), {"object": item.name, "where": args.where})
    say = "\n".join([head, *lines])
    block = records_block(item.name, rows, len(rows), SHOWN[item.name])
    return ToolResult(say, say, (block,), state=deps.state.listing(state))


FIND_DUPLICATES = Tool("find_duplicates", FindDuplicates, find_duplicates)
