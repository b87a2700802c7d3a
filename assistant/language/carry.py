"""Carries one clause out: a question becomes calls of tools, an order becomes part of the draft."""

from __future__ import annotations

from assistant.language.acts.activities_said import of_that_task
from assistant.language.acts.asking import asks
from assistant.language.acts.doing import is_doing
from assistant.language.acts.leanings import remeasures
from assistant.language.acts.retimed import retimes_task
from assistant.language.acts.signs import Seen
from assistant.language.acts.tasks_told import named_task
from assistant.language.acts.words_asked import asks_for_words
from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.reads import messages, odds, reading
from assistant.language.slots.reads.answerable import of_tables
from assistant.language.slots.reads.gone import gone_deal
from assistant.language.slots.reads.holders import nobody_called
from assistant.language.slots.reads.listed import by_address
from assistant.language.slots.reads.lookups import lookup
from assistant.language.slots.reads.matter import asks_of_matter, on_condition, on_matter, telegram_of_matter
from assistant.language.slots.reads.past import past
from assistant.language.slots.reads.refine import refined
from assistant.language.slots.reads.staff import people_of_deal
from assistant.language.slots.reads.twins import twins
from assistant.language.slots.relations import something
from assistant.language.slots.reports.sellers import picked_sellers
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes import conversions, leaving, making, put_off, tasks, tickets, updates, writing
from assistant.language.slots.writes.bound import to_colleagues
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.followups import followed_up
from assistant.language.slots.writes.held import impossible_day
from assistant.language.slots.writes.spoken import only_logs, orders

READS = {
    "find": reading.find,
    "count": reading.count,
    "lookup": lookup,
    "latest": reading.latest,
    "search": messages.search,
    "report": reading.report,
    "recommend": odds.recommend,
    "score": odds.score,
    "brief": reading.brief,
    "draft": messages.draft,
}
# Acts that the tables answer; a question of something else is one to mails and notes.
_OF_ONE = {"lookup", "search", "report", "count", "latest", "brief", "score", "find", "out_of_scope"}
_OF_FIELDS = {"find", "count", "lookup", "report", "brief", "out_of_scope"}


async def write(clause: Items, turn: Turn, act: str, draft: Draft, body: list[str]) -> list[ToolCall]:
    if act != "log" and (day := impossible_day(clause)):
        draft.stop = answers.ask(f"There is no {day}. Which day do you mean?")
        return []
    if act in ("create", "task") and any(x.has("assign") for x in clause[:2]) and any(x.has("all") for x in clause):
        act = "update"  # "reassign every task …": whatever it is, nothing new
    match act:
        case "update":
            await _update(clause, turn, draft)
            return await conversions.restated(turn, draft)
        case "create":
            making.create(clause, turn, draft)
        case "log":
            _log(clause, turn, draft, body)
        case "task":
            await _task(clause, turn, draft)
        case "delete":
            if not await tasks.deleted(clause, turn, draft):
                await leaving.delete(clause, turn, draft)
        case "merge":
            leaving.merge(clause, turn, draft)
        case "complete":
            await _complete(clause, turn, draft)
        case "convert":
            return [await conversions.convert(clause, turn)]
    return []


async def _update(clause: Items, turn: Turn, draft: Draft) -> None:
    if await tasks.told_of(clause, turn, draft):
        return
    clause = to_colleagues(_of_task_told(clause, draft))
    if followed_up(clause, turn, draft):
        return
    if retimes_task(Seen(clause, shown=False)) and await put_off.put_to(clause, turn, draft):
        return
    if not (await tasks.changed(clause, turn, draft) or await tickets.ticket_changed(clause, turn, draft)):
        updates.update(clause, turn, draft)


def _of_task_told(clause: Items, draft: Draft) -> Items:
    """ "My task with the agenda, I won't get to it today. Make it tomorrow": the task that was told of, and no deal of whom it names."""
    if any(x.candidates for x in clause):
        return clause
    if (which := named_task(draft.told)) is not None and not draft.changes:
        return (draft.told[which], *clause)
    pointing = any(x.has("it") for x in clause[:3])
    named = tuple(x for x in draft.told if not x.value)
    return (*named, *clause) if pointing and of_that_task(draft.told) else clause


async def _task(clause: Items, turn: Turn, draft: Draft) -> None:
    if _at_once(clause):
        draft.stop = answers.decline("not_possible", _NOT_DONE)
    elif (
        not await tasks.retold(clause, turn, draft)
        and not await put_off.put_to(clause, turn, draft)
        and not followed_up(clause, turn, draft)
    ):
        writing.task(clause, turn, draft)


_NOT_DONE = "I send nothing and call nobody myself: ask me for a draft, or for a task with its day."
_NOW = frozenset(["now", "right now", "right away", "immediately", "asap", "at once"])


def _at_once(clause: Items) -> bool:
    """ "Send the contract to Brian right now": to be done by whom it is said to, and nothing for a list."""
    said = [x for x in clause if not x.is_mark and not x.has("please")]
    cued = any(x.has("remind") or x.sense("object", "activity") for x in said[1:])
    return bool(said) and is_doing(said[0]) and not cued and any(x.word in _NOW for x in said[-2:])


async def _complete(clause: Items, turn: Turn, draft: Draft) -> None:
    await tasks.complete(clause, turn, draft)
    if draft.stop and turn.items != clause and not orders(clause) and not any(x.has("it") for x in clause):
        draft.stop = None  # "the review with Tom is done": told, and no task


def _log(clause: Items, turn: Turn, draft: Draft, body: list[str]) -> None:
    """Logs what was told; "ok, log this" before or after the telling adds nothing."""
    if not (only_logs(clause) and len(turn.items) > len(clause) + 2 and not body):
        writing.log(clause, turn, draft, body)


def read(clause: Items, turn: Turn, act: str) -> list[ToolCall]:
    if act == "latest" and clause[0].has("when"):
        act = "lookup"  # "when did anybody last speak with Hector": a day
    if act in ("score", "report", "search") and reading.why_lost(clause):
        return lookup(clause, turn)
    if act == "find" and odds.in_danger(clause):
        act = "score"  # "show me stalled deals"
    if act in _OF_ONE | {"state"} and (call := twins(clause, turn) or people_of_deal(clause, turn)):
        return [call]
    if act in _OF_ONE and not asks_for_words(clause, asks(clause)) and (calls := past(clause, turn)):
        return calls
    if act in ("lookup", "search") and (name := nobody_called(clause)):
        return [answers.not_found("contact", name)]
    if act in ("find", "report", "count") and (sellers := picked_sellers(clause, turn)):
        return [sellers]
    if act in _OF_ONE and not asks_for_words(clause, asks(clause)) and (name := gone_deal(clause, turn)):
        return [answers.not_found("deal", name)]
    if _of_mails(clause, turn, act):
        return messages.search(clause, turn)
    if act in READS:
        return READS[act](clause, turn)
    if act == "refine":
        return reading.report(clause, turn) if _measures_anew(clause, turn) else refined(clause, turn)
    if act in ("approve", "cancel", "undo"):
        return [answers.decline("not_possible", "There is nothing that waits for that.")]
    return messages.perhaps(clause, turn) if act == "out_of_scope" else [answers.not_understood()]


def _measures_anew(clause: Items, turn: Turn) -> bool:
    """ "Win rate" behind a list: no figure was shown that this would be measured instead of."""
    return not turn.state.report and remeasures(clause) and any(x.sense("metric") for x in clause)


def _of_mails(clause: Items, turn: Turn, act: str) -> bool:
    """What was written answers it, and no table."""
    if act in ("lookup", "latest", "brief", "find") and messages.asks_mail(clause):
        return True
    if act == "find" and (by_address(clause) or something(clause, "account") is not None):
        return False  # "is there anything open at Pinecrest": the deals
    if act in ("lookup", "latest", "brief") and asks_of_matter(clause, turn) and on_condition(clause):
        return True
    if act in ("latest", "brief") and on_matter(clause):
        return True
    briefly = act in ("lookup", "latest", "brief") or (act == "find" and not any(x.sense("object") for x in clause))
    telegram = briefly and telegram_of_matter(clause, turn)
    asked = act in _OF_FIELDS and asks_of_matter(clause, turn)
    return (telegram or asked) and not of_tables(clause, turn)
