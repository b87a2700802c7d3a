"""Clauses that only say once more that something told is to be a task: "put both on my list", "task me with it", "tasks for both, please"."""

from __future__ import annotations

from assistant.language.acts.handed_tasks import item_task
from assistant.language.chart import Items
from assistant.language.values import NumberValue

_SMALL = frozenset(
    """that this it the a as one to for her his their my me him them up in on into of also please kindly so and then can could you would will i give put
    set add create make log note enter get turn list plate task tasks to-do to-dos do dos todo todos reminder reminders need want down be is that's honest keep
    remind open file record honest accountable posted hold diary calendar both those these two three with too all""".split()
)
_POINTING = frozenset("that this it both those these them".split())
_FEW = 4  # words of "please keep me honest"
_THINGS = frozenset("thing task to-do todo reminder job item point".split())


def says_again(clause: Items) -> bool:
    """ "Please set that up as a task", "add both to my tasks", "please remind me"."""
    pointing = any(x.word in _POINTING for x in clause)
    task = any(
        item_task(clause, i) or x.plural or x.has("remind") or x.word in ("list", "plate") for i, x in enumerate(clause)
    )
    words = {w for x in clause if not (x.is_mark or x.has("please")) for w in x.word.split()}
    made = pointing or any(x.word in ("the", "a") for x in clause) or len(words) <= _FEW
    asked = any(x.has("please") for x in clause)
    held = any(x.candidates or (x.value and not _counts_things(clause, i)) for i, x in enumerate(clause))
    return (task or asked) and made and words - _COUNTED <= _SMALL and not held


_COUNTED = frozenset("things items points jobs".split())


def _counts_things(items: Items, i: int) -> bool:
    """ "Two tasks", "TWO things"."""
    held = items[i].value
    value = held.value if held else None
    return isinstance(value, NumberValue) and value.unit in _THINGS


def counts_things(items: Items) -> bool:
    """ "Don't let me forget TWO THINGS after the call with Ann": how many things to do follow, and none of them."""
    at = next((i for i in range(len(items)) if _counts_things(items, i)), None)
    return at is not None and any(x.has("remind") for x in items[:at])


def tail_again(items: Items) -> int | None:
    """Where it is said again behind a thing to do: "I'll call her on Friday, PUT BOTH ON MY LIST"; None where nowhere."""
    joints = (i for i in range(_LED, len(items) - 1) if items[i].word in (",", "so", "and", ";", "-"))
    return next((i for i in joints if _tail(items[i + 1 :])), None)


_LED = 3  # items of a thing to do


def _tail(items: Items) -> bool:
    """Nothing but the order, with a word that it is a task."""
    while items and (items[0].is_mark or items[0].word in ("so", "and")):
        items = items[1:]
    bare = [x.word for x in items if not (x.is_mark or x.has("please"))]
    plain = bare == ["task", "me"] or len(bare) > 1
    return plain and bool(items) and items[0].word.split()[0] != "to" and says_again(items) and _ordered(items)


def _ordered(items: Items) -> bool:
    """It points back or counts: "put BOTH on my list", "TWO tasks for me"; "remind me" alone may lead to what follows."""
    counted = any(_counts_things(items, i) for i in range(len(items)))
    return counted or any(x.word in _POINTING for x in items) or [x.word for x in items][:2] == ["task", "me"]


_SAVING = frozenset(
    "save store write put enter update change swap replace keep record fix correct adjust add set make get note file".split()
)
_SAVED = frozenset(
    """that this it those in into down up there for the old one out please kindly so and then can could you would will accordingly new her his
    their file system crm contact card profile entry also too now from on onwards number phone record data""".split()
)


def saves_it(clause: Items) -> bool:
    """ "Save that", "please write it in", "swap it in for the old one": the order to enter what was told, and nothing of it."""
    words = [w for x in clause if not (x.is_mark or x.has("please")) for w in x.word.split() if w not in ("so", "and")]
    led = words[:1] != [] and words[0] in _SAVING and set(words[1:]) <= _SAVED
    return led and bool({"that", "it", "this"} & set(words)) and not any(x.candidates or x.value for x in clause)


_LOGGING = frozenset("log write put save record note store track enter keep register document".split())
_CONTACTS = frozenset(
    "call meeting visit email e-mail mail coffee lunch dinner breakfast chat conversation talk discussion demo".split()
)
_BRIEF = 6  # items of "save the number and the call"


def logs_it(items: Items) -> bool:
    """ "Log the call", "note the visit", "save the number and the call": an order to log what was told, and nothing of it."""
    end = next((i for i, x in enumerate(items) if x.is_mark), len(items))
    said = [
        x for x in items[:end] if not x.has("please") and x.word not in ("too", "also", "as", "well", "only", "just")
    ]
    plain = 2 < len(said) <= _BRIEF and said[0].word.split()[0] in _LOGGING and said[-1].word in _CONTACTS
    return (
        plain
        and said[-2].word in ("the", "this", "that", "my", "our")
        and not any(x.candidates or x.value for x in said)
    )


def logs_as(items: Items) -> bool:
    """ "Track it as an email", "it needs to be recorded as a call": what kind of contact it was that was told."""
    words = [w for x in items if not x.is_mark for w in x.word.split()]
    at = next((i for i, w in enumerate(words) if i and w == "as" and words[i + 1 : i + 2] in (["a"], ["an"])), 0)
    noun = bool(at) and words[at + 2 : at + 3] != [] and words[at + 2] in _CONTACTS
    head = {w.removesuffix("ed") for w in words[:at]} | {w.removesuffix("d") for w in words[:at]}
    pointing = bool({"it", "that", "this"} & set(words[:at]))
    return noun and bool(head & (_LOGGING | _SAVING)) and pointing and not any(x.candidates for x in items)
