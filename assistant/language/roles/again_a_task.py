"""What only says again that something is a task, or by when: "Maya has to price it by Friday, can you give her that task"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.again import counts_things, logs_as, logs_it, saves_it, says_again
from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.model import Act
from assistant.language.chart import Items
from assistant.language.slots.writes.spoken import only_logs

_DAY = frozenset(
    "deadline due date day the is it's by on when until no later than at latest for needed target that should be set done".split()
)


def again_a_task(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts, where a clause behind a thing to do makes no second one of it."""
    found = _logged_once(clauses, [_announced(clauses, acts, n) for n in range(len(acts))])
    for n in range(1, len(clauses)):
        if found[n - 1].name == "update" and found[n].name not in ("complete", "delete") and saves_it(clauses[n]):
            found[n] = replace(found[n], name="state")
            continue
        if found[n - 1].name != "task" or found[n].name in ("complete", "delete"):
            continue
        if says_again(clauses[n]) and _of_several(clauses[n]):
            found = _meant_too(clauses, found, n)
        if says_again(clauses[n]):
            found[n] = replace(found[n], name="state")
        elif _only_day(clauses[n]):
            found[n] = replace(found[n], name="task", confidence=0.8)
    return found


_MAILS = ("email", "mail", "e-mail", "e")


def _of_several(clause: Items) -> bool:
    """ "BOTH on my list", "tasks for THOSE"."""
    return any(x.word in ("both", "those", "these", "them") for x in clause)


def _meant_too(clauses: list[Items], acts: list[Act], n: int) -> list[Act]:
    """ "I'm going to send it on Monday. … I'll call her on Friday, put BOTH on my list": the other thing that I said to do."""
    tasks = [i for i, a in enumerate(acts[:n]) if a.name == "task"]
    mine = [i for i in range(n) if acts[i].name in ("state", "find", "lookup") and _i_will(clauses[i])]
    if len(tasks) != 1 or len(mine) != 1:
        return acts
    return [replace(a, name="task", confidence=0.8) if i == mine[0] else a for i, a in enumerate(acts)]


def _i_will(clause: Items) -> bool:
    """ "I'm going to send it on Monday": what I do, and a day."""
    words = [w for x in clause[:4] for w in x.word.split()]
    ahead = words[:1] in (["i'll"], ["we'll"]) or (words[:1] in (["i'm"], ["i"]) and "to" in words[1:4])
    return ahead and any(x.kind in ("date", "period") for x in clause)


def _logged_once(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "NOTE THIS DOWN before I forget. I called Ann", "… save the number and THE CALL", "track it AS AN EMAIL": one contact, however often it is ordered."""
    found = list(acts)
    for n, clause in enumerate(clauses):
        others = [i for i, a in enumerate(found) if i != n and a.name == "log" and not only_logs(clauses[i])]
        if found[n].name in ("complete", "delete", "create"):
            continue
        if others and only_logs(clause) and found[n].name == "log":
            found[n] = replace(found[n], name="state")
        elif n and found[n].name == "draft" and only_logs(clauses[n - 1]) and clause[0].word.split()[0] in _MAILS:
            found[n] = Act("log", 0.7, "none", 0.0)  # "Log this: | email to Ann Cho, about …"
            found[n - 1] = replace(found[n - 1], name="state")
        elif others and logs_it(clause):
            found[n] = replace(found[n], name="state")
        elif logs_as(clause) or (logs_it(clause) and not others):
            found[n] = Act("log", max(0.7, found[n].confidence), "none", 0.0)
    return found


_BARE = (["remind me"], ["a", "task"], ["task"], ["a", "reminder"], ["a", "to do"], ["task", "for", "me"])


def _announced(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "REMIND ME, the drawing is to be sent Friday", "don't let me forget TWO THINGS after this call with Ann": what only leads to the tasks behind it."""
    follows = n + 1 < len(clauses) and acts[n + 1].name == "task"
    if not follows or acts[n].name != "task":
        return acts[n]
    if counts_things(clauses[n]):
        told = any((s := x.sense("object", "activity")) and s.value in ("call", "meeting") for x in clauses[n])
        told = (told and any(x.of("contact", "lead") for x in clauses[n])) or contact_told(clauses[n]) is not None
        return replace(acts[n], name="log" if told else "state")
    bare = [x.word for x in clauses[n] if not (x.is_mark or x.has("please"))]
    return replace(acts[n], name="state") if bare in _BARE else acts[n]


def _only_day(clause: Items) -> bool:
    """ "Deadline is November 27", "when: tomorrow"."""
    days = [x for x in clause if x.kind in ("date", "period")]
    rest = (x for x in clause if not (x.is_mark or x.kind in ("date", "period") or x.has("due", "when")))
    return len(days) == 1 and all(set(x.word.split()) <= _DAY for x in rest)
