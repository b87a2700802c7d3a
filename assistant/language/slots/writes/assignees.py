"""Whose task it is: the colleague to whom it is given."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.acts.activities_said import delegated
from assistant.language.acts.doing import is_doing
from assistant.language.acts.handed_tasks import handed
from assistant.language.chart import Item, Items
from assistant.language.values import NumberValue

_DUTIES = frozenset(["should", "must", "needs to", "has to", "needs", "has", "ought", "shall", "will", "can"])


_BEFORE_NAME = frozenset("and then also so my our colleague teammate coworker".split())  # "my colleague Tom should …"


def duty(items: Items) -> int | None:
    """ "Tom should call …": the item behind the user's duty, or None."""
    said = [i for i, x in enumerate(items) if not x.is_mark and x.word not in _BEFORE_NAME]
    if (verb := delegated(items)) is not None:
        return verb
    if (given := handed(items)) is not None:
        return given[1]
    if len(said) < 3 or not items[said[0]].of("user") or items[said[0]].candidates[0].object != "user":
        return None
    return said[1] + 1 if items[said[1]].word in _DUTIES else None


def for_user(items: Items) -> str | None:
    if delegated(items) is None and (given := handed(items)) is not None:
        return items[given[0]].of("user")[0].id
    if duty(items) is not None:
        return next((x.of("user")[0].id for x in items[: duty(items)] if x.of("user")), None)
    for i, item in enumerate(items):
        users = item.of("user")
        if users and item.candidates[0].object == "user" and i and _handed(items, i):
            return users[0].id
    return None


def _handed(items: Items, i: int) -> bool:
    """ "A task FOR TOM", "remind TOM", "give it TO TOM"; in "remind me to speak TO TOM" he is whom it is about."""
    if items[i - 1].word == "for" or items[i - 1].has("remind", "assign") or _put_on(items, i):
        return True
    if items[i - 1].word == "by" and any(x.word.split()[-1] == "be" for x in items[:i]) and not is_doing(items[0]):
        return True  # "the plan should BE sent BY TOM"
    first = next(x for x in items if not x.is_mark and not x.has("please"))
    before = [x for x in items[: i - 1] if x.kind != "date" and x.word not in ("a", "the", "new", "over", "across")]
    cued = bool(before) and (cue(before[-1]) or before[-1].is_mark)
    return items[i - 1].word == "to" and (cued or first.has("assign"))


def for_several(items: Items) -> bool:
    """ "One task for Lucia and one for Ben": more than one is to be made."""
    users = {x.of("user")[0].id for a, x in pairwise(items) if a.word == "for" and _is_user(x)}
    pairs = zip(items, items[1:], items[2:], items[3:], strict=False)
    both = any(
        a.word in ("for", "on", "to") and _is_user(b) and c.word == "and" and _is_user(d) for a, b, c, d in pairs
    )
    everybody = any(a.word in ("for", "on") and b.word in ("everyone", "everybody", "both") for a, b in pairwise(items))
    return len(users) > 1 or both or everybody


def _is_user(item: Item) -> bool:
    return bool(item.candidates) and item.candidates[0].object == "user"


def _put_on(items: Items, i: int) -> bool:
    """ "Put a task on Aisha", "task Jonas Tuesday: …": whom it is given to stands behind the noun."""
    before = items[i - 1]
    noun = before if before.word != "on" or i < 2 else items[i - 2]
    sense = noun.sense("object", "activity")
    return sense is not None and sense.value == "task" and not items[i].possessive


def for_colleague(items: Items) -> Items:
    """ "A task for Marcus": the colleague, and no customer of that first name."""
    whom = {
        b for a, b in pairwise(items) if a.word in ("for", "to") and b.of("user") and b.candidates[0].score < _NAMED
    }
    cued = next((i for i, x in enumerate(items) if cue(x)), len(items))
    return tuple(replace(x, candidates=x.of("user")) if x in whom and x in items[cued : cued + 4] else x for x in items)


_NAMED = 0.95  # of a name that was said wholly


def cue(item: Item) -> bool:
    sense = item.sense("object", "activity")
    plain = not item.word.startswith(("follow", "check in", "touch base", "circle", "chase", "ping"))
    value = item.value.value if item.value else None
    counted = isinstance(value, NumberValue) and value.unit in ("task", "reminder", "thing")  # "two tasks for me: …"
    return (
        counted or (item.has("remind") and plain) or (sense is not None and sense.value == "task") or item.has("create")
    )
