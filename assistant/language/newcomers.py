"""Who is new, in speech without stops: where the clause that makes a record begins, and where more is told of it."""

from __future__ import annotations

from assistant.language.chart import Items
from assistant.language.linking.spans import FUNCTION_WORDS

_ORDERING = ("create", "set", "move", "push", "assign", "remind", "delete", "convert", "show", "draft")
TELLING_ALONE = frozenset("he's she's they're they've he'll she'll they'll".split())


def somebody_new(items: Items, start: int, i: int) -> bool:
    """ "… driving so quick one NEW LEAD TOBIAS ENGEL": a record that is made, behind words of nothing."""
    noun = items[i + 1].sense("object") if i + 3 < len(items) and not items[i + 1].candidates else None
    if items[i].word != "new" or noun is None or noun.plural or noun.object not in ("lead", "contact"):
        return False
    known = any(x.candidates or x.value or x.has(*_ORDERING) for x in items[start:i])
    return not known and items[i + 2].capital and items[i + 3].capital


def told_of_new(items: Items, start: int, i: int) -> bool:
    """ "New lead Tobias Engel … HE'S the manager MET HIM at the trade show": more of who is made."""
    made = items[start].has("create") and any(x.sense("object") for x in items[start + 1 : start + 3])
    again = items[start].word in TELLING_ALONE and items[i - 1].word not in FUNCTION_WORDS
    if not (made or again) or i < start + _NAMED_NEW:
        return False
    met = items[i].has("spoke") and i + 1 < len(items) and items[i + 1].has("him", "her", "they")
    return met or (items[i].word in TELLING_ALONE and made)


_NAMED_NEW = 4  # items of "new lead Ann Cho"


def enters_them(items: Items, i: int) -> bool:
    """ "… he runs logistics at Acme PUT HIM IN AS A LEAD": an order to make a record of whom was told of."""
    verb = items[i].has("set", "create") and not items[i].candidates
    whom = i + 1 < len(items) and items[i + 1].has("him", "her", "they") and not items[i + 1].candidates
    behind = items[i + 2 : i + 6]
    noun = any(s.object in ("lead", "contact") and not s.plural for x in behind if (s := x.sense("object")))
    return verb and whom and noun and any(x.word == "as" for x in behind)
