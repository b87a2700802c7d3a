"""What kind of contact was told: a call, a meeting, a mail or a note."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.notes_told import note_opens
from assistant.language.chart import Item, Items

_MET = frozenset(
    """mtg met meeting lunch coffee dinner breakfast visited visit demoed demo appointment session workshop beer stopped dropped swung sat ran
    bumped saw walked zoom through see meet""".split()
)
_WROTE = frozenset("emailed wrote email mail mailed".split())
_TEXTED = frozenset("texted messaged pinged whatsapped".split())  # neither a call nor a mail


# Says that one was somewhere, and what for only by a noun behind it: "just got out of a call".
CAME_FROM = (
    "was at",
    "was just at",
    "were at",
    "was on site at",
    "were on site at",
    "just left",
    "came out of",
    "just came out of",
    "got out of",
    "just got out of",
)


def was_on_site(items: Items) -> bool:
    """ "I was on site at Bramble today"."""
    said = " ".join(x.word for x in items[:_OPENING])
    return any(f"{verb} on site" in said for verb in ("was", "were", "been"))


_OPENING = 6  # words


def activity_type(items: Items) -> str:
    """What happened, by the first noun or verb that says it."""
    if note_opens(items) is not None:
        return "note"
    if not _is_note(items[0]) and (told := contact_told(items)):
        return told
    came = any(x.word in CAME_FROM for x in items) or was_on_site(items)
    for i, item in enumerate(items):
        if (came and item.has("spoke")) or _note_of(items, i):
            continue
        if item.word in ("phone", "telephone") and any(x.word in _TALKS for x in items[i + 1 : i + 2]):
            return "call"
        if item.word == "saw" and any(x.of("contact", "lead") for x in items[i + 1 : i + 2]):
            return "meeting"
        sense = item.sense("object", "activity")
        if sense and sense.value and sense.value != "task" and not item.candidates:
            return sense.value
        if item.has("draft") and {"email", "mail"} & set(item.word.split()) and any(x.has("log") for x in items):
            return "email"
        if item.has("log") and {"note", "jot", "file", "noted"} & set(item.word.split()):
            return "note"
        if item.has("spoke"):
            words = set(item.word.split())
            written = "email" if words & _WROTE else "note" if words & _TEXTED else "call"
            return "meeting" if words & _MET else written
    if any(x.word == "tried" for x in items[:2]) or _phone_noun(items):
        return "call"  # "tried Erin just now, no answer"
    met = any(set(x.word.split()) & _MET for x in items if not x.candidates)
    held = items[0].word == "had" and any(x.word == "with" for x in items)  # "had the review with Ann"
    return "meeting" if came or met or held else "note"


_TALKS = frozenset("conversation chat talk discussion exchange".split())


def _is_note(item: Item) -> bool:
    """ "Note on the renewal: Linda told me at the dinner …"."""
    sense = item.sense("object", "activity")
    return sense is not None and sense.value == "note" and not item.candidates


def _phone_noun(items: Items) -> bool:
    """ "Ann Cho - phone today"."""
    return any(
        a.candidates and b.word in ("phone", "telephone", "tel") for a, b in pairwise(x for x in items if not x.is_mark)
    )


def _note_of(items: Items, i: int) -> bool:
    """ "A quick note after the call with …": what the note is about is what happened."""
    if "note" not in items[i].word and "notes" not in items[i].word:
        return False
    led = any(x.word in ("after", "from", "of", "on") for x in items[i + 1 : i + 2])
    happened = (x.sense("object", "activity") for x in items[i + 2 : i + 5] if not x.plural)
    return (led and any(s and s.value in ("call", "meeting") for s in happened)) or _notes_what(
        items[i + 1 : i + _WHAT]
    )


_WHAT = 7  # items behind "note" among which it is said what took place


def _notes_what(behind: Items) -> bool:
    """ "Note THAT I CALLED her", "note MY CALL with her": an order to log it, by the verb."""
    if not behind or behind[0].word not in _WHOSE:
        return False
    for x in behind[1:]:
        noun = x.sense("object", "activity") if not (x.candidates or x.plural) else None
        if x.candidates or x.is_mark or (noun is not None and noun.value in ("call", "meeting")) or x.has("spoke"):
            return not x.is_mark and not x.candidates
    return False


_WHOSE = frozenset("that i we the my our this a".split())
