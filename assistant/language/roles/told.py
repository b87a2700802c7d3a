"""What has happened, and what is still to do, whatever else its sentence is like."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.acts.activities_said import contact_head
from assistant.language.acts.asking import asks
from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.doing import is_doing
from assistant.language.acts.gates import sure
from assistant.language.acts.handed_tasks import handed
from assistant.language.acts.model import Act
from assistant.language.acts.notes_told import note_opens
from assistant.language.acts.own_duty import own_duty
from assistant.language.acts.signs import Seen
from assistant.language.acts.tasks_told import named_task
from assistant.language.acts.ticket_over import ticket_ended
from assistant.language.chart import Item, Items
from assistant.language.slots.writes.activity_kind import CAME_FROM, was_on_site
from assistant.language.slots.writes.spoken import begins_task

# Acts that what was told of a contact is like, where no form of words makes them surer.
_ELSE = frozenset(
    "state lookup find search latest none brief report score out_of_scope task draft greet refine recommend count cancel approve".split()
)
MANNERS = 4  # words of a greeting


def told_or_done(clause: Items, act: Act) -> Act:
    """ "Left a message for her today": what has happened is logged, whatever else it is like."""
    first = next((x for x in clause if not x.is_mark and x.word not in _OPENERS), None)
    told = act.name in ("complete", "state", "lookup", "latest", "search", "find", "none")
    if (told or act.confidence < _CLEAR) and _held(clause, first):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    noted = note_opens(clause)
    if noted is not None and act.name not in ("log", "create", "delete") and _sets_nothing(clause[noted:]):
        return replace(act, name="log", confidence=max(act.confidence, 0.7))
    open_ = act.name in _ELSE or (act.name in ("update", "create", "log") and not sure(act))
    open_ = open_ or (act.name == "update" and _changes_nothing(clause))
    if (open_ or (act.name == "complete" and _over_with(clause))) and contact_told(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.7))
    tried = first is not None and first.word == "tried" and any(x.of("contact", "lead") for x in clause)
    if (tried or (act.name == "task" and _saw(clause, first))) and not asks(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    if act.name == "log" and first is not None and first.word.split()[0] in _PLANS:
        return replace(act, name="task", confidence=max(act.confidence, 0.6))  # "schedule a zoom with Ann at 3"
    happened = first is not None and first.has("spoke") and not first.has("remind") and not first.candidates
    over = any(x.has("log") for x in clause[:2]) and ticket_ended(
        Seen(clause, shown=False)
    )  # "note that the Acme ticket is closed"
    if act.name in ("complete", "update", "state") and _notes_that(clause) and not over:
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    kept = ("complete", "delete") if _told_behind(clause) else ("task", "complete", "delete")
    if _noted(clause, first) and act.name not in kept and not asks(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    given = own_duty(clause) is not None or handed(clause) is not None
    if act.name == "task" and not given and (_others_duty(clause) or _done_already(clause)):
        return replace(act, name="state")
    if first is not None and act.name == "update" and first.has("follow") and not any(map(_names_or_grades, clause)):
        return replace(act, name="task")  # "follow up on Tuesday with the order form": of no lead in particular
    if act.name == "find" and [x.word for x in clause[:2]] == ["find", "out"] and _by_day(clause):
        return replace(act, name="task")  # "find out who signs, by Friday"
    unsure = act.name in ("state", "task", "update", "latest", "search", "refine") and act.confidence < _CLEAR
    thanks = act.name == "greet" and begins_task(clause)  # "thank him tomorrow"
    if (thanks or unsure) and _to_do(clause, first) and not asks(clause):
        return replace(act, name="task", confidence=max(act.confidence, 0.6))
    if happened and act.name in ("task", "lookup", "search", "find", "latest", "out_of_scope") and not asks(clause):
        return replace(act, name="log", confidence=max(act.confidence, 0.6))
    return act


def _sets_nothing(clause: Items) -> bool:
    """No amount, no stage and no field of a record, which would rather be changed."""
    held = any(x.kind in ("money", "percent", "email", "phone") for x in clause if not x.candidates)
    return not held and not any(_set_field(x) or _graded(x) for x in clause)


def _changes_nothing(clause: Items) -> bool:
    """ "Call done, Ann Cho, Acme carts": likened to a change, and nothing that a field could take."""
    held = any(x.value and not x.candidates for x in clause) or any(x.has(*_CHANGES) for x in clause)
    graded = any(s.kind == "option" and s.object != "activity" for x in clause for s in x.senses if not x.candidates)
    return not (held or graded) and _sets_nothing(clause) and not any(x.sense("title") for x in clause)


_CHANGES = ("set", "move", "push", "raise", "lower", "clear", "rename", "assign", "won", "lost", "closing", "convert")


def _set_field(item: Item) -> bool:
    return not item.candidates and any(s.kind == "field" and s.field in _SET for s in item.senses)


_SET = frozenset(["amount", "next_step", "stage", "close_date", "title", "priority", "status", "follow_up_date"])


def _graded(item: Item) -> bool:
    return not item.candidates and any(s.kind == "option" and s.field == "stage" for s in item.senses)


def _over_with(clause: Items) -> bool:
    """ "Finished the tour with Rosa", "my call with Rosa is done": no task is spoken of, and none is ordered to be ticked off."""
    tasks = any((s := x.sense("object", "activity")) and s.value in ("task", "") for x in clause)
    return not tasks and clause[0].word.split()[0] not in _TICKING and named_task(clause) is None


_TICKING = frozenset("mark tick check cross close complete set strike".split())


def _by_day(clause: Items) -> bool:
    return any(a.word in ("by", "until", "before") and b.kind == "date" for a, b in pairwise(clause))


def _done_already(clause: Items) -> bool:
    """ "I sent them to him this morning", "I shan't get round to it tomorrow": what I did or cannot do is nothing to do."""
    said = [x for x in clause if not x.is_mark and x.word not in ("so", "already", "just", "also", "and")]
    first_person = len(said) > 2 and said[0].word in ("i", "we", "i've", "we've")
    return first_person and said[1].word.split()[0] in _DID and not any(x.has("remind") for x in said)


_DID = frozenset(
    """sent gave told wrote mailed emailed showed offered delivered handed brought forwarded
    won't shan't can't cannot couldn't didn't haven't""".split()
)
_CLEAR = 0.6  # of an act that is not taken for another


_PLANS = frozenset("schedule arrange book plan organize organise".split())


def _names_or_grades(item: Item) -> bool:
    """A record, or where a lead stands: "follow up Nov 30, working" is all of one."""
    return bool(item.candidates) or any(s.field == "status" and s.object == "lead" for s in item.senses)


def headed(clauses: list[Items], acts: list[Act], n: int) -> Act:
    """ "Ann Cho - phone today, wants two lifts": with whom it was, before what was said; "Ann Cho phone" alone asks."""
    behind = n + 1 < len(clauses) and not asks(clauses[n + 1])
    head = behind and acts[n].name not in ("complete", "delete") and contact_head(clauses[n])
    return replace(acts[n], name="log", confidence=max(0.6, acts[n].confidence)) if head else acts[n]


def visited(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "We talked about the brake", "I was at Pinecrest with Mark": the contact, where nothing else says that there was one."""
    if any(a.name == "log" for a in acts):
        return acts
    n = next(
        (
            n
            for n, (c, a) in enumerate(zip(clauses, acts, strict=True))
            if (a.name in _TOLD or not sure(a)) and _in_touch(c)
        ),
        None,
    )
    return [replace(a, name="log", confidence=max(a.confidence, 0.6)) if i == n else a for i, a in enumerate(acts)]


_TOLD = frozenset(["state", "lookup", "latest", "search", "find", "out_of_scope", "none"])


def _in_touch(clause: Items) -> bool:
    first = next((x for x in clause if not x.is_mark and x.word not in _OPENERS), None)
    talked = (
        first is not None and first.has("spoke") and first.word.split()[0] in ("talked", "spoke", "discussed", "met")
    )
    held = clause[0].word == "had" and any(a.word == "with" and b.of("contact", "lead") for a, b in pairwise(clause))
    held = held or (clause[0].word == "had" and _person(clause[1:2]) and any(x.has("spoke") for x in clause[2:4]))
    return (talked or held or _saw(clause, first) or _was_there(clause)) and not asks(clause)


def _person(items: Items) -> bool:
    """ "Had HIM on the phone", "had CARL JENSEN on the line"."""
    return bool(items) and (items[0].has("her", "him", "they") or bool(items[0].of("contact", "lead")))


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
    site = was_on_site(clause)
    return (
        (there or site)
        and any(x.of("account") for x in clause)
        and (site or any(x.of("contact", "lead") for x in clause))
    )


_OWN = frozenset("i we i'll we'll i'm i've i'd me us let's someone somebody".split())


def _others_duty(clause: Items) -> bool:
    """ "The tuggers have to wait for their board on Friday": what a customer has to do is nothing for one's own list."""
    said = [x for x in clause if not x.is_mark]
    at = next((i for i, x in enumerate(said) if x.word.split()[0] in _DUTIES), None)
    if not at or any(x.has("remind") or x.sense("object", "activity") for x in said[:at]):
        return False
    subject = said[:at]
    own = any(x.word.split()[0] in _OWN or x.of("user") or x.word.startswith(("i ", "we ")) for x in subject)
    return (
        not own
        and not is_doing(subject[0])
        and (any(x.candidates for x in subject) or subject[0].word.split("'")[0] in THEIRS)
    )


_DUTIES = frozenset(
    "have has need needs must should will would wants want is are was were can could got gets expects".split()
)


THEIRS = frozenset("they he she it their his her the".split())


def _to_do(clause: Items, first: Item | None) -> bool:
    """ "Try again tomorrow", "follow up on Tuesday with the order form": a thing to do with its day, and no field of a record."""
    if first is None or any(map(_is_field, clause[clause.index(first) + 1 :])):
        return False
    return begins_task(clause) or (first.has("remind") and any(x.kind == "date" for x in clause))


def _is_field(item: Item) -> bool:
    """A field by its name, and no kind of thing: "with a note"."""
    return bool(item.sense("field")) and not (item.candidates or item.sense("object"))


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


def _notes_that(clause: Items) -> bool:
    """ "Put in a note that legal is done with it": whatever is noted, a note is ordered."""
    noun = next((i for i, x in enumerate(clause[:_NOTED]) if x.word.split()[0] in ("note", "memo")), None)
    that = noun is not None and (
        clause[noun].word.endswith(" that")
        or (clause[noun + 1 : noun + 2] and clause[noun + 1].word in ("that", "saying"))
    )
    return bool(that) and all(x.has("create", "log", "please", "set") or x.word in _MAKING_ONE for x in clause[:noun])


_NOTED = 5  # items among which a note is spoken of
_MAKING_ONE = frozenset("a the also and make write leave drop me us just quick short".split())


def _told_behind(clause: Items) -> bool:
    """ "call Simon Roy, Quillmark: the budget round starts in spring": whom it was with, and behind the colon no verb of what is to do."""
    colon = next((i for i, x in enumerate(clause) if x.word == ":"), 0)
    head, said = clause[:colon], [x for x in clause[colon + 1 :] if not x.is_mark]
    ahead = any(x.kind in ("date", "period") and x.word not in _JUST for x in head) or any(
        x.has("remind", "due") for x in head
    )
    named = any(x.of("contact", "lead", "account") for x in head)
    somebody = len(said) > 1 and (
        bool(said[0].of("contact", "lead")) or said[0].word in THEIRS
    )  # "Jerome decides Dec 8"
    told = (somebody or len(said) >= MANNERS) and not is_doing(said[0]) and said[0].word != "to"
    return named and not ahead and told


_JUST = frozenset(["today", "yesterday", "this morning", "this afternoon", "earlier", "just now", "now", "last night"])


def _held(clause: Items, first: Item | None) -> bool:
    """ "Call with Ann Cho, half of it is done": a kind of activity with whom it was, and no day to come."""
    sense = first.sense("object", "activity") if first is not None and not first.candidates else None
    if first is None or sense is None or sense.plural or sense.value not in ("call", "meeting") or asks(clause):
        return False  # "meetings with Globex in the last two weeks" are looked for
    behind = clause[clause.index(first) + 1 : clause.index(first) + 3]
    head = clause[: next((i for i, x in enumerate(clause) if x.is_mark), len(clause))]
    ahead = any(x.has("remind", "create", "set") or x.word in ("tomorrow", "next") for x in head)
    return any(x.word in ("with", "at", "to") for x in behind) and any(x.candidates for x in clause) and not ahead


_OPENERS = frozenset(
    "i we just today so ok okay well um uh quick great good was have i've we've had have been a the another and".split()
)
