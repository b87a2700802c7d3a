"""Verbs of what one does with people: what a thing to do begins with."""

from __future__ import annotations

from assistant.language.chart import Item


def is_doing(item: Item) -> bool:
    """A verb of what one does with people, as its first word."""
    sense = item.sense("object", "activity")
    return (sense is not None and sense.value in ("call", "email")) or item.word.split()[0] in (
        "call", "email", "mail", "send", "visit", "meet", "ask", "ring", "phone", "write", "check", "chase", "book",
        "prepare", "get", "order", "review", "confirm", "schedule", "arrange", "draft", "organise", "organize", "fix", "try", "thank",
    )  # fmt: skip


def is_doing_now(item: Item) -> bool:
    """The same as what is told to be done: "CALLING them on Friday, SENDING the list on Monday"."""
    return not item.candidates and item.word in _NOW


_NOW = frozenset(
    "calling ringing phoning emailing mailing sending visiting writing checking chasing booking preparing following forwarding".split()
)
