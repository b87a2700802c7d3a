"""Acts about one record: a field of it, all of it, what happened last, a brief."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.lists import find_args
from assistant.language.slots.people import by_title
from assistant.language.slots.targets import Target, find_target
from assistant.language.slots.turn import Json, Turn, eq

ANY = ("account", "contact", "lead", "deal", "ticket", "product", "activity")
_MAIN = ("account", "contact", "lead", "deal")
# What a person asks for by a word of the question, where no field is named.
_BY_FAMILY = (("come_from", "source"), ("closing", "close_date"), ("worth", "amount"))


def lookup(items: Items, turn: Turn) -> list[ToolCall]:
    """A record, or one field of it."""
    if children := _children(items):
        return [ToolCall("find_records", {"object": "account", "where": [eq("parent_account", children)]})]
    target = by_title(items, turn) or _deal_meant(items, turn) or find_target(items, turn, _wanted(items))
    if target.missing:
        return [answers.not_found(None, target.missing)]
    if not target.candidates:
        target = find_target(items, turn, ANY, implied=False)
    if _people_of(items, target):
        return [ToolCall("find_records", find_args(items, turn, "contact"))]
    if not target.candidates:
        return [answers.not_understood()]
    return [answers.each(target, "record", lambda c: _opened(items, turn, c))]


def _children(items: Items) -> str | None:
    """ "subsidiaries of Globex": the account whose they are."""
    if not any(x.plural and any(s.field == "parent_account" for s in x.senses) for x in items):
        return None
    return next((x.of("account")[0].id for x in items if x.of("account")), None)


def _deal_meant(items: Items, turn: Turn) -> Target | None:
    """ "our deal with Juniper": the deal, and not the account that it is with."""
    if not any((s := x.sense("object", "deal")) and not s.plural and not x.candidates for x in items):
        return None
    found = find_target(items, turn, ("deal",), implied=False)
    return found if found.candidates else None


def _people_of(items: Items, target: Target) -> bool:
    """ "who works at Globex", "who's at Globex": people, not the account."""
    who = any(x.has("who") for x in items[:2])
    at = any(x.word in ("works", "work", "working", "at", "know") for x in items)
    return bool(who and at and target.candidates and target.candidates[0].object == "account")


def _wanted(items: Items) -> tuple[str, ...]:
    """Objects that have the field asked for, where one is."""
    person = any(x.of("contact", "lead") and not x.of("account") for x in items)
    if any(_asks_number(items, i) for i in range(len(items))):
        return ("contact", "lead") if person else ("contact", "lead", "account")
    for item in items:
        fields = [s.object for s in item.senses if s.kind == "field" and s.object in ANY]
        if fields and not item.candidates:
            people = tuple(o for o in ("contact", "lead") if person and o in fields and item.word != "owner")
            return people or tuple(dict.fromkeys(fields))
    noun = next((s.object for x in items if (s := x.sense("object")) and not x.candidates and not s.plural), None)
    return (noun, *[o for o in ANY if o != noun]) if noun and noun != "activity" else ANY


def _asks_number(items: Items, i: int) -> bool:
    """ "Len's number", "the number of Sarah", "number Anna Kim": of the telephone."""
    if items[i].word == "number" and any(x.of("contact", "lead") and not x.of("account") for x in items):
        return True
    if items[i].word in ("number", "tel", "nr", "no"):
        behind = items[i + 1] if i + 1 < len(items) else None
        return (i > 0 and (items[i - 1].possessive or items[i - 1].has("her", "him", "they"))) or bool(
            behind and (behind.of("contact", "lead") or behind.word in ("for", "of"))
        )
    return items[i].word.endswith("number of")


def _opened(items: Items, turn: Turn, c: Candidate) -> ToolCall:
    args: Json = {"object": c.object, "id": c.id}
    if focus := _focus(items, turn, c.object):
        args["focus"] = focus
    return ToolCall("open_record", args)


def _focus(items: Items, turn: Turn, object_: str) -> str | None:
    fields = turn.catalog.objects[object_].fields
    named = _named_field(items, object_) or _by_question(items)
    return named if named in fields else None


def _named_field(items: Items, object_: str) -> str | None:
    for i, item in enumerate(items):
        if item.candidates:
            continue
        if _asks_number(items, i):
            return "phone"
        for sense in item.senses:
            if sense.kind == "field" and sense.object == object_ and sense.field != "name":
                return sense.field
        kind = item.sense("object", "activity")
        if kind and kind.value == "email":
            return "email"
    return None


def _by_question(items: Items) -> str | None:
    """The field that a question is about: "who owns it", "when does it close", "where did it come from"."""
    said = {w for x in items for w in x.word.split()}
    when = any(x.has("when") for x in items)
    if said & {"owns", "own"}:
        return "owner"
    if when and any(x.has("remind", "follow") for x in items):
        return "follow_up_date"
    if when and (said & {"exists", "exist", "since"} or any(x.has("created") for x in items)):
        return "created_at"
    if when and "did" in said and any(x.has("closing", "won", "lost") for x in items):
        return "closed_at"
    if "why" in said and any(x.has("lost") for x in items):
        return "loss_reason"
    if "much" in said:
        return "amount"
    families = ((f, name) for f, name in _BY_FAMILY if f != "closing" or when)
    return next((name for family, name in families if any(x.has(family) for x in items)), None)


def about_record(tool: str, items: Items, turn: Turn) -> list[ToolCall]:
    """`open_record` or `brief_record` for whatever the clause is about."""
    target = find_target(items, turn, _MAIN)
    if target.missing:
        return [answers.not_found(None, target.missing)]
    if not target.candidates:
        return [answers.ask("Which record do you mean?")]
    return [
        answers.each(target, target.candidates[0].object, lambda c: ToolCall(tool, {"object": c.object, "id": c.id}))
    ]


def latest(items: Items, turn: Turn) -> list[ToolCall]:
    return about_record("open_record", items, turn)


def brief(items: Items, turn: Turn) -> list[ToolCall]:
    return about_record("brief_record", items, turn)


def of_one(items: Items) -> bool:
    """Something is asked of one record that is named, and of nothing in the plural."""
    plural = any((s := x.sense("object")) and s.plural and not x.candidates for x in items)
    return not plural and any(_names_one(x) for x in items)


def _names_one(item: Item) -> bool:
    return bool(item.candidates and item.candidates[0].object in _MAIN and item.candidates[0].score >= 0.6)
