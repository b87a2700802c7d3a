"""Stages by their place in the pipeline: "past Proposal", "has not reached negotiation yet", "in Proposal or later"."""

from __future__ import annotations

from assistant.language.slots.scan import Scan, negates
from assistant.language.slots.turn import Json, op

_LATER = frozenset("past beyond after".split())
_EARLIER = frozenset("before below".split())
_REACHED = frozenset("reached reach reaching hit entered".split())
_ONWARDS = frozenset("later beyond further after above up higher".split())
_SMALL = frozenset("the a stage in at to of".split())
_REACH = 4


def by_order(scan: Scan, i: int, path: tuple[str, str]) -> Json | None:
    """The open stages that a stage at item `i` bounds; None where it is meant by itself."""
    before = [x.word for x in scan.before(i, 3) if x.word not in _SMALL]
    cue = before[-1] if before else ""
    names = _open_stages(scan, path[1])
    if path[0] != "stage" or path[1] not in names:
        return None
    at = names.index(path[1])
    denied = [x for x in scan.before(i, _REACH) if negates(x)]
    yet = any(x.word == "yet" for x in scan.items[i + 1 : i + 3]) or any("yet" in x.word.split() for x in denied)
    if cue == "entered" and not denied:
        return None  # that very stage
    if cue in _REACHED or (denied and yet):
        return op("stage", "in", names[:at] if denied else names[at:])
    if cue in _LATER or cue in _EARLIER:
        scan.used.add(next(j for j in range(i - 1, -1, -1) if scan.word(j) == cue))
        return op("stage", "in", names[at + 1 :] if cue in _LATER else names[:at])
    return op("stage", "in", names[at:]) if _goes_on(scan, i) else None


def _goes_on(scan: Scan, i: int) -> bool:
    """ "… or later", "… and up"."""
    j = i + 1 + (scan.word(i + 1) == "stage")
    if scan.word(j) not in ("or", "and") or scan.word(j + 1) not in _ONWARDS:
        return False
    scan.used.update((j, j + 1))
    return True


def _open_stages(scan: Scan, name: str) -> list[str]:
    """The open stages of the pipeline that has the stage, in order."""
    pipelines = scan.turn.catalog.pipelines
    found = next((p for p in pipelines if any(s.name == name for s in p.stages)), None)
    return [s.name for s in sorted(found.stages, key=lambda s: s.position) if s.kind == "open"] if found else []
