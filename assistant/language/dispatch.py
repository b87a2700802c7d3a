"""Carries the recognised acts of a message over into tool calls: reads as they come, changes as one proposal."""

from __future__ import annotations

from dataclasses import replace

from assistant.conversation.state import Mention as Focus
from assistant.language import dialogue
from assistant.language.acts.again import saves_it, says_again
from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES, sure
from assistant.language.acts.makes import made
from assistant.language.acts.model import Act
from assistant.language.beyond import beyond, names_nothing
from assistant.language.carry import READS, read, write
from assistant.language.chart import Items
from assistant.language.plan import Plan, ToolCall
from assistant.language.prepared import prepared
from assistant.language.pronouns import carried
from assistant.language.slots import answers
from assistant.language.slots.naming import firm, unknown_ref
from assistant.language.slots.reads.colleagues import about_colleague
from assistant.language.slots.reads.redraft import redrafted
from assistant.language.slots.reads.rescue import rescued
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes import lost_to, making, updates, writing
from assistant.language.slots.writes.assemble import proposal
from assistant.language.slots.writes.details import detailed
from assistant.language.slots.writes.drafts import Draft, clear, only_deal
from assistant.language.slots.writes.revise import instead, revised
from assistant.language.slots.writes.spoken import (
    forbids,
    lacks_nothing,
    left_alone,
    only_changes,
    only_logs,
    only_tells,
    only_told,
    orders,
)
from assistant.language.slots.writes.together import repeated, together
from assistant.language.slots.writes.unfinished import at_home, unfinished

_CLEAR = 0.6  # a question that answers for what is said beside it


async def carry_out(turn: Turn, clauses: list[Items], acts: list[Act]) -> Plan:
    """The plan of a message, its open questions answered first."""
    clauses, acts = await prepared(turn, clauses, acts)
    if plan := _answered(turn, acts) or (acts and await _wished(turn, clauses, acts)) or _told(turn, clauses, acts):
        return plan
    calls = await together(turn, instead(turn, await _calls(turn, clauses, acts)))
    return Plan(tuple(calls), min(a.confidence for a in acts), _names(acts))


def _answered(turn: Turn, acts: list[Act]) -> Plan | None:
    """The answer to what was asked: that it is called off, the option that was picked, the value that was missing."""
    if said := dialogue.called_off(turn):
        return Plan((), 1.0, ("cancel",), said)
    if answer := dialogue.chosen(turn):
        call = answer if isinstance(answer, ToolCall) else answers.ask(answer.say)
        return Plan((call,), 1.0, ("choice",))
    named = bool(acts) and acts[0].name in READS and dialogue.gives_name(turn)
    meant = bool(acts) and (named or dialogue.only_names(turn) or not _new_order(acts))
    if meant and (filled := dialogue.completed(turn)):
        return Plan((filled,), 0.9, ("answer",))
    return None


async def _wished(turn: Turn, clauses: list[Items], acts: list[Act]) -> Plan | None:
    """What is wished of the draft or the proposal that was just shown."""
    if letter := redrafted(turn):
        return Plan((letter,), 0.8, ("draft",))
    if again := await repeated(turn):
        return Plan((again,), 0.85, ("revise",))
    if fixed := await revised(turn, clauses, acts):
        return Plan((fixed,), acts[0].confidence, ("revise",))
    if more := await detailed(turn):
        return Plan((more,), 0.8, ("revise",))
    return None


def _told(turn: Turn, clauses: list[Items], acts: list[Act]) -> Plan | None:
    """What is said without looking anything up: a greeting, or why it cannot be answered."""
    if not acts:
        return Plan((answers.not_understood(),), 0.0)
    if forbids(turn) and not any(a.name in ("log", "create", *READS) for a in acts):
        return Plan((), 1.0, _names(acts), "All right, I change nothing.")
    if len(acts) > 1:
        return None
    act, clause = acts[0], clauses[0]
    if said := _words(act, clause) or (about_colleague(clause, turn) if act.name not in WRITES else ""):
        return Plan((), act.confidence, _names(acts), said)
    if act.name not in _WITH_TEXT and (gone := unknown_ref(clause)):
        return Plan((answers.not_found(None, gone.text),), act.confidence, _names(acts))
    if why := beyond(clause):
        return Plan((answers.decline("not_possible", why),), act.confidence, _names(acts))
    if names_nothing(clause):
        return Plan((answers.ask("What should change, and on which record?"),), act.confidence, _names(acts))
    return None


_WITH_TEXT = frozenset(["log", "task", "create"])  # what they say may hold any number


def _names(acts: list[Act]) -> tuple[str, ...]:
    return tuple(a.name for a in acts)


def _words(act: Act, clause: Items) -> str:
    """The answer to a greeting or a call for help."""
    if not sure(act) or act.name not in ("help", "greet"):
        return ""
    return answers.HELP if act.name == "help" else answers.greeting({w for x in clause for w in x.word.split()})


def _new_order(acts: list[Act]) -> bool:
    return acts[0].confidence > 0.75 and acts[0].name in (*READS, "log", "task", "delete", "create")


async def _calls(turn: Turn, clauses: list[Items], acts: list[Act]) -> list[ToolCall]:
    draft = Draft()
    calls: list[ToolCall] = []
    body = _statements(turn, clauses, acts)
    for n, (clause, act) in enumerate(zip(clauses, acts, strict=True)):
        spoken = (*draft.heard, *(c for c in only_deal(turn) if c not in draft.heard))
        here = replace(turn, state=turn.state.focused(Focus(c.object, c.id, c.label) for c in spoken))
        if _only_said(clause, act, here, draft, len(clauses)):
            _no_more_told(turn, clause, act, body, draft, act.name == "update")
            continue
        if not sure(act):
            if rescue := rescued(clause, here):
                calls.extend(rescue)
                continue
            if _answered_beside(acts, n):
                draft.hear(clause)
                continue
            return [answers.not_understood()]
        if act.name in WRITES:
            meant = making.by_new_names(_meant(clause, act, draft), turn, draft)
            before = draft.updates()
            calls.extend(await write(meant, here, act.name, draft, body.get(n, [])))
            lost_to.explain(draft.told, draft, turn)
            _no_more_told(turn, clause, act, body, draft, draft.updates() != before)
        else:
            calls.extend(read(clause, here, act.name))
            draft.near(clause)  # "who owns Acme? give it to Ann"
        if draft.stop and act.name == "update" and only_tells(clause, clauses) and _orders_beside(acts, n):
            draft.stop, draft.open = None, ()
            draft.hear(clause)
        if draft.stop and not _waits(draft, clause, clauses, here):
            return [draft.stop]
    at_home(draft)
    if draft.question and unfinished(draft, turn):
        return [draft.question]
    if draft.question and (orders(draft.open) or lacks_nothing(draft.open)) and not only_told(draft):
        return [draft.question]  # half of what was ordered is nothing to approve
    if draft.changes or draft.bulk:
        lost_to.explain_all(clauses, draft, turn)
        calls.append(await proposal(draft, turn))
    return calls or [draft.question or _nothing_ordered(turn, acts)]


def _meant(clause: Items, act: Act, draft: Draft) -> Items:
    """The clause with whom its pronouns mean; in "add her" that is somebody new, and nobody of the clause before."""
    said = firm(clause, draft.homes() if act.name == "update" else frozenset())
    meant = carried(said, draft.told)
    return said if act.name == "create" and made(meant) is None else meant


def _orders_beside(acts: list[Act], n: int) -> bool:
    return any(a.name in WRITES and sure(a) for i, a in enumerate(acts) if i != n)


def _answered_beside(acts: list[Act], n: int) -> bool:
    """ "I'm seeing Helen in an hour, get me up to speed": what is only said before a clear question."""
    return any(a.name in READS and a.confidence > _CLEAR for i, a in enumerate(acts) if i != n) and not any(
        a.name in WRITES and sure(a) for a in acts
    )


def _nothing_ordered(turn: Turn, acts: list[Act]) -> ToolCall:
    """What is said of a message in which nothing is asked or ordered."""
    known = any(x.candidates or x.sense("field") or x.sense("option") or x.sense("object") for x in turn.items)
    if known and acts and all(a.name == "state" for a in acts) and not asks(turn.items):
        return answers.nothing_ordered()
    return answers.not_understood()


def _only_said(clause: Items, act: Act, turn: Turn, draft: Draft, clauses: int) -> bool:
    """Takes in what orders nothing by itself; False where the clause has to be carried out."""
    if left_alone(clause, turn, draft):
        return True
    if act.name in ("log", "state", "lookup") and making.met_there(clause, turn, draft):
        draft.hear(clause)
        return True
    if act.name != "state" and not _polite(act, clauses):
        return False
    if (
        writing.dated(clause, turn, draft)
        or writing.with_another(clause, draft)
        or updates.told_on(clause, turn, draft)
    ):
        return True
    more = making.more(clause, turn, draft)
    if all(x.candidates or x.is_mark for x in clause):
        draft.mention(
            *(c for x in reversed(clause) for c in clear(x))
        )  # "Ann Cho, Acme. We met …": what it all is about
    if not more and draft.open and updates.completed(firm(clause), turn, draft):
        return True
    lost_to.explain(clause, draft, turn)
    draft.hear(clause)
    if more:
        draft.mention(making.made_just_now(turn, draft))  # it all is about the new one, whoever else is named
    return True


def _waits(draft: Draft, clause: Items, clauses: list[Items], turn: Turn) -> bool:
    """ "It slipped again. Put it at the 15th": what lacks its value may be told by what follows."""
    behind = clauses[clauses.index(clause) + 1 :]
    if behind and unfinished(draft, turn):
        draft.question, draft.stop = draft.stop, None  # "make a deal for Acme. Call it …"
        return True
    if any(making.enters_them(c) for c in behind) and not draft.changes:
        draft.stop = None  # "Ran into Olga Petersen. Make her a lead": whom nobody knows yet
        draft.hear(clause)
        return True
    if not draft.open or draft.open[0].start != clause[0].start or len(clauses) == 1:
        return False
    draft.question, draft.stop = draft.question or draft.stop, None
    draft.hear(clause)
    return True


def _polite(act: Act, clauses: int) -> bool:
    """A greeting or "yes" beside an order is only manners."""
    return clauses > 1 and act.name in ("greet", "approve", "help", "cancel")


def _statements(turn: Turn, clauses: list[Items], acts: list[Act]) -> dict[int, list[str]]:
    """What was told, by the number of the clause that logs it: the nearest one before, else the first one behind."""
    logs = [n for n, a in enumerate(acts) if a.name == "log" and not only_logs(clauses[n])]
    logs = logs or [n for n, a in enumerate(acts) if a.name == "log"]
    told: dict[int, list[str]] = {}
    for n, (clause, act) in enumerate(zip(clauses, acts, strict=True)):
        if (
            logs
            and not _announces(clause)
            and not any(clause is clauses[i] for i in logs)
            and (act.name == "state" or (act.name == "update" and not orders(clause)))
        ):
            place = max((i for i in logs if i < n), default=logs[0])
            told.setdefault(place, []).append(_sentence(turn, clause))
    return told


def _announces(clause: Items) -> bool:
    """ "Quick one.", "Three things.": that something is to come, and nothing of it."""
    words = {w for x in clause for w in x.word.split()}
    again = says_again(clause) and any(x.has("remind") or x.sense("object", "activity") for x in clause)
    return (
        again
        or only_logs(clause)
        or saves_it(clause)
        or (words <= _ANNOUNCING and not any(x.candidates for x in clause))
    )


_ANNOUNCING = frozenset(
    "quick one short brief two three four few couple of things thing update news summary from the car today first second third a so ok".split()
)


def _sentence(turn: Turn, clause: Items) -> str:
    text = turn.text[clause[0].start : clause[-1].end].strip()
    return text[:1].upper() + text[1:]


def _no_more_told(turn: Turn, clause: Items, act: Act, body: dict[int, list[str]], draft: Draft, changed: bool) -> None:
    """ "The renewal goes up to 28k": what became a change is no substance of the call beside it, where anything else was said."""
    said = _sentence(turn, clause)
    if changed and act.name == "update" and only_changes(clause):
        draft.leave_out(f"{said.rstrip('.')}.")
        for texts in body.values():
            texts[:] = [t for t in texts if t != said] or texts
