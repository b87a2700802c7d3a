"""Clauses whose form means one act, whatever is likeliest: what goes on from the answer before, and what is told outright."""

from __future__ import annotations

from assistant.language.acts.activities_said import (
    closes,
    has_been,
    known_task,
    puts_meeting,
    puts_task,
    tasks_head,
)
from assistant.language.acts.announced import announces
from assistant.language.acts.asking import asks
from assistant.language.acts.gates import settable
from assistant.language.acts.leanings import outcome_alone, picks, points_back, writes_to
from assistant.language.acts.looked_for import follows, mail_from
from assistant.language.acts.makes import enters, makes_one, makes_several
from assistant.language.acts.restating import restated
from assistant.language.acts.signs import Seen
from assistant.language.acts.told_changes import asks_to_move, changes_plainly
from assistant.language.acts.words_asked import asks_for_words


def continues(seen: Seen) -> tuple[str, float] | None:
    """What goes on from the answer before, with how sure that is."""
    if [x.word for x in seen.items if not x.is_mark] in (["why"], ["how", "come"]):
        return "score", 0.9
    if seen.shown and picks(seen.items):
        return "lookup", 0.9
    if outcome_alone(seen.items) and not seen.shown:
        return "update", 0.6
    if follows(seen) or (seen.shown and (points_back(seen.items) or (_bare(seen) and seen.record("user")))):
        return "refine", 0.9
    return ("lookup", 0.9) if _bare(seen) else None


def _bare(seen: Seen) -> bool:
    """Nothing but a record's name, ref, address or number."""
    said = [x for x in seen.items if not x.is_mark]
    return len(said) == 1 and (said[0].kind in ("ref", "email", "phone") or bool(said[0].candidates))


def says_plainly(seen: Seen) -> tuple[str, float] | None:
    """What is told or ordered in a form that means one act, with how sure that is."""
    told = not asks(seen.items)
    if mail_from(seen) or asks_for_words(seen.items, not told):
        return "search", 0.9
    if told and has_been(seen):
        return "log", 0.8
    if asks_to_move(seen):
        return "update", 0.7
    if (
        told
        and seen.record("lead")
        and next(x for x in seen.items if not x.is_mark and not x.has("please")).has("convert")
    ):
        return "convert", 0.9
    if told and (puts_task(seen) or tasks_head(seen.items) is not None):
        return "task", 0.8
    if told and puts_meeting(seen):
        return "log", 0.8
    if told and (ended := closes(seen)):
        return ended, 0.9
    if told and (makes_one(seen.items) or makes_several(seen.items) or enters(seen.items)):
        return "create", 0.85
    if told and announces(seen) and not seen.family("log", "spoke"):
        return "create", 0.8
    verb = restated(seen.items)
    if verb is not None and (settable(seen) or any(x.of("user") for x in seen.items[verb + 1 :])):
        return "update", 0.8
    if known_task(seen) or (told and changes_plainly(seen)):
        return "update", 0.9
    if writes_to(seen.items) and not seen.family("log", "create") and not seen.items[0].has("remind"):
        return "draft", 0.85
    return None
