"""Clauses whose words say plainly that records are listed, opened or weighed, whatever act they are like."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from assistant.language.chart import Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.reads.doings import last_touch
from assistant.language.slots.reads.odds import bounded
from assistant.language.slots.reads.ordering import sorts
from assistant.language.slots.states import is_next

_DOUBTED = frozenset(["out_of_scope", "state", "help", "search", "greet", "none"])


def said_plainly(clause: Items, act: str) -> str | None:
    """The act that the clause is, where its words leave no doubt that it is not the likeliest one."""
    return next((name for acts, says, name in _PLAINLY if act in acts and says(clause)), None)


def _at_risk(clause: Items) -> bool:
    """ "the opportunities at greatest risk of being lost": their odds, and no list of lost ones."""
    threat = any(x.has("weak") and set(x.word.split()) & _THREATS for x in clause)
    return threat and any((s := x.sense("object")) and s.object in ("deal", "lead") for x in clause)


_THREATS = frozenset("risk riskiest risky danger endangered trouble jeopardy".split())


def _ended_in(clause: Items) -> bool:
    """ "Won this year without Globex": what ended in those days; an outcome of today has no period behind it."""
    said = [x for x in clause if not x.is_mark]
    return len(said) > 1 and said[0].has("won", "lost") and not said[0].candidates and said[1].kind == "period"


def _dated_tasks(clause: Items) -> bool:
    """ "what do I need to do today and tomorrow, just the tasks": a list of those days."""
    noun = any((s := x.sense("object", "activity")) and s.value == "task" for x in clause)
    noun = noun or any(x.has("calendar") for x in clause)  # "what's on my plate tomorrow"
    return noun and any(x.kind in ("date", "period") for x in clause)


def _lists_tasks(clause: Items) -> bool:
    """ "to-dos for tomorrow", "my open tasks at Globex": they are asked for; none is told that should be made."""
    said = [x for x in clause if not x.is_mark and not x.has("show", "all", "me", "open", "overdue", "please")]
    noun = said[0].sense("object", "activity") if said else None
    plural = noun is not None and noun.plural and noun.value == "task"
    return plural and not any(x.word == ":" or x.has("create", "assign") or x.word == "to" for x in clause)


def _of_every(clause: Items) -> bool:
    """ "list every contact called Sarah"."""
    return any(
        a.word in ("every", "each", "all") and (s := b.sense("object")) and s.value == "" and not b.candidates
        for a, b in pairwise(clause)
    )


def _any_there(clause: Items) -> bool:
    """ "have we got contacts at Redfern", "are there tickets at Globex": whether there are any, and which."""
    said = [x for x in clause if not x.is_mark]
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in said[1:4])
    return bool(said) and said[0].word.split()[0] in ("have", "do", "are") and many


def _one_there(clause: Items) -> bool:
    """ "is there a ticket from Pinecrest that is still open", "have I already got a task for Anita", "did I log a call with Rob"."""
    said = [w for x in clause if not x.is_mark for w in x.word.split()]
    held = any(x.has("has", "log") or x.word == "there" for x in clause[1:6])
    return bool(said) and said[0] in _WHETHER and bool({"there", "i", "we"} & set(said[1:3])) and held and _some(clause)


_WHETHER = frozenset("is was have has do did".split())


def _some(clause: Items) -> bool:
    """ "A ticket", "an open deal", "any task": some record of a kind."""
    at = next((i for i, x in enumerate(clause[1:8], 1) if x.sense("object") and not x.candidates), None)
    if at is None or clause[at].sense("field"):
        return False
    return any(x.word.split()[-1] in ("a", "an", "any", "another") for x in clause[max(0, at - 3) : at])


def _last_mail(clause: Items) -> bool:
    """ "last email from Sarah": the message, and no address."""
    for i, item in enumerate(clause[:-1]):
        noun = item.sense("object", "activity")
        if noun and noun.value == "email" and clause[i + 1].word == "from":
            return any(x.kind == "limit" or x.word in ("last", "latest", "first") for x in clause[:i])
    return False


def _of_many(clause: Items) -> bool:
    """ "which of my leads don't have a phone number": records in the plural, and nobody by name or by pronoun."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause)
    one = any(x.candidates and x.candidates[0].object != "user" for x in clause)
    pointed = any(
        x.kind in ("ordinal", "ref", "email", "phone") or x.has("it", "her", "him", "they", "those") for x in clause
    )
    return many and not (one or pointed) and any(x.word == "which" or x.has("lacks", "owned") for x in clause)


def names_some(clause: Items) -> bool:
    return any(x.of("account", "contact", "lead", "deal") for x in clause)


def _only_named(clause: Items) -> bool:
    """ "show me Pinecrest Medical Supply": a record, and nothing else but words of showing."""
    said = [
        x
        for x in clause
        if not x.is_mark and x.word not in FUNCTION_WORDS and not x.has("please", "show", "open_it", "tell")
    ]
    named = len(said) == 1 and said[0].candidates and said[0].candidates[0].score >= 0.9
    moved = any(a.word == "to" and b.sense("option") for a, b in pairwise(clause))  # "Ann Cho back to New"
    return bool(named) and said[0].candidates[0].object != "user" and not moved


def _superlative(clause: Items) -> bool:
    """ "what's my biggest deal", "our oldest open ticket", "when is my next meeting": one record by its place."""
    if any(is_next(clause, x) for x in clause) and len(clause) <= _SHORT:
        return True
    noun = any(x.sense("object") and not x.candidates for x in clause)
    closes = any(x.has("closing") for x in clause) and any(x.word in ("next", "first", "soonest") for x in clause)
    return (
        noun and (closes or any(x.kind == "limit" for x in clause)) and len(clause) <= _SHORT and not names_some(clause)
    )


_SHORT = 12


def _next_one(clause: Items) -> bool:
    """ "Next meeting with Acme": one that is to come, and none to log."""
    said = [x for x in clause if not (x.is_mark or x.has("me", "what", "when", "show") or x.word in FUNCTION_WORDS)]
    return bool(said) and is_next(clause, said[0]) and not any(x.word == ":" or x.kind in _DAYS for x in clause)


_DAYS = ("date", "period", "time")


def _thread(clause: Items) -> bool:
    """ "E-mail thread with Mark on security": what was written, and nothing to log."""
    return any(x.word in ("thread", "threads", "chain", "correspondence") for x in clause[:3]) and not any(
        x.word == ":" or x.has("log") for x in clause
    )


def _done_ones(clause: Items) -> bool:
    """ "Completed tasks this week": those that are done, and no order to tick them off."""
    said = [x for x in clause if not x.is_mark]
    noun = said[1].sense("object", "activity") if len(said) > 1 else None
    return said[:1] != [] and said[0].word in _PAST and noun is not None and noun.plural


def _sorted(clause: Items) -> bool:
    """ "Sort my open deals by close date": a list in that order, and no groups."""
    said = [x for x in clause if not x.is_mark and not x.has("please")]
    return bool(said) and sorts(said[0]) and any((s := x.sense("object")) and s.plural for x in said[1:])


def by_address(clause: Items) -> bool:
    """ "Who uses an @globex.example address"."""
    at = next((i for i, x in enumerate(clause[:-2]) if x.word == "@"), None)
    return at is not None and clause[at + 1].start == clause[at].end and clause[at + 2].word == "."


_PAST = frozenset(["completed", "finished", "done", "closed"])
_Says = Callable[[Items], bool]
_PLAINLY: tuple[tuple[frozenset[str], _Says, str], ...] = (
    (frozenset(["task"]), _lists_tasks, "find"),
    (_DOUBTED | {"find", "lookup", "report"}, last_touch, "latest"),
    (frozenset(["find"]), _at_risk, "score"),
    (frozenset(["find", "count"]), bounded, "score"),
    (frozenset(["recommend"]), _dated_tasks, "find"),
    (frozenset(["complete"]), _done_ones, "find"),
    (frozenset(["log", "task", "lookup", "latest"]), _next_one, "find"),
    (frozenset(["log", "draft"]), _thread, "search"),
    (frozenset(["update"]), _ended_in, "find"),
    (frozenset(["lookup"]), _of_many, "find"),
    (frozenset(["lookup"]), _of_every, "find"),
    (frozenset(["lookup"]), _last_mail, "find"),
    (frozenset(["lookup"]), _any_there, "find"),
    (frozenset(["lookup", "search", "state"]), _one_there, "find"),
    (_DOUBTED | {"report", "refine", "update", "score", "lookup"}, _sorted, "find"),
    (frozenset(["search", "lookup"]), by_address, "find"),
    (_DOUBTED | {"update"}, _only_named, "lookup"),
    (_DOUBTED | {"latest"}, _superlative, "find"),
)
