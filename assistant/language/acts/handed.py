"""Whom records go to, told as what a colleague gets: "Ben can have those", "let Grace take the first one"."""

from __future__ import annotations

from assistant.language.chart import Items

_MAY = frozenset("can could should will shall may must".split())
TAKING = frozenset("have take get takes gets own".split())
_BEHIND = frozenset("over now from here on please instead".split())
_OWNED = ("deal", "lead", "account", "contact", "activity", "ticket")


def goes_to(items: Items) -> int | None:
    """The colleague who gets what is pointed at or named; None where nothing is handed over."""
    said = [i for i, x in enumerate(items) if not x.is_mark and not x.has("please") and x.word != "let"]
    led = bool(said) and any(x.word == "let" for x in items[: said[0]])
    if len(said) < _LEAST or not items[said[0]].of("user") or items[-1].word == "?" or items[said[0]].possessive:
        return None
    allowed = items[said[1]].word in _MAY
    verb = 2 if allowed else 1
    rest = said[verb + 1 :]
    if items[said[verb]].word not in TAKING or not rest or (items[said[verb]].word == "have" and not (allowed or led)):
        return None
    goal = items[rest[0]] if items[rest[0]].word not in _WHICH else items[rest[min(1, len(rest) - 1)]]
    noun = goal.sense("object")
    meant = goal.has("those", "they", "it") or bool(goal.of(*_OWNED))
    meant = meant or (items[rest[0]].word in ("that", "this") and noun is not None and noun.object in _OWNED)
    ends = all(items[i].word in _BEHIND or items[i] is goal or items[i].word in _WHICH for i in rest)
    return said[0] if meant and ends else None


_WHICH = frozenset(["the", "my", "all", "that", "this"])
_LEAST = 3  # a colleague, a verb and what goes over
