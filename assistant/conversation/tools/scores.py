"""recommend and score_records: what to do next, and how likely it comes off, with reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from assistant.api.schemas import Finding, FindingsBlock, Reason
from assistant.conversation import wording
from assistant.conversation.blocks import reference, wire_finding
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.state import Mention, Shown
from assistant.conversation.tools.base import Args, Tool
from crm_store import records
from crm_store.database import Session
from crm_store.query import parse_conditions
from scoring import Score, next_actions, ranked, scores

SAID = 3
SCORED = 200


# What has ended has no odds any more; it is scored only where it is asked for by itself.
_UNDER_WAY: dict[str, list[dict[str, Any]]] = {
    "deal": [{"field": "is_open", "op": "eq", "value": True}],
    "lead": [{"field": "status", "op": "ne", "value": status} for status in ("Converted", "Unqualified")],
}


class Recommend(Args):
    limit: int = Field(default=5, ge=1, le=50)
    object: Literal["lead", "deal", "activity"] | None = None


class ScoreRecords(Args):
    object: Literal["lead", "deal"]
    ids: list[str] = Field(default_factory=list, max_length=SCORED)
    where: list[dict[str, Any]] = Field(default_factory=list)
    limit: int = Field(default=10, ge=1, le=50)
    first: Literal["best", "weakest"] = Field(
        default="best", description="Which end to show: weakest for what is at risk."
    )
    least: int = Field(default=0, ge=0, le=100, description="Only scores from here on.")
    most: int = Field(default=100, ge=0, le=100, description="Only scores up to here.")


async def recommend(deps: Deps, args: Recommend) -> ToolResult:
    async with deps.reader.step() as session:
        actions = await next_actions(session, args.limit, (args.object,) if args.object else ())
    found = actions.findings
    if not found:
        return ToolResult(
            "nothing to do", "Nothing presses right now: no overdue task, no quiet deal, no open follow-up."
        )
    items = [wire_finding(one) for one in found]
    lines = [f"{n}. **{f.label}**: {f.action_label}. {_because(f.reasons)}" for n, f in enumerate(found[:SAID], 1)]
    mentions = [Mention(f.object, str(f.id), f.label) for f in found[:SAID]]
    return ToolResult(
        content="\n".join([*(_for_model(item) for item in items), *_weighed(actions.weighed)]),
        say="\n".join(["Start here:" if len(lines) > 1 else "This first:", *lines, *_weighed(actions.weighed)]),
        blocks=(FindingsBlock(items=items),),
        state=deps.state.focused(mentions),
    )


def _weighed(parts: Sequence[str]) -> list[str]:
    """That not everything was weighed, where it was not: nobody should take it for the first of all."""
    return [f"There is more than I weigh at once: I took {wording.listed(parts)}."] if parts else []


async def score_records(deps: Deps, args: ScoreRecords) -> ToolResult:
    async with deps.reader.step() as session:
        found = await _records(session, args)
        scored = await scores(session, args.object, [record.id for record in found])
        plural = wording.lower(session.catalog.object(args.object).plural)
    if not found:
        return ToolResult("nothing found", f"There are no {plural} like that.")
    if not scored:
        return ToolResult("no model", "There are no scores yet: no model has been trained.")
    scored = tuple(s for s in scored if args.least <= s.score <= args.most)
    if not scored:
        return ToolResult("nothing found", f"There are no {plural} with such a score.")
    weakest = _from_below(args)
    best = sorted(scored, key=lambda s: s.probability, reverse=not weakest)[: args.limit]
    by_id = {record.id: record for record in found}
    items = [_finding(args.object, by_id[score.id], score, weakest) for score in best]
    shown = Shown(args.object, tuple(str(s.id) for s in best), {"object": args.object, "where": args.where})
    mentions = [Mention(args.object, item.record.id, item.record.label) for item in items[:1]]
    return ToolResult(
        content="\n".join(_for_model(item) for item in items),
        say=_told(args.object, items[:SAID], weakest, _counted(args, len(scored))),
        blocks=(FindingsBlock(items=items),),
        state=deps.state.focused(mentions) if len(items) == 1 else deps.state.listing(shown),
    )


async def _records(session: Session, args: ScoreRecords) -> Sequence[records.Record]:
    ids: Sequence[UUID | str] = args.ids
    if not ids:
        where = parse_conditions([*args.where, *_UNDER_WAY[args.object]])
        most = SCORED if _bounded(args) else args.limit
        ids = await ranked(session, args.object, where, most, weakest=_from_below(args))
    return await records.get_many(session, args.object, list(ids), fields=())


def _bounded(args: ScoreRecords) -> bool:
    return args.least > 0 or args.most < 100


def _from_below(args: ScoreRecords) -> bool:
    """The weakest come first where they are asked for, or where only an upper end is given."""
    return args.first == "weakest" or (args.most < 100 and args.least == 0)


def _counted(args: ScoreRecords, found: int) -> str:
    """How many have such a score, where one was said; as many as are scored at once may not be all."""
    if not _bounded(args):
        return ""
    return f"{found} {args.object}s or more. " if found == SCORED else f"{wording.counted(found, args.object)}. "


def _finding(object_: str, record: records.Record, score: Score, weakest: bool = False) -> Finding:
    """With what speaks for it first, or against it where the weakest are looked for."""
    reasons = sorted(score.reasons, key=lambda r: r.weight > 0) if weakest else score.reasons
    return Finding(
        record=reference(record.reference),
        kind="lead_conversion" if object_ == "lead" else "deal_win",
        score=score.score,
        reasons=[Reason(text=r.text, weight=r.weight) for r in reasons],
    )


def _told(object_: str, items: Sequence[Finding], weakest: bool, counted: str = "") -> str:
    if len(items) == 1:
        return _scored(object_, items[0])
    head = counted + ("The least likely first:" if weakest else "The likeliest first:")
    return "\n".join([head, *(f"- {_scored(object_, item)}" for item in items)])


def _scored(object_: str, item: Finding) -> str:
    what = "to convert" if object_ == "lead" else "to be won"
    return f"**{item.record.label}**: {item.score:.0f} % likely {what}. {_because(item.reasons)}".rstrip()


def _because(reasons: Sequence[Any]) -> str:
    texts = [reason.text for reason in reasons[:2]]
    return f"{'; '.join(texts)}." if texts else ""


def _for_model(item: Finding) -> str:
    r = item.record
    why = "; ".join(f"{reason.text} ({reason.weight:+})" for reason in item.reasons)
    return f'{r.object} id={r.id} ref={r.ref} label="{r.label}" {item.kind} {item.score:.0f}/100: {why}'


RECOMMEND = Tool("recommend", Recommend, recommend)
SCORE_RECORDS = Tool("score_records", ScoreRecords, score_records)
