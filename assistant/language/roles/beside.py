"""What a clause is beside the others: what leads to the next one, what is only told beside an order."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES, sure
from assistant.language.acts.going_on import goes_on
from assistant.language.acts.model import Act
from assistant.language.chart import Items
from assistant.language.joints import VERBS
from assistant.language.roles.told import MANNERS, THEIRS
from assistant.language.roles.unreal import parted
from assistant.language.slots.writes.many import quantified
from assistant.language.slots.writes.scope import unreal
from assistant.language.slots.writes.spoken import begins_task, orders, tells
from assistant.language.slots.writes.todo import says_what


def announced(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "A Karen Holt takes over, karen@… . Add her as a contact": who is new, before the order to add her."""
    whose = acts[n].name == "update" or (acts[n].name == "create" and clauses[n][0].word in ("she's", "he's"))
    behind = next((i for i in range(n + 1, min(n + 3, len(clauses))) if acts[i].name == "create"), None)
    if behind is None or not whose:
        return acts[n]
    pointing = any(x.has("her", "him", "they") and not x.candidates for x in clauses[behind])
    new = any(x.kind in ("email", "phone") and not x.candidates for x in clauses[n])
    return replace(acts[n], name="state") if pointing and new and not orders(clauses[n]) else acts[n]


def over_behind(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "The demo unit is ordered, so close that task": what is told of a task that is over makes none."""
    follows = n + 1 < len(clauses) and acts[n + 1].name == "complete" and acts[n].name == "task"
    cued = any(x.has("remind", "create") or x.sense("object", "activity") for x in clauses[n][:_CUED])
    pointing = follows and any(x.word in ("that", "it", "this") for x in clauses[n + 1])
    return replace(acts[n], name="state") if pointing and not cued and not begins_task(clauses[n]) else acts[n]


_CUED = 3  # items among which it is said that something is to do


def named_before(text: str, clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Thank Liz by e-mail, task for tomorrow": what is to be done, before it is said that it is a task."""
    follows = n + 1 < len(clauses) and acts[n + 1].name == "task" and not says_what(clauses[n + 1])
    if not follows or acts[n].name in WRITES or parted(text, clauses[n], clauses[n + 1]):
        return acts[n]
    return replace(acts[n], name="state")


def which_ones(text: str, clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Every task I'm late on, make it due tomorrow": which ones, said before what becomes of them."""
    if n + 1 >= len(clauses) or acts[n + 1].name != "update" or parted(text, clauses[n], clauses[n + 1]):
        return acts[n]
    pointing = any(x.has("it", "they", "those") for x in clauses[n + 1][:4])
    return replace(acts[n], name="state") if pointing and quantified(clauses[n]) else acts[n]


def beside(clause: Items, act: Act, acts: list[Act]) -> Act:
    """ "Just left Nimbus, …": beside orders, what is no clear question is told."""
    going_on = act.name in _CONTINUED and any(a.name in _LEADING for a in acts) and goes_on(clause)
    if going_on and not (act.name == "update" and sure(act)):
        return replace(act, name="update", confidence=0.6)
    if act.name == "update" and not any(a.name == "log" for a in acts) and _names_and_sets(clause):
        return replace(
            act, confidence=max(act.confidence, 0.6)
        )  # beside orders, half of them is better asked than left out
    if act.name in WRITES and not sure(act) and not orders(clause):
        return replace(act, name="state")
    if act.name in WRITES:
        return replace(act, name="state") if tells(clause, act, acts) else act
    if act.name in ("state", "find", "lookup", "latest") and _bare_activity(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    if act.name in ("greet", "approve", "help") and len([x for x in clause if not x.is_mark]) > MANNERS:
        return replace(act, name="state")  # "the drawings arrived, thanks for that"
    if act.name == "out_of_scope" and begins_task(clause):
        return replace(act, name="task")  # "book a trip for December seventh"
    if act.name == "out_of_scope" and any(a.name == "log" for a in acts) and _reported(clause):
        return replace(act, name="state")
    if act.name in ("state", "cancel", "undo", "approve", "greet", "help") or asks(clause):
        return act
    stays = any(x.word in ("stays", "stay", "remains", "remain") for x in clause)  # "… stays where it is"
    cued = any(x.has(*_READING) for x in clause[:3]) or clause[0].has("open_it")  # "Legal open" shows nothing
    cued = cued and not (stays or _told_of(clause))
    return act if cued else replace(act, name="state")


def _reported(clause: Items) -> bool:
    """ "(He showed me) HOW MUCH SCRAP IT MAKES": what was shown or told, with its subject before the verb."""
    opening = [w for x in clause[:_CLAUSE] for w in x.word.split()]
    subject = next((i for i, w in enumerate(opening) if w in ("it", "they", "he", "she", "we")), 0)
    return bool(subject) and opening[0] in _ASKING and clause[-1].word != "?" and not _INVERTED & set(opening[:subject])


_CLAUSE = 6  # items up to the subject
_ASKING = frozenset("how what why where when who".split())
_INVERTED = frozenset("do does did is are was were can could will would should has have had".split())
_CONTINUED = frozenset(["state", "lookup", "update", "find", "out_of_scope", "report", "none"])


_LEADING = frozenset(["update", "log", "task", "complete", "convert"])  # what such a clause goes on with


_READING = (
    "show",
    "what",
    "who",
    "when",
    "where",
    "why",
    "count",
    "tell",
    "search",
    "report",
    "draft",
    "brief",
)


def _bare_activity(clause: Items) -> bool:
    """ "Short call.", "Good meeting": what it was that is told of."""
    said = [x for x in clause if not x.is_mark]
    sense = said[-1].sense("object", "activity") if said and not said[-1].candidates else None
    kind = sense is not None and not sense.plural and sense.value in ("call", "meeting")
    tells = any(x.word in VERBS or x.word in THEIRS or x.has("her", "him", "they", "it") for x in said[:2])
    kind = kind and not tells  # "he liked the demo", "wants demo"
    return kind and len(said) <= MANNERS and not any(x.candidates or x.value or x.has("remind") for x in said)


def _told_of(clause: Items) -> bool:
    """ "Cathy wants to see the paper", "which makes it 50k": somebody who does something, or more of what was said."""
    if len(clause) < 3 or clause[0].word == "which":
        return len(clause) >= 3 and not clause[1].sense("object")
    whom = clause[0].candidates or clause[0].has("her", "him", "they", "it") or clause[0].capital
    return bool(whom) and clause[1].word in VERBS


def _names_and_sets(clause: Items) -> bool:
    """ "Ashford : conveyor line 36k": a record first, and an amount that nothing else is said of."""
    first = next((x for x in clause if not x.is_mark), None)
    held = any(x.kind == "money" for x in clause)
    return first is not None and bool(first.of("deal", "account")) and held and not asks(clause) and not unreal(clause)
