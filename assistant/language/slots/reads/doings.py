"""Lists of what somebody did, which no noun names: "who did I meet last week", "what did Tom do"."""

from __future__ import annotations

from assistant.language.chart import Items


def whom_met(items: Items) -> tuple[str, str] | None:
    """ "Who did I meet last week", "whom has Tom called this month": what was held with them, and with whom."""
    said = [x for x in items if not x.is_mark]
    if len(said) < _MEETING or not (said[0].has("who") or said[0].word == "whom"):
        return None
    ours = any(x.of("user") or x.word in ("i", "we") for x in said[1:3]) or said[0].word.endswith((" i", " we"))
    verb = next((x.word for x in said[2:4] if x.word in _HELD), None)
    return ("activity", _HELD[verb]) if ours and verb else None


def last_touch(items: Items) -> bool:
    """ "The most recent interaction with Acme", "the last entry in its history": what happened last with a record that is named."""
    last = any(x.word.split()[-1] in _LAST or x.kind == "limit" for x in items)
    what = any(set(x.word.split()) & _TOUCHES for x in items if not x.candidates)
    named = any(x.of("account", "contact", "lead", "deal") for x in items)
    several = any(x.kind in ("number", "period", "duration") or x.has("count", "group_by") for x in items)
    return last and what and named and not several


_LAST = frozenset("last latest newest recent recently".split())
_TOUCHES = frozenset("activity interaction event entry touchpoint happening exchange".split())
_MEETING = 4  # words of "who did I meet"
_HELD = {
    "meet": "meeting",
    "met": "meeting",
    "visit": "meeting",
    "visited": "meeting",
    "call": "call",
    "called": "call",
    "phone": "call",
    "email": "email",
}


def doings(items: Items) -> tuple[str, str] | None:
    """ "what did Tom do last week": his activities."""
    did = any(x.word in ("do", "did", "doing", "done") for x in items)
    who = any(x.of("user") or x.has("me", "team") or "i" in x.word.split() for x in items)
    on = any(x.kind in ("date", "period") for x in items)
    return ("activity", "") if who and (did or on) else None
