"""What happened and what is to do: the calls, notes and tasks of a message, gathered into one proposal."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import Target
from assistant.language.slots.naming import missing_name
from assistant.language.slots.targets import about_now
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes import activities, assignees, todo
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.drafts import UNKNOWN, Draft, clear, only_person
from assistant.language.slots.writes.happened import occurred
from assistant.language.slots.writes.spoken import only_logs, said_before


def log(items: Items, turn: Turn, draft: Draft, body: list[str]) -> None:
    if said_before(items, draft) or _more_of_log(items, turn, draft, body):
        return
    items = draft.at_home(_behind_order(items))
    whom = _told_of(items, draft, turn)
    fields, unclear, found = activities.logged(items, turn, body, (*whom, *draft.about) or _open_now(turn))
    if not found and unclear is None and not draft.about and (name := missing_name(activities.header(items))):
        draft.stop = answers.not_found("contact", name)
        return
    if unclear is None and (name := activities.absent(items, fields)):
        draft.stop = answers.not_found("contact", name)
        return
    if not (found or body or draft.about or fields.get("body") or turn.page) and unclear is None and _bare(items, turn):
        draft.stop = answers.ask("With whom was it, and what was said?")
        return
    if unclear is None and _same_event(draft, fields, items):
        return
    _activity(draft, fields, unclear, found)
    _whom(items, draft, fields)
    draft.near(items)
    draft.met = items


def _behind_order(items: Items) -> Items:
    """ "Please log: meeting with Ann Cho, 16 November": what is to be logged, without the order; in "call: Ann Cho, Acme" the kind stays."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), 0)
    head, said = items[:colon], items[colon + 1 :]
    if not (head and said and only_logs(head)):
        return items
    kind = any((s := x.sense("object", "activity")) and s.value != "note" and not x.candidates for x in head)
    return (*head, *said) if kind and said[0].of("contact", "lead") else said


def _told_of(items: Items, draft: Draft, turn: Turn) -> tuple[Candidate, ...]:
    """ "Nadia wants the documents. Log the call": whom the sentence before is about, or the whole message, where this one names nobody."""
    person = next((c for c in draft.heard if c.object in ("contact", "lead")), None) or only_person(turn)
    homes = {c.account_id for c in draft.about if c.account_id}
    homes |= {c.account_id or c.id for x in items for c in x.of("deal", "account")[:1]}
    known = any(c.object in ("contact", "lead") for c in draft.about) or any(x.of("contact", "lead") for x in items)
    elsewhere = person is not None and homes and person.account_id not in homes
    return (person,) if person and not known and not elsewhere else ()


def _open_now(turn: Turn) -> tuple[Candidate, ...]:
    """ "Log a call, he wants to sign on Monday" beside an open contact, or after one was spoken of: whom the message does not name."""
    if any(c.object != "user" for x in turn.items for c in x.candidates[:1]):
        return ()
    now = about_now(turn, ("contact", "lead", "deal", "account")).one
    return (now,) if now else ()


def _same_event(draft: Draft, fields: Json, items: Items) -> bool:
    """ "Visit report Acme, 16 November. I met Ann Cho": told on of the call or meeting before, which had no name or had this one."""
    last: Json | None = next((c["set"] for c in reversed(draft.changes) if _happened(c)), None)
    going_on = items[0].word == "we" and not any(
        x.of("contact", "lead") for x in items
    )  # "… We spoke about phase two."
    if last is None or (fields["type"] != last["type"] and not going_on) or any(x.kind == "date" for x in items):
        return False
    whom, known = ({k: v for k, v in one.items() if k in ("contact", "lead")} for one in (fields, last))
    other = bool(whom) and bool(known) and whom != known and any(x.candidates or x.has("him", "her") for x in items)
    elsewhere: bool = "account" in last and fields.get("account", last["account"]) != last["account"]
    if other or elsewhere:
        return False
    if going_on and "deal" in fields:
        last.setdefault("deal", fields["deal"])
    if whom and not known:
        last |= {"subject": fields["subject"], **whom}
    if body := [t for t in (last.get("body"), fields.get("body")) if t]:
        last["body"] = " ".join(body)
    return True


def dated(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "… no wait, the call was on Monday": the day of what was just logged; False where the clause says more or something else."""
    last = next((c["set"] for c in reversed(draft.changes) if _happened(c)), None)
    words = {w for x in items if x.kind != "date" and not x.is_mark for w in x.word.split()}
    if last is None or not {"was", "happened"} & words or not words <= _OF_WHEN:
        return False
    days = [x for x in items if x.kind == "date"]
    if len(days) == 1 and not any(x.candidates for x in items):
        last["occurred_at"] = occurred(items, turn)
        return True
    return False


def with_another(items: Items, draft: Draft) -> bool:
    """ "… no wait, it was Frank Dellarosa": who it was with, instead of whom the last call or meeting names."""
    last = next((c["set"] for c in reversed(draft.changes) if _happened(c)), None)
    words = {w for x in items if not (x.candidates or x.is_mark) for w in x.word.split()}
    people = [c for x in draft.at_home(items) for c in clear(x) if c.object in ("contact", "lead")]
    if last is None or not words & {"was", "it's", "meant"} or not words <= _OF_WHOM or len(people) != 1:
        return False
    name = people[0].label
    for link in ("contact", "lead"):
        last.pop(link, None)
    last |= {people[0].object: people[0].id, "subject": f"{last['subject'].split(' with ')[0]} with {name}"}
    draft.about = tuple(c for c in draft.about if c.object not in ("contact", "lead"))
    draft.mention(people[0])
    return True


_OF_WHOM = frozenset("no wait sorry actually that it this the was it's with i meant mean not rather".split())
_OF_WHEN = frozenset(
    "no wait sorry actually that it this the was happened on call meeting visit lunch dinner demo mail".split()
)


def _happened(change: Json) -> bool:
    made = (change["op"], change["object"]) == ("create", "activity")
    return made and bool(change["set"].get("type") != "task")


def _bare(items: Items, turn: Turn) -> bool:
    """ "Log a call" and nothing else."""
    return len(turn.items) <= len(items) + 2


def _more_of_log(items: Items, turn: Turn, draft: Draft, body: list[str]) -> bool:
    """ "… log it as a meeting: …", "note that on the renewal": more of the call or meeting that was just told."""
    last = next((c for c in draft.changes if c["object"] == "activity" and c["set"].get("type") != "task"), None)
    pointing = any(
        x.word.split()[-1] in ("it", "that", "this") for x in items if x.has("log") or x.word in ("it", "that")
    )
    again = any(x.has("her", "him") for x in items) and any(x.has("spoke") for x in items)
    if last is None or not (pointing or again) or any(x.of("contact", "lead") for x in activities.header(items)):
        return False
    fields, unclear, found = activities.logged(items, turn, body, draft.about)
    if unclear is not None:
        return False
    kind = next((s.value for x in items if (s := x.sense("object", "activity")) and s.value), None)
    named = any(a.word.split()[-1] in ("a", "an", "as") and b.sense("object", "activity") for a, b in pairwise(items))
    if kind and kind != "task" and kind != last["set"]["type"] and named:
        last["set"]["type"] = kind
    more = [t for t in (last["set"].get("body"), fields.get("body")) if t]
    last["set"] |= {k: v for k, v in fields.items() if k in ("deal", "account")} | (
        {"body": " ".join(more)} if more else {}
    )
    draft.mention(*found)
    return True


def task(items: Items, turn: Turn, draft: Draft) -> None:
    if todo.has_been(items, turn):
        log(items, turn, draft, [])
        return
    if _speaks_of_known(items):
        draft.stop = answers.ask("What should become of that task?")
        return
    if assignees.for_several(items):
        draft.stop = answers.ask("That is a task for more than one: say it one by one, please.")
        return
    items = _for_him(colleagues_first(draft.at_home(items), draft), turn)
    fields, unclear, found = todo.task(items, turn, draft.about)
    if unclear is not None and unclear.candidates[0].object == "account" and "owner" in fields:
        unclear = None  # "task for Maya: chase the Castellan redlines": she knows which of them
    last = draft.changes[-1] if draft.changes else None
    if not todo.says_what(items):
        if (
            last
            and not _just_told(items, turn, draft)
            and last["object"] == "activity"
            and (last["op"] == "update" or last["set"].get("type") == "task")
        ):
            last["set"] |= {k: v for k, v in fields.items() if k in ("due_date", "owner", "priority")}
            return
        if last and last["set"].get("next_step") and _points(items):
            fields["subject"] = last["set"]["next_step"]  # "… is to send the drawings, make me a task to do that"
        elif (said := draft.told or _sentence_before(items, turn)) and (subject := todo.task_subject(said, turn)):
            told = tuple(_near(x, draft) for x in said)
            fields, unclear, found = todo.task((*told, *items), turn, draft.about)
            fields["subject"] = subject
        elif not found:
            call = ToolCall(
                "propose_changes", {"changes": [{"op": "create", "object": "activity", "set": _unnamed(fields)}]}
            )
            draft.stop = answers.ask_for("What shall I remind you of?", call, "subject")
            return
    if draft.told and any(x.word in _VAGUE for x in items[-3:]):
        fields["body"] = sentence(turn.text[draft.told[0].start : draft.told[-1].end]) + "."
    _activity(draft, fields, unclear, found)
    _whom(items, draft, fields)


def colleagues_first(items: Items, draft: Draft) -> Items:
    """ "Remind me to tell MARCUS": the colleague of that first name, and no customer elsewhere who has it too."""
    homes = draft.homes() | {c.account_id or c.id for x in items for c in x.of("account", "deal")}
    return tuple(_colleague(x, homes) for x in items)


def _colleague(item: Item, homes: frozenset[str]) -> Item:
    users, people = item.of("user"), item.of("contact", "lead")
    there = any(c.account_id in homes for c in people)
    if not users or not people or there or people[0].score >= _NAMED or item.of("account", "deal"):
        return item
    return replace(item, candidates=users)


def _for_him(items: Items, turn: Turn) -> Items:
    """ "Maya ought to send it. Create that task FOR HER": the colleague who was spoken of last."""
    before = [x for x in turn.items if x.end <= items[0].start and x.of("user", "contact", "lead")]
    whom = before[-1] if before else None
    if whom is None or whom.candidates[0].object != "user":
        return items
    meant = whom.of("user")[:1]
    return tuple(
        replace(x, candidates=meant, senses=())
        if i and items[i - 1].word == "for" and x.has("him", "her") and not x.candidates
        else x
        for i, x in enumerate(items)
    )


def _just_told(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "… mark that done, she wants a demo on Friday, put it in as a task": what it is was told right before."""
    if not (_points(items) and draft.told):
        return False
    between = (x for x in turn.items if draft.told[-1].end <= x.start and x.end <= items[0].start)
    return all(x.is_mark or x.word in ("and", "so", "please") for x in between)


def _speaks_of_known(items: Items) -> bool:
    """ "The agenda task for Acme can go": one that is there already, whatever becomes of it."""
    said = [x for x in items if not x.is_mark]
    if any(s.field == "due_date" for s in said[0].senses) and len(said) > 1 and said[1].word in ("of", "for"):
        return True
    noun = next((i for i, x in enumerate(said[:_NEAR_NOUN]) if x.word == "task"), 0)
    return noun > 1 and said[0].word == "the" and not any(x.word in (":", "is", "to") for x in items)


_NEAR_NOUN = 5  # items


def _sentence_before(items: Items, turn: Turn) -> Items:
    """ "The meeting moved to Tuesday. Put that in as a task": what was said last, where the clause points at it."""
    if not _points(items):
        return ()
    before = tuple(x for x in turn.items if x.end <= items[0].start)
    while before and before[-1].is_mark:
        before = before[:-1]
    start = next((i + 1 for i in range(len(before) - 1, -1, -1) if before[i].word in (".", "!", ";", ",")), 0)
    return before[start:]


def _near(item: Item, draft: Draft) -> Item:
    """Without somebody elsewhere who only goes by that first name, where the message is about other companies."""
    homes = {c.account_id or c.id for c in draft.about if c.account_id or c.object == "account"}
    kept = tuple(c for c in item.candidates if c.score >= _NAMED or not homes or c.account_id in (None, *homes))
    return replace(item, candidates=kept)


_NAMED = 0.9


def _points(items: Items) -> bool:
    return any(x.word in _VAGUE for x in items)


_VAGUE = frozenset(["those", "these", "that", "it", "this"])  # what is to be sent was said before


def _unnamed(fields: Json) -> Json:
    return {k: v for k, v in fields.items() if k != "subject"}


def _whom(items: Items, draft: Draft, fields: Json) -> None:
    """ "Call her" of nobody in particular."""
    meant = any(x.word in ("her", "him", "she", "he") and not x.candidates for x in items)
    known = "owner" in fields or any(c.object in ("contact", "lead") for c in (*draft.about, *draft.heard))
    if meant and not known and not {"contact", "lead"} & set(fields):
        call = ToolCall("propose_changes", {"changes": [{"op": "create", "object": "activity", "set": fields}]})
        draft.stop = answers.ask_for("Whom do you mean?", call, "contact")


def _activity(draft: Draft, fields: Json, unclear: Target | None, found: list[Candidate]) -> None:
    if unclear is not None:
        first = unclear.candidates[0].object
        if draft.doubt(tuple(c for c in unclear.candidates if c.object == first)):
            fields[first] = UNKNOWN
    draft.mention(*found)
    draft.changes.append({"op": "create", "object": "activity", "set": fields})
