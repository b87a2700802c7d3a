"""find_records: lists and counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import Field

from assistant.api.schemas import MetricBlock
from assistant.conversation import wording
from assistant.conversation.blocks import SHOWN, records_block
from assistant.conversation.deps import Deps, ToolResult
from assistant.conversation.describe import Phrase, describe
from assistant.conversation.rows import rows_for_model
from assistant.conversation.state import DialogueState, Mention, Shown
from assistant.conversation.tools.base import Args, Tool
from assistant.conversation.tools.left_out import LEFT_OUT, LeftOut, with_left_out
from crm_store import records
from crm_store.catalog import Object
from crm_store.database import Session
from crm_store.query import AllOf, AnyOf, Condition, Filter, Not, RecordQuery, Sort, condition_json, parse_conditions

DEFAULT_LIMIT = 20
NAMED = 3  # so few are said by name; more are only counted


class SortBy(Args):
    field: str
    descending: bool = False


class FindRecords(Args):
    object: str = Field(description="account, contact, lead, deal, activity, product or ticket")
    where: list[dict[str, Any]] = Field(default_factory=list, description="Conditions; all of them hold.")
    sort: list[SortBy] = Field(default_factory=list)
    limit: int = Field(default=DEFAULT_LIMIT, ge=1, le=200)
    search: str | None = Field(default=None, max_length=200, description="Part of a name, e-mail, phone or ref.")
    count_only: bool = False
    show: list[str] = Field(default_factory=list, description="Fields to show beside the usual ones.")
    left_out: LeftOut = Field(default_factory=list, description=LEFT_OUT)


async def find_records(deps: Deps, args: FindRecords) -> ToolResult:
    async with deps.reader.step() as session:
        item = session.catalog.object(args.object)
        query = RecordQuery(
            item.name,
            parse_conditions(args.where),
            tuple(Sort(s.field, s.descending) for s in args.sort),
            args.limit,
            search=args.search,
        )
        if args.count_only and not args.search:
            found = await _counted(session, item, query.where, deps)
        else:
            found = await _listed(session, item, query, args, deps)
    return with_left_out(found, args.left_out)


async def _counted(session: Session, item: Object, where: tuple[Condition, ...], deps: Deps) -> ToolResult:
    n = await records.count(session, item.name, where)
    block = MetricBlock(label=item.plural, value=n, unit="count")
    query = {"object": item.name, "where": [condition_json(part) for part in where], "count_only": True}
    state = deps.state.listing(Shown(item.name, (), query))
    phrase = await describe(session, item, where)
    return ToolResult(content=f"count: {n}", say=_count_said(phrase, n), blocks=(block,), state=state)


def _count_said(phrase: Phrase, n: int) -> str:
    """You have 7 open deals. There is 1 ticket with status Open."""
    if phrase.mine:
        return f"You have {wording.counted(n, phrase.singular, phrase.plural)}{phrase.rest}."
    return f"There {'is' if n == 1 else 'are'} {phrase.counted(n)}."


async def _listed(session: Session, item: Object, query: RecordQuery, args: FindRecords, deps: Deps) -> ToolResult:
    fields = _fields(item, query, args.show, session)
    page = await records.find(session, query, fields={*fields, "currency"})
    n = await _exact(session, item, query, page)
    if args.count_only:
        block: Any = MetricBlock(label=item.plural, value=n, unit="count")
    else:
        block = records_block(item.name, page.items, n, fields)
    return ToolResult(
        content=f"total: {n}\n{rows_for_model(page.items, fields)}",
        say=await _say(session, item, query, page, n),
        blocks=(block,),
        state=_state(deps.state, item, page, args),
    )


async def _exact(session: Session, item: Object, query: RecordQuery, page: records.Page) -> int:
    if page.total_is is None or query.search:
        return page.total
    return await records.count(session, item.name, query.where)


def _fields(item: Object, query: RecordQuery, show: list[str], session: Session) -> tuple[str, ...]:
    """The usual fields, what was asked to be shown, and what was filtered or sorted by."""
    asked = [
        *show,
        *(name.split(".")[0] for name in _filtered(query.where)),
        *(s.field.split(".")[0] for s in query.sort),
    ]
    role = session.identity.role
    known = [name for name in asked if name in item.fields and not item.fields[name].hidden(role)]
    usual = [name for name in SHOWN.get(item.name, ()) if name in item.fields and not item.fields[name].hidden(role)]
    boring = {item.label_field, "is_open", "is_won", "is_lost", "is_overdue"}
    return tuple(name for name in dict.fromkeys([*usual, *known]) if name not in boring)


def _filtered(where: tuple[Condition, ...]) -> Iterator[str]:
    for part in where:
        match part:
            case Filter(field):
                yield field
            case AnyOf(parts) | AllOf(parts):
                yield from _filtered(parts)
            case Not(inner):
                yield from _filtered((inner,))


async def _say(session: Session, item: Object, query: RecordQuery, page: records.Page, n: int) -> str:
    phrase = await describe(session, item, query.where)
    if n == 0:
        return _none(phrase, query)
    head = phrase.counted(n) + (f" called “{query.search}”" if query.search else "")
    names = [_named(item, record, session) for record in page.items]
    if n <= NAMED:
        return f"{head}: {wording.listed(names)}."
    first = f" First: {names[0]}." if query.sort else ""
    more = f" Here are the first {len(page.items)}." if n > len(page.items) else ""
    return f"{head}{await _worth(session, item, query)}.{first}{more}"


async def _worth(session: Session, item: Object, query: RecordQuery) -> str:
    if item.name != "deal" or query.search or item.fields["amount"].closed(session.identity.role):
        return ""
    sums = await records.sum_money(session, "deal", query.where)
    return f", {wording.total(sums)} in total"


def _named(item: Object, record: records.Record, session: Session) -> str:
    detail = _detail(item, record, session)
    return f"{record.label} ({detail})" if detail else record.label


def _detail(item: Object, record: records.Record, session: Session) -> str:
    names = {"deal": ("stage", "amount"), "contact": ("account",), "lead": ("company",), "account": ("city",)}
    currency = record.value("currency") or session.catalog.settings.currency
    values = [
        wording.shown(item.fields[name], record.value(name), str(currency), session.identity.timezone)
        for name in names.get(item.name, ())
        if name in item.fields
    ]
    return ", ".join(value for value in values if value != wording.EMPTY)


def _none(phrase: Phrase, query: RecordQuery) -> str:
    """What was looked for, and what to try. Never that something is hidden: what one may not see does not exist."""
    called = f" called “{query.search}”" if query.search else ""
    found = f"I found {phrase.counted(0)}{called}."
    if query.search:
        return f"{found} Try part of the name, or check the spelling."
    return f"{found} Try fewer conditions or a longer period." if phrase.rest else found


def _state(state: DialogueState, item: Object, page: records.Page, args: FindRecords) -> DialogueState:
    ids = tuple(str(record.id) for record in page.items)
    shown = Shown(item.name, ids, args.model_dump(exclude_defaults=True, exclude={"left_out"}))
    # One found record is what "it" means now; of many, none is.
    found = page.items if len(page.items) == 1 else ()
    return state.listing(shown).focused(Mention(r.object, str(r.id), r.label) for r in found)


FIND_RECORDS = Tool("find_records", FindRecords, find_records)
