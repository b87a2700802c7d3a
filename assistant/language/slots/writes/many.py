"""Changes of many records at once: "move all my deals in proposal to negotiation", "reassign those of Grace to Ben"."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from assistant.language.acts.restating import restated
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots import answers
from assistant.language.slots.reads.lists import head_of, parse_list
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Turn, eq
from assistant.language.slots.writes.changed_texts import Changes
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.kinds import OWNED
from assistant.language.slots.writes.of_shown import SEVERAL, bulk, each, is_rest, is_some, of_shown
from assistant.language.slots.writes.shares import in_a_row, settles
from assistant.language.values import NumberValue

_PIVOTS = frozenset(["to", "as", "by", "until", "till"])


def quantified(items: Items) -> bool:
    """ "Every task …", "all my deals …", with which nothing is done yet."""
    said = [x for x in items if not x.is_mark]
    whatever = bool(said) and said[0].word in _EACH
    opens = whatever or (bool(said) and said[0].has("all"))
    return opens and (whatever or any((x.sense("object") and not x.candidates) or _says_list(x) for x in said[:4]))


_EACH = frozenset(["whatever", "everything", "anything"])


def _has_some(items: Items) -> bool:
    """ "Aisha has two deals closing in January": several of somebody's, with which nothing is done yet."""
    noun = next((i for i, x in enumerate(items) if _names_some(x)), 0)
    return any(x.of("user") or x.has("me") for x in items[:noun]) and any(
        x.word in ("has", "have", "got", "owns") for x in items[:noun]
    )


def _names_list(items: Items) -> bool:
    """ "The tasks I have for Friday": it opens with the records, and says more of them."""
    noun = next((i for i, x in enumerate(items[:_VERB]) if _names_some(x)), None)
    return noun is not None and noun + 1 < len(items)


def _names_some(item: Item) -> bool:
    """ "Deals", "two deals"."""
    sense, value = item.sense("object"), item.value.value if item.value else None
    counted = isinstance(value, NumberValue) and value.unit in OWNED
    return counted or (sense is not None and sense.plural and not item.candidates)


def _says_list(item: Item) -> bool:
    """ "… on my task list", "on my list"."""
    return item.has("remind") and item.word.endswith("list")


def those_said(which: Items, items: Items, turn: Turn, draft: Draft) -> bool:
    """ "Every task I'm late on, make it due tomorrow": the ones of the clause before."""
    if not which or not (quantified(which) or ((_has_some(which) or _names_list(which)) and points_at_all(items))):
        return False
    object_, kind = ("activity", "task") if any(map(_says_list, which)) else head_of(which, turn) or ("deal", "")
    scan = parse_list(which, turn, object_, kind)
    where = scan.conditions()
    if any(x.has("me") for x in which) and not any(c.get("field") == "owner" for c in where):
        where.append(eq("owner", turn.me))
    changes = read_changes(items, turn, object_, set())
    unread = [x.text for i, x in enumerate(which) if i not in scan.used and _unknown(x) and x.word not in _EACH]
    if not changes or not where or unread:
        draft.stop = answers.ask(f"Which {turn.catalog.objects[object_].plural.lower()} should change, and to what?")
    else:
        draft.bulk = bulk(object_, where, changes)
    return True


def change_many(items: Items, turn: Turn, draft: Draft) -> bool:
    """Drafts a change in bulk, or asks; False where one record is meant."""
    noun = next((i for i, x in enumerate(items) if _many(items, i, x)), None)
    if noun is None and (items[0].word != "everything" or restated(items) is not None):
        noun = next(
            (i for i, x in enumerate(items[:_VERB]) if x.word == "everything"), None
        )  # "push everything Tom has in …"
    those = next(
        (
            i
            for i, x in enumerate(items)
            if x.has("those") or x.word in _ALL_OF_THEM or is_rest(items, i) or is_some(items, i)
        ),
        None,
    )
    if noun is not None and sum(bool(x.of(*OWNED)) for x in items[noun + 1 :]) > 1:
        return False  # "leads Ann Cho and Bo Hay …": those two
    if noun is None and those is None:
        return False
    if draft.bulk is not None:
        draft.stop = answers.ask("That are two changes of many records: say them one by one, please.")
        return True
    said, change = _parts(items, noun if noun is not None else those or 0)
    if noun is None or (those is not None and noun - those == 1):
        return _of_named(items, turn, draft) or of_shown(items, said, change, turn, draft)
    object_, kind = head_of(said, turn) or ("deal", "")
    scan = parse_list(said, turn, object_, kind)
    where = scan.conditions()
    changes = read_changes(change, turn, object_, set())
    plural = turn.catalog.objects[object_].plural.lower()
    unread = not_read(said, scan.used)
    unread = unread or _left_over(change, changes) or [x.text for x in said if x.kind == "limit"]
    if not any(x.has("all") for x in items):
        where = [c for c in where if c.get("field") != "type" or len(where) > 1]
    if unread and changes:
        draft.stop = answers.ask_meaning(f"Which {plural}", " ".join(unread))
    elif not changes or not where:
        draft.stop = answers.ask(f"Which {plural} should change, and to what?")
    else:
        draft.bulk = bulk(object_, where, changes)
    return True


def not_read(said: Items, used: Collection[int]) -> list[str]:
    """What was said of the records that no condition took."""
    free = [(i, x) for i, x in enumerate(said) if i not in used and not (x.has("due") and i + 1 in used)]
    return [x.text for _, x in free if _unknown(x) or _narrows(x)]


def _left_over(change: Items, changes: Changes) -> list[str]:
    """Values of the change that no field took: not half of an order."""
    return [x.text for i, x in enumerate(change) if i not in changes.used and settles(x) and x.word != "now"]


def _many(items: Items, i: int, item: Any) -> bool:
    """A noun in the plural, or each of them: "every deal"."""
    sense = item.sense("object")
    each = any(x.word in ("every", "each") for x in items[max(0, i - 3) : i])
    if item.word in _ANYBODY and not any(x.has("all") for x in items[:i]) and not items[0].has(*_VERBS):
        return False  # "…, EVERYBODY is tied up", "nice PEOPLE really"
    return sense is not None and not item.candidates and (sense.plural or each)


_ANYBODY = frozenset("everybody everyone people folks".split())


def _parts(items: Items, noun: int) -> tuple[Items, Items]:
    """(which records, what changes): "move DEALS to STAGE", or "set STAGE for DEALS"."""
    if (verb := restated(items)) is not None:
        out = next((i for i in range(verb, len(items)) if items[i].word in _EXCEPT), len(items))
        return (*items[:verb], *items[out:]), items[verb + (items[verb].word in ("get", "gets")) : out]
    verb = next((i for i in range(noun + 1, len(items)) if items[i].has(*_VERBS)), None)
    if items[0].word in ("for", "on", "with", "of", "in") and verb is not None:
        return items[1:verb], items[verb:]  # "FOR ALL MY NEW LEADS put the follow-up date on Monday"
    first = 1 if items[0].families else 0
    pivot = max((i for i, x in enumerate(items) if x.word.split()[0] in _PIVOTS and i > noun), default=len(items))
    if pivot == len(items) and _put_on(items):
        pivot -= 2
    if pivot == len(items):
        pivot = next(
            (i for i, x in enumerate(items) if x.kind in ("shift", "duration") or (i > noun and _steps(x))), pivot
        )
    before = next((i for i in range(noun - 1, 0, -1) if items[i].word in ("for", "of", "on")), None)
    if pivot == len(items) and before is not None and any(map(_given, items[:before])):
        return items[before + 1 :], items[:before]
    behind = items[noun + 1 :]
    if pivot == len(items) and behind and all(settles(x) or x.sense("field") or x.is_mark for x in behind):
        end = noun + 1 + _which_day(behind)  # "give my pending tickets high priority", "make tasks due today urgent"
        return items[first:end], (items[0], *items[end:])
    out = next((i for i in range(pivot, len(items)) if items[i].word in _EXCEPT), len(items))
    return (*items[first:pivot], *items[out:]), (items[0], *items[pivot:out])


def _put_on(items: Items) -> bool:
    """ "Put all my overdue tasks ON FRIDAY": the day that they get, where no closing or due one is spoken of."""
    dated = items[0].has("set") and items[-2].word == "on" and items[-1].kind == "date"
    return dated and not items[-3].has("closing", "due")


_VERBS = ("set", "move", "push", "raise", "lower", "assign", "clear", "rename")
_EXCEPT = frozenset(["except", "except for", "excluding", "but not", "apart from", "other than", "without", "not"])


def _which_day(items: Items) -> int:
    """How many items behind the noun only say which: "(tasks) DUE TODAY urgent"."""
    dated = len(items) > 2 and items[0].has("due", "closing") and items[1].kind in ("date", "period")
    return 2 if dated and any(settles(x) for x in items[2:]) else 0


def _steps(item: Item) -> bool:
    """ "… one stage further"."""
    return item.has("next_stage", "previous_stage")


def _given(item: Item) -> bool:
    """What the records are to get is said before them: "set STAGE for …", "make GRACE the owner of …"."""
    return item.word in _PIVOTS or settles(item) or bool(item.of("user"))


def _unknown(item: Any) -> bool:
    """A word that says something about the records which nothing has read: better asked than left out."""
    plain = not (item.senses or item.value or item.candidates)
    return plain and item.word.isalpha() and item.word not in FUNCTION_WORDS


def _narrows(item: Any) -> bool:
    """A word of CRM talk that says which records, and that no condition holds: "he has due then"."""
    return bool(item.has("her", "him", "they", "due", "overdue", "open", "closed", "happened", "created", "silent"))


def points_at_all(items: Items) -> bool:
    """ "Them", "both", "all of those", with no record or noun of its own."""
    pointing = any(x.has("those") or x.word in _ALL_OF_THEM for x in items)
    return pointing and not any(x.candidates or x.kind == "quote" or x.sense("object") for x in items)


_ALL_OF_THEM = frozenset(["them", "ones", "both"])


def _of_named(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "A and B are both slipping. Make them December 4th": the two or more records of the clause before."""
    found = {c.id: c for x in draft.told if (c := find_target((x,), turn, OWNED, pronouns=False, implied=False).one)}
    objects = {c.object for c in found.values()}
    if len(found) < len(in_a_row(draft.told, "deal", "account")):
        draft.stop = answers.ask("Which of their deals do you mean? Say it one by one, please.")
        return True
    if len(found) < SEVERAL or len(objects) != 1:
        return False
    object_ = objects.pop()
    changes = read_changes(items, turn, object_, set())
    if not changes and object_ == "account":  # "Acme and Globex are slipping, push them a week": their deals
        deals = [
            find_target((x,), turn, ("deal",), pronouns=False, implied=False).one for x in draft.told if x.of("account")
        ]
        object_, changes = "deal", read_changes(items, turn, "deal", set())
        found = {c.id: c for c in deals if c is not None}
        if len(found) < len(deals):
            changes = Changes()
    each(list(found), object_, changes, draft)
    return bool(changes)


_VERB = 3  # items among which an order has its verb and what it is about
