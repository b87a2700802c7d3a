"""The act of a clause: the likeliest one that is possible there."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.acts.gates import GATES, WRITES, settable
from assistant.language.acts.leanings import ALIKE, LIKENED
from assistant.language.acts.model import Act
from assistant.language.acts.plainly import continues, says_plainly
from assistant.language.acts.signs import Seen

_ANSWERS = frozenset(["approve", "cancel", "undo"])
_READS = frozenset("draft find count lookup latest search report recommend score brief".split())
_SURER = 0.4


def gated(odds: list[tuple[str, float]], seen: Seen) -> Act:
    """The likeliest act that is possible; odds of the impossible go to nobody."""
    if plain := continues(seen) or says_plainly(seen):
        return Act(*plain, "none", 0.0)
    question, ordered = asks(seen.items), seen.ordered()
    possible = [
        (name, p)
        for name, p in odds
        if (name not in GATES or GATES[name](seen) or (name in LIKENED and p > ALIKE and not seen.sense("field")))
        and not (question and (name in WRITES or name in _ANSWERS or _drafts_nothing(name, seen)))
        and not (ordered and name in _READS)
        and not (name == "draft" and _sets_address(seen))
    ]
    if seen.ordered() and seen.record() and settable(seen) and not seen.family("merge", "delete", "complete"):
        possible = _favoured(possible)
    possible += [("none", 0.0)] * (2 - len(possible))
    total = sum(p for _, p in possible) or 1.0
    # What was ruled out still speaks against being sure.
    share = 0.5 + 0.5 * total
    (name, first), (second, other) = possible[:2]
    return Act(name, first / total * share, second, other / total * share)


def _favoured(odds: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """A verb of change, a record and something to set: an update, unless another change is surer."""
    likely = dict(odds)
    best = max(((p, name) for name, p in odds if name in WRITES), default=(0.0, ""))
    if best[1] not in ("update", "") and best[0] > _SURER:
        return odds
    likely["update"] = max(likely.get("update", 0.0), 0.6)
    return sorted(likely.items(), key=lambda one: -one[1])


def _drafts_nothing(name: str, seen: Seen) -> bool:
    """ "what was her email?" asks for an address."""
    return name == "draft" and not seen.family("draft")


def _sets_address(seen: Seen) -> bool:
    """ "Update Ann's email to ann@…": an address is set, and nothing written."""
    first = next((x for x in seen.items if not x.is_mark and not x.has("please")), None)
    return first is not None and first.has("set") and seen.value("email")
