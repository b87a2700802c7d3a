"""Orders that only have something written up: "get me ready for the Acme meeting", "make me a draft of a mail to Ann"."""

from __future__ import annotations

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item

_MAKING = frozenset("get make give do have put prepare prep need want write create".split())
_READY = frozenset("ready preparation prepared prep briefing brief".split())
_LETTERS = frozenset("mail email e-mail message letter".split())
_OPENING = 4  # items that may order it


def readied(seen: Seen) -> bool:
    """ "Get me ready for the Acme meeting": a briefing, and no meeting to log."""
    said = _said(seen)
    whom = any({"me", "us"} & set(x.word.split()) for x in said[:_OPENING])
    return whom and _orders(said, _READY) and seen.record("account", "contact", "lead", "deal") and _plain(seen)


def drafted(seen: Seen) -> bool:
    """ "Make me a draft of a mail to Ann": to be written, and nothing to change."""
    said = _said(seen)
    letter = any(_LETTERS & set(x.word.split()) for x in said)
    return letter and _orders(said, frozenset(["draft"])) and seen.record("contact", "lead") and _plain(seen)


def _said(seen: Seen) -> list[Item]:
    return [x for x in seen.items if not (x.is_mark or x.has("please"))]


def _orders(said: list[Item], wanted: frozenset[str]) -> bool:
    """A verb of making, and soon behind it what is wanted."""
    first = said[0].word.split()[0] if said else ""
    words = {w for x in said[: _OPENING + 1] if not x.candidates for w in x.word.split()}
    return first in _MAKING and bool(words & wanted)


def _plain(seen: Seen) -> bool:
    """Nothing is to be done some day, and nothing has happened."""
    return not seen.family("remind", "log", "spoke", "assign") and not seen.value("money", "percent")
