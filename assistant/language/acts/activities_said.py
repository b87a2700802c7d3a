"""Tasks, calls and meetings as clauses speak of them: to be put down, over already, or there already."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.doing import is_doing
from assistant.language.acts.signs import Seen
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.values import NumberValue

_BEEN = frozenset(["yesterday", "today", "last", "ago"])
_PUTTING = frozenset("put stick pop drop jot throw chuck pencil enter record get".split())


def known_task(seen: Seen) -> bool:
    """Something is done to a task that is there already: "postpone the task …", "make my Acme task urgent"."""
    for i, item in enumerate(() if seen.family("complete") else seen.items):
        noun = item.sense("object", "activity")
        start = led_by(seen.items, i) if noun and noun.value == "task" else None
        if start is not None:
            if start == 0:
                return any(x.has("set", "move", "push") for x in seen.items)
            verbs = ("set", "move", "push", "raise", "lower", "assign", "rename", "cancel")
            return any(x.has(*verbs) for x in seen.items[:start]) or gets_day(seen.items, start)
    return False


def gets_day(items: Items, start: int) -> bool:
    """ "Could you pop my task to review the tickets back to Monday?": a verb, the task that is there, and the day it goes to."""
    said = [x for x in items if not x.is_mark and not x.has("please") and x.word != "instead"]
    verb = [x for x in items[:start] if not x.is_mark and not x.has("please")]
    goes = len(said) > _PAIR and said[-1].kind == "date" and said[-2].word in ("to", "until", "till", "back to")
    plain = len(verb) == 1 and verb[0].word.isalpha() and not (verb[0].senses or verb[0].candidates or verb[0].value)
    return goes and plain and verb[0].word not in FUNCTION_WORDS


def led_by(items: Items, noun: int) -> int | None:
    """The "the", "my" or "Tom's" of "the delivery window TASK", "my Kirsten CALL"; None where the noun has none: it is a new one."""
    for i in range(noun - 1, max(-1, noun - 2 - _DESCRIBED), -1):
        item = items[i]
        if item.word in ("the", "my", "that", "this") or (item.possessive and item.of("user")):
            return i
        if i == 0 and noun - i > 1 and item.word.split()[0] in _OF_WHAT_IS:
            return i  # "change payback sheet task to high"
        plain = (
            item.candidates
            or item.kind in ("number", "quote")
            or (item.word.isalpha() and item.word not in FUNCTION_WORDS)
        )
        if not plain or item.has("set", "create", "assign", "remind", "cancel", "delete", "complete"):
            return None
    return None


_OF_WHAT_IS = frozenset("change move push postpone reschedule shift bump snooze".split())
_DESCRIBED = 3  # words between the article and the noun


def delegated(items: Items) -> int | None:
    """The verb of "have Priya CALL Irene", "tell me on Monday to SEND the plan": what a colleague or I am to do; None where nobody is to do anything."""
    said = [i for i, x in enumerate(items) if not x.is_mark and not x.has("please") and x.kind != "date"]
    if (
        len(said) > _PAIR
        and items[said[0]].word == "tell me"
        and items[said[1]].word == "to"
        and is_doing(items[said[2]])
    ):
        return said[2]
    if (
        len(said) < _HANDED
        or items[said[0]].word not in ("have", "ask", "get", "tell")
        or not (_colleague(items[said[1]]) or (items[said[1]].word == "me" and is_doing(items[said[2]])))
    ):
        return None
    led = items[said[2]].word == "to"
    if led == (items[said[0]].word == "have") or any(x.has("assign") for x in items):
        return None  # "have Tom take over": whose it is from now on
    verb = said[3] if led else said[2]
    return verb if items[verb].word.split()[0].isalpha() and items[verb].word not in FUNCTION_WORDS else None


_PAIR, _HANDED = 2, 4  # words of "have Tom call Ann"


def _colleague(item: Item) -> bool:
    return bool(item.of("user")) and item.candidates[0].object == "user"


def cancels(seen: Seen) -> bool:
    """ "Cancel the task about the sheet": one that is there, and nothing that was just proposed."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please")]
    return bool(said) and said[0].has("cancel") and known_task(seen)


def of_that_task(items: Items) -> bool:
    """ "The task to get a reference ready …", "everything on my list": what is there already."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if said and said[0].has("all") and not said[0].has("remind"):
        return True
    if len(said) < 2:
        return False
    ends = said[-2].word == "that"  # "the training dates for Ethan, that task"
    if not ends and said[0].word not in ("the", "my", "that", "this"):
        return False
    noun = said[-1 if ends else 1].sense("object", "activity")
    return noun is not None and noun.value == "task"


def has_been(seen: Seen) -> bool:
    """ "Meeting with X today": a note of what was, not of what is to do."""
    said = [x for x in seen.items if not x.is_mark]
    noun = said[0].sense("object", "activity") if said else None
    return bool(noun and noun.value == "meeting") and any(x.word in ("today", "yesterday") for x in said)


def puts_task(seen: Seen) -> bool:
    """ "Put a task in for it", "make that a task for Friday", "give him a task"."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please") and x.word not in ("and", "then", "also")]
    makes = bool(said) and said[0].has("create", "set", "assign", "log") and not said[0].candidates
    one = any(x.sense("object", "activity") and x.word in ("task", "reminder", "to do", "todo") for x in said[1:5])
    colon = next((i for i, x in enumerate(seen.items) if x.word == ":"), len(seen.items))
    other = any(x.has("complete", "delete") for x in seen.items[:colon])  # "new to-do: finish the report" makes one
    return makes and one and not known_task(seen) and not other


def closes(seen: Seen) -> str | None:
    """ "You can close that task", "complete all of my tasks …": the act of ending what is there; None for anything else."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please") and x.word not in _LEADS]
    if _can_be_closed(seen.items):
        return "update"
    ends = len(said) > 1 and (said[0].has("complete") or said[0].word in _ENDING) and not said[0].candidates
    if ends and said[0].word in ("close", "resolve") and said[1].has("it", "this") and _stops(seen.items, said[1]):
        return "update"
    noun = next((s for x in said[1:5] if (s := x.sense("object")) and not x.candidates), None)
    which = len(said) > 1 and (said[1].word in _WHICH or said[1].has("all") or said[1].sense("object") is noun)
    if not ends or noun is None or not which or noun.value not in ("task", "", None):
        return None
    if noun.object == "deal" and said[0].word == "close":
        return "update"
    return {"ticket": "update", "activity": "complete"}.get(noun.object)


def _can_be_closed(items: Items) -> bool:
    """ "The brake ticket at Acme can be closed, they swapped the unit"."""
    at = next((i for i, x in enumerate(items) if (n := x.sense("object", "ticket")) and not n.plural), len(items))
    words = [w for x in items[at + 1 :] for w in x.word.split()]
    return any(a == "be" and b in ("closed", "resolved", "reopened") for a, b in pairwise(words))


def over(items: Items) -> bool:
    """ "That task is done", "you can tick that off": nothing but that it is over."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    plain = all(x.has("complete") or set(x.word.split()) <= _OVER or x.sense("object", "activity") for x in said)
    pointing = any({"that", "this", "it", "task", "one"} & set(x.word.split()) for x in said)
    return plain and pointing and any(x.has("complete") for x in said) and items[-1].word != "?"


_OVER = frozenset("that this the task one you can could i we it please it's that's now too then".split())


def ends_as_task(items: Items) -> bool:
    """ "Thank Nicole by mail tomorrow - task": what is to be done, and behind a mark that it is one."""
    last = items[-1].sense("object", "activity") if len(items) > _HANDED else None
    marked = last is not None and last.value == "task" and not last.plural and items[-2].is_mark
    return marked and not any(x.has("complete", "delete", "set", "move") for x in items[:-2])


def tasks_head(items: Items) -> int | None:
    """The colon behind "two tasks", "3 reminders for me", "my to-dos for tomorrow"; None where no things to do are counted up."""
    colon = next((i for i, x in enumerate(items) if x.word == ":"), 0)
    head = [x for x in items[:colon] if x.word not in _NEW]
    ends = len(items) - colon <= _SHORT and any(x.has("complete", "delete") for x in items[colon:])
    if not head or ends or any(x.has("complete", "delete") for x in head):  # "tick off two tasks: …"
        return None
    counted = any(x.value and isinstance(x.value.value, NumberValue) and x.value.value.unit in _COUNTED for x in head)
    noun = next((x.sense("object", "activity") for x in head if x.kind != "number"), None)
    return colon if counted or (noun is not None and noun.plural and noun.value == "task") else None


_SHORT = 4  # items of "tasks about Acme: all done" from the colon on
_NEW = frozenset("my our some more new the following and also".split())
_COUNTED = ("task", "reminder")


def _stops(items: Items, item: Item) -> bool:
    """Nothing but a reason stands behind it: "close it, they replaced the fan"."""
    behind = items[items.index(item) + 1 :]
    return not behind or behind[0].is_mark


_LEADS = frozenset("and so then also you can could may we now just".split())
_ENDING = frozenset("close finish resolve end tick check mark".split())
_WHICH = frozenset("that the this my those these both all every".split())


def contact_head(items: Items) -> bool:
    """ "Ann Cho Acme - phone today", "Bo Hay & Al Ruiz meeting": with whom, what it was and perhaps when, and no word more."""
    said = [x for x in items if not x.is_mark and x.word not in _LINKING]
    while said and said[-1].word in _LATELY:
        said.pop()
    people = said[:-1]
    named = any(x.of("contact", "lead", "account") for x in people)
    return len(said) > 1 and named and all(x.candidates for x in people) and _is_contact(said[-1])


def _is_contact(item: Item) -> bool:
    """ "Call", "mtg", "coffee", "phone": a contact by its noun."""
    sense = item.sense("object", "activity")
    noun = sense is not None and not sense.plural and sense.value in ("call", "meeting")
    return not item.candidates and (noun or item.word in _CONTACTS)


_CONTACTS = frozenset("phone telephone tel coffee lunch dinner breakfast beer drinks zoom teams".split())
_LINKING = frozenset("and & at of from + short quick good great brief long w with".split())
_LATELY = frozenset(
    ["today", "yesterday", "this morning", "this afternoon", "just now", "earlier", "now", "last night"]
)


def puts_meeting(seen: Seen) -> bool:
    """ "Stick a meeting in for yesterday with Ann", "put a call down": into the log."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please") and x.word not in ("and", "then", "also")]
    been = any(set(x.word.split()) & _BEEN for x in said if x.kind == "date")
    verb = bool(said) and (said[0].word.split()[0] in _PUTTING or (been and said[0].word.split()[0] == "add"))
    puts = verb and not said[0].candidates
    nouns = [s for x in said[1:5] if (s := x.sense("object", "activity")) and not x.candidates]
    return (
        puts
        and not seen.sense("field")
        and bool(nouns)
        and not nouns[0].plural
        and nouns[0].value in ("call", "meeting")
    )
