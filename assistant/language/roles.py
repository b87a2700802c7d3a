"""What part each clause plays in its message: beside orders and reports, what looks like a question may only be told."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.activities_said import contact_head
from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES, sure
from assistant.language.acts.going_on import goes_on, lists_values
from assistant.language.acts.model import Act
from assistant.language.chart import Item, Items
from assistant.language.joints import VERBS
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.writes.activities import CAME_FROM
from assistant.language.slots.writes.many import quantified
from assistant.language.slots.writes.scope import almost, conditional, reported, unreal
from assistant.language.slots.writes.shares import settles
from assistant.language.slots.writes.spoken import begins_task, is_doing, joined_tasks, orders, tells
from assistant.language.slots.writes.todo import says_what

_CLEAR = 0.6  # of an act that is not taken for another
_SENTENCE_ENDS = frozenset(".!?;\n")
_READING = (
    "show",
    "what",
    "who",
    "when",
    "where",
    "why",
    "count",
    "tell",
    "open_it",
    "search",
    "report",
    "draft",
    "brief",
)
_CHANGING = frozenset(["update", "create", "delete", "merge", "convert", "complete"])


def settled(text: str, clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts as the whole message makes them."""
    acts = [_ordered_it(c, _told_or_done(c, a)) for c, a in zip(clauses, joined_tasks(clauses, acts), strict=True)]
    acts = _visited(clauses, [_headed(clauses, acts, n) for n in range(len(acts))])
    acts = [_announced(clauses, acts, n) for n in range(len(acts))]
    acts = [_named_before(text, clauses, acts, n) for n in range(len(acts))]
    acts = [_which_ones(text, clauses, acts, n) for n in range(len(acts))]
    acts = [_unreal(text, clauses, acts, n) for n in range(len(acts))]
    if not any(a.name in WRITES and sure(a) for a in acts):
        return acts
    beside = [_beside(c, a, acts) for c, a in zip(clauses, acts, strict=True)]
    return beside if any(a.name in WRITES for a in beside) else acts


def _told_or_done(clause: Items, act: Act) -> Act:
    """ "Left a message for her today": what has happened is logged, whatever else it is like."""
    first = next((x for x in clause if not x.is_mark and x.word not in _OPENERS), None)
    if _held(clause, first) and act.name in ("complete", "state", "lookup", "latest", "search", "find", "none"):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    tried = first is not None and first.word == "tried" and any(x.of("contact", "lead") for x in clause)
    if (tried or (act.name == "task" and _saw(clause, first))) and not asks(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    if act.name == "log" and first is not None and first.word.split()[0] in _PLANS:
        return replace(act, name="task", confidence=max(act.confidence, 0.6))  # "schedule a zoom with Ann at 3"
    happened = first is not None and first.has("spoke") and not first.has("remind") and not first.candidates
    kept = ("complete", "delete") if _told_behind(clause) else ("task", "complete", "delete")
    if _noted(clause, first) and act.name not in kept and not asks(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    if act.name == "task" and _others_duty(clause):
        return replace(act, name="state")
    if first is not None and act.name == "update" and first.has("follow") and not any(map(_names_or_grades, clause)):
        return replace(act, name="task")  # "follow up on Tuesday with the order form": of no lead in particular
    unsure = act.name in ("state", "update", "latest", "search", "refine") and act.confidence < _CLEAR
    thanks = act.name == "greet" and begins_task(clause)  # "thank him tomorrow"
    if (thanks or unsure) and _to_do(clause, first) and not asks(clause):
        return replace(act, name="task", confidence=max(act.confidence, 0.6))
    if happened and act.name in ("task", "lookup", "search", "find", "latest", "out_of_scope") and not asks(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    return act


def _names_or_grades(item: Item) -> bool:
    """A record, or where a lead stands: "follow up Nov 30, working" is all of one."""
    return bool(item.candidates) or any(s.field == "status" and s.object == "lead" for s in item.senses)


def _headed(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Ann Cho - phone today, wants two lifts": with whom it was, before what was said; "Ann Cho phone" alone asks."""
    behind = n + 1 < len(clauses) and not asks(clauses[n + 1])
    head = behind and acts[n].name not in ("complete", "delete") and contact_head(clauses[n])
    return replace(acts[n], name="log", confidence=max(0.6, acts[n].confidence)) if head else acts[n]


def _visited(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "We talked about the brake", "I was at Pinecrest with Mark": the contact, where nothing else says that there was one."""
    if any(a.name == "log" for a in acts):
        return acts
    n = next((n for n, (c, a) in enumerate(zip(clauses, acts, strict=True)) if a.name in _TOLD and _in_touch(c)), None)
    return [replace(a, name="log", confidence=max(a.confidence, 0.6)) if i == n else a for i, a in enumerate(acts)]


_TOLD = frozenset(["state", "lookup", "latest", "search", "find", "out_of_scope", "none"])


def _in_touch(clause: Items) -> bool:
    first = next((x for x in clause if not x.is_mark and x.word not in _OPENERS), None)
    talked = (
        first is not None and first.has("spoke") and first.word.split()[0] in ("talked", "spoke", "discussed", "met")
    )
    return (talked or _saw(clause, first) or _was_there(clause)) and not asks(clause)


def _saw(clause: Items, first: Item | None) -> bool:
    """ "Saw Brian Mullen in Dallas": met, where the proposal is only seen."""
    at = next((i for i, x in enumerate(clause) if x is first), None)
    return (
        first is not None
        and at is not None
        and first.word == "saw"
        and any(x.of("contact", "lead") for x in clause[at + 1 : at + 2])
    )


def _was_there(clause: Items) -> bool:
    """ "I was at Pinecrest just now with Mark": a visit, where it was and with whom."""
    there = any(x.word in CAME_FROM for x in clause[:4])
    return there and any(x.of("account") for x in clause) and any(x.of("contact", "lead") for x in clause)


_PLANS = frozenset("schedule arrange book plan organize organise".split())
_OWN = frozenset("i we i'll we'll i'm i've i'd me us let's someone somebody".split())


def _others_duty(clause: Items) -> bool:
    """ "The tuggers have to wait for their board on Friday": what a customer has to do is nothing for one's own list."""
    said = [x for x in clause if not x.is_mark]
    at = next((i for i, x in enumerate(said) if x.word.split()[0] in _DUTIES), None)
    if not at or any(x.has("remind") or x.sense("object", "activity") for x in said[:at]):
        return False
    subject = said[:at]
    own = any(x.word.split()[0] in _OWN or x.of("user") or x.word.startswith(("i ", "we ")) for x in subject)
    return not own and not is_doing(subject[0]) and (any(x.candidates for x in subject) or subject[0].word in _THEIRS)


_DUTIES = frozenset(
    "have has need needs must should will would wants want is are was were can could got gets expects".split()
)
_THEIRS = frozenset("they he she it their his her the".split())


def _to_do(clause: Items, first: Item | None) -> bool:
    """ "Try again tomorrow", "follow up on Tuesday with the order form": a thing to do with its day, and no field of a record."""
    if first is None or any(x.sense("field") and not x.candidates and x is not first for x in clause):
        return False
    return begins_task(clause) or (first.has("remind") and any(x.kind == "date" for x in clause))


def _noted(clause: Items, first: Item | None) -> bool:
    """ "Note on the renewal: …": a kind of activity first, and what was said behind a colon."""
    sense = first.sense("object", "activity") if first is not None and not first.candidates else None
    update = first is not None and first.word in ("update on", "news on", "news from", "update from")
    opens = first is not None and (
        first.has("log") or update or (sense is not None and sense.value not in ("", "task"))
    )
    return (
        opens
        and not any(x.sense("object", "ticket") or x.has("remind") for x in clause[:4])
        and any(x.word == ":" for x in clause[1:])
    )


def _told_behind(clause: Items) -> bool:
    """ "call Simon Roy, Quillmark: the budget round starts in spring": whom it was with, and behind the colon no verb of what is to do."""
    colon = next((i for i, x in enumerate(clause) if x.word == ":"), 0)
    head, said = clause[:colon], [x for x in clause[colon + 1 :] if not x.is_mark]
    ahead = any(x.kind in ("date", "period") and x.word not in _JUST for x in head) or any(
        x.has("remind", "due") for x in head
    )
    named = any(x.of("contact", "lead", "account") for x in head)
    return named and not ahead and len(said) >= _MANNERS and not is_doing(said[0]) and said[0].word != "to"


_JUST = frozenset(["today", "yesterday", "this morning", "this afternoon", "earlier", "just now", "now", "last night"])


def _held(clause: Items, first: Item | None) -> bool:
    """ "Call with Ann Cho, half of it is done": a kind of activity with whom it was, and no day to come."""
    sense = first.sense("object", "activity") if first is not None and not first.candidates else None
    if first is None or sense is None or sense.plural or sense.value not in ("call", "meeting") or asks(clause):
        return False  # "meetings with Globex in the last two weeks" are looked for
    behind = clause[clause.index(first) + 1 : clause.index(first) + 3]
    ahead = any(x.has("remind", "create", "set") or x.word in ("tomorrow", "next") for x in clause)
    return any(x.word in ("with", "at", "to") for x in behind) and any(x.candidates for x in clause) and not ahead


def _ordered_it(clause: Items, act: Act) -> Act:
    """ "… and stick it in Negotiation": a verb, what is meant, and something to set it to."""
    said = [x for x in clause if not x.is_mark and not x.has("please") and x.word not in ("and", "then", "also", "so")]
    if act.name in ("find", "lookup", "search", "state") and lists_values(clause):
        return replace(act, name="update", confidence=0.6)
    if act.name in ("task", "log") and len(said) > _FIELD and said[0].has("set") and _is_field(said[1]):
        return replace(act, name="update", confidence=max(act.confidence, 0.6))  # "set next step to call Bob on Friday"
    if act.name == "update" and not sure(act) and _says_all(clause):
        return replace(act, confidence=0.6)
    if act.name in WRITES or len(said) < 3 or asks(clause):
        return act
    if act.name in ("state", "out_of_scope") and orders(clause) and any(x.sense("field") for x in said[1:]):
        return replace(act, name="update", confidence=0.6)  # "update their revenue"
    verb = (
        said[0].word.isalpha() and not (said[0].candidates or said[0].value) and said[1].word in ("it", "that", "this")
    )
    held = any(x.kind in ("money", "percent", "shift") or x.sense("option") for x in said[2:])
    plain = said[0].word not in FUNCTION_WORDS and not said[0].word.endswith(("s", "ed", "ing"))
    return replace(act, name="update", confidence=0.6) if verb and held and plain else act


_FIELD = 3  # a verb, a field, "to", and what it shall say


def _is_field(item: Item) -> bool:
    return item.sense("field") is not None and not item.candidates


def _says_all(clause: Items) -> bool:
    """ "Please put the tugger pilot to end of January", "Cascadia deal now 300k": a record, what it gets, and no doubt."""
    ordered = orders(clause) and any(x.candidates for x in clause) and any(map(settles, clause)) and not unreal(clause)
    graded = (
        len(clause) > 1 and bool(clause[0].sense("option", "lead")) and clause[1].has("her", "him")
    )  # "unqualify her"
    return ordered or graded or goes_on(clause)


def _announced(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "A Karen Holt takes over, karen@… . Add her as a contact": who is new, before the order to add her."""
    if n + 1 >= len(clauses) or acts[n].name != "update" or acts[n + 1].name != "create":
        return acts[n]
    pointing = any(x.has("her", "him", "they") and not x.candidates for x in clauses[n + 1])
    new = any(x.kind in ("email", "phone") and not x.candidates for x in clauses[n])
    return replace(acts[n], name="state") if pointing and new and not orders(clauses[n]) else acts[n]


def _named_before(text: str, clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Thank Liz by e-mail, task for tomorrow": what is to be done, before it is said that it is a task."""
    follows = n + 1 < len(clauses) and acts[n + 1].name == "task" and not says_what(clauses[n + 1])
    if not follows or acts[n].name in WRITES or _parted(text, clauses[n], clauses[n + 1]):
        return acts[n]
    return replace(acts[n], name="state")


def _which_ones(text: str, clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Every task I'm late on, make it due tomorrow": which ones, said before what becomes of them."""
    if n + 1 >= len(clauses) or acts[n + 1].name != "update" or _parted(text, clauses[n], clauses[n + 1]):
        return acts[n]
    pointing = any(x.has("it", "they", "those") for x in clauses[n + 1][:4])
    return replace(acts[n], name="state") if pointing and quantified(clauses[n]) else acts[n]


def _bare_activity(clause: Items) -> bool:
    """ "Short call.", "Good meeting": what it was that is told of."""
    said = [x for x in clause if not x.is_mark]
    sense = said[-1].sense("object", "activity") if said and not said[-1].candidates else None
    kind = sense is not None and not sense.plural and sense.value in ("call", "meeting")
    tells = any(x.word in VERBS or x.word in _THEIRS or x.has("her", "him", "they", "it") for x in said[:2])
    kind = kind and not tells  # "he liked the demo", "wants demo"
    return kind and len(said) <= _MANNERS and not any(x.candidates or x.value or x.has("remind") for x in said)


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


_MANNERS = 4  # words of a greeting
_CONTINUED = frozenset(["state", "lookup", "update", "find", "out_of_scope", "report", "none"])
_LEADING = frozenset(["update", "log", "task", "complete", "convert"])  # what such a clause goes on with


_OPENERS = frozenset(
    "i we just today so ok okay well um uh quick great good was have i've we've had have been a the another and".split()
)


def _unreal(text: str, clauses: list[Items], acts: list[Act], n: int) -> Act:
    """An order that hangs on a condition, or is none, changes nothing."""
    act, clause = acts[n], clauses[n]
    cued = any(x.word.startswith(("remind", "log", "note")) for x in clause)
    if act.name == "task" and (conditional(clause) or _wonders(clause) or _undone(clause)) and not cued:
        return replace(act, name="state")
    before = clauses[n - 1] if n and not _parted(text, clauses[n - 1], clause) else ()
    if act.name in ("log", "task") and (almost(clause) or almost(before)) and not cued:
        return replace(act, name="state")  # "I was about to mark it lost, but Reggie talked me out of it"
    if act.name not in _CHANGING or asks(clause):
        return act
    hangs = n > 0 and conditional(clauses[n - 1]) and not _parted(text, clauses[n - 1], clause)
    said = act.name != "create" and reported(clause)
    return replace(act, name="state") if hangs or unreal(clause) or said else act


def _undone(clause: Items) -> bool:
    """ "That'll have to wait", "I still haven't added him": what one leaves for now is no order to note it."""
    words = {w for x in clause for w in x.word.split()}
    waits = "wait" in words and clause[0].word.split("'")[0] in ("that", "it", "this", "they", "he", "she")
    return waits or (words & {"still", "yet"} != set() and words & {"haven't", "hasn't", "didn't"} != set())


def _wonders(clause: Items) -> bool:
    """ "Not sure about it, do you think I should …": nothing is decided."""
    said = " ".join(x.word for x in clause)
    return any(w in said for w in ("not sure", "do you think", "what if", "no idea"))


def _parted(text: str, one: Items, other: Items) -> bool:
    """A sentence ends between two clauses."""
    return any(c in _SENTENCE_ENDS for c in text[one[-1].end : other[0].start])


def _beside(clause: Items, act: Act, acts: list[Act]) -> Act:
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
    if act.name in ("greet", "approve", "help") and len([x for x in clause if not x.is_mark]) > _MANNERS:
        return replace(act, name="state")  # "the drawings arrived, thanks for that"
    if act.name in ("state", "cancel", "undo", "approve", "greet", "help") or asks(clause):
        return act
    cued = any(x.has(*_READING) for x in clause[:3]) and not _told_of(clause)
    return act if cued else replace(act, name="state")
