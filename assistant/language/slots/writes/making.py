"""Records that come: created, alone or several, and what is said of them afterwards."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.activities import short
from assistant.language.slots.writes.both_told import add_both, enters_both
from assistant.language.slots.writes.bound import pointer
from assistant.language.slots.writes.companies import rival_accounts
from assistant.language.slots.writes.creates import more_of, new_record
from assistant.language.slots.writes.drafts import NEW, UNKNOWN, Draft
from assistant.language.slots.writes.matter import told_from
from assistant.language.slots.writes.names import says_name
from assistant.language.slots.writes.spoken import orders
from assistant.language.slots.writes.unfinished import told_beside
from assistant.language.text import words_of

Made = tuple[str, Json, str | None]  # the object, its fields, a company that no account has
_ASKS = {"name": "What is the name?", "account": "For which account?", "subject": "What is it about?"}


def create(items: Items, turn: Turn, draft: Draft) -> None:
    if several(items, turn, draft) or add_both(items, turn, draft) or _made_already(items, draft):
        return
    made = new_record(items, turn)
    if made and _first_name(made, items, turn, draft):
        made = new_record(
            (*draft.told, *items), turn
        )  # "… his son Erik Sorensen takes over, erik@… . Add Erik as a contact"
    unnamed = made is not None and turn.catalog.objects[made[0]].label_field not in made[1]
    if made and unnamed and made[0] != "ticket" and (_points(items) or _as_what(items)):
        made = _told_of(items, turn, draft, made)
    if made is None:
        draft.stop = answers.not_understood()
        return
    object_, fields, company = made
    if str(fields.get("name", "")).lower() in _ANYBODY or _known(object_, fields, turn):
        fields = {k: v for k, v in fields.items() if k not in ("name", "title")}
    spec = turn.catalog.objects[object_]
    if company and "account" not in fields and object_ in ("deal", "ticket"):
        draft.stop = answers.not_found("account", company)
        return
    if fields.get("account") == UNKNOWN:
        _which_account(items, fields, draft)
    if "account" not in fields and object_ in ("deal", "ticket", "contact"):
        spoken = draft.heard if object_ == "ticket" or len(draft.homes()) == 1 else ()
        about = next(
            (
                c.id if c.object == "account" else c.account_id
                for c in (*draft.about, *spoken)
                if c.object == "account" or c.account_id
            ),
            None,
        )
        if about:
            fields["account"] = about
    key = f"c{len(draft.changes) + 1}"
    draft.changes.append({"op": "create", "object": object_, "key": key, "set": fields})
    label = str(fields.get(spec.label_field, ""))
    if object_ in ("contact", "lead", "deal", "account"):
        draft.mention(Candidate(object_, f"{NEW}{key}", label, 1.0, fields.get("account")))
    told_beside(object_, items, fields, turn, draft)
    missing = next((f.name for f in spec.fields.values() if f.required and f.name not in fields), None)
    if missing:
        call = ToolCall("propose_changes", {"changes": draft.changes})
        draft.stop = answers.ask_for(_ASKS.get(missing, f"What is the {missing}?"), call, missing)


def _told_of(items: Items, turn: Turn, draft: Draft, made: Made) -> Made | None:
    """ "There is Peter Lang. Add him as a contact": by the sentence before, else by those before it that tell of the same person."""
    found: Made | None = made
    person = made[0] in ("contact", "lead")
    before = tuple(x for x in turn.items if x.end <= items[0].start)
    fresh = any(
        x.kind in ("email", "phone") and not x.candidates for x in before
    )  # "…, his mail is …. Bo introduced us"
    for told in (draft.told, draft.met if person else (), before if person and fresh else ()):
        found = new_record((*items, *_from_name(told)), turn, made[0]) if told else found
        if found and turn.catalog.objects[found[0]].label_field in found[1]:
            break
    return found


def _known(object_: str, fields: Json, turn: Turn) -> bool:
    """ "Met Ann Cho and a new guy, add him": whoever has a contact already is not who is new."""
    whole = {c.label for x in turn.items for c in x.of("contact") if c.score >= _WHOLE}
    return object_ == "contact" and fields.get("name") in whole


_WHOLE = 0.95  # of a name that was said wholly
_ANYBODY = frozenset("man guy woman lady person gentleman fellow someone somebody one boss".split())  # nobody's name


def _which_account(items: Items, fields: Json, draft: Draft) -> None:
    """Of the companies that a word may mean the one that was spoken of, else the question which."""
    rivals = rival_accounts(items)
    near = {c.account_id or c.id for c in draft.about}
    meant = [c for c in rivals if c.id in near]
    if len(meant) == 1:
        fields["account"] = meant[0].id
    elif not draft.doubt(rivals):
        del fields["account"]


def _first_name(made: Made, items: Items, turn: Turn, draft: Draft) -> bool:
    """The one word that names who is new is the first of a name that was told before."""
    name = made[1].get(turn.catalog.objects[made[0]].label_field)
    if made[0] not in ("contact", "lead") or not isinstance(name, str) or " " in name:
        return False
    return any(a.text == name and b.capital and b.word.isalpha() for a, b in pairwise(draft.told))


def _from_name(told: Items) -> Items:
    """ "Ran into OLGA PETERSEN FROM NORTHLAKE DAIRY", "Met Ann Cho and a new guy, BO HAY": without how it came about, and who else was there."""
    start = 0
    while start < len(told) and _leads_to_name(told[start]):
        start += 1
    return told[start:]


def _leads_to_name(item: Item) -> bool:
    small = item.is_mark or item.word in FUNCTION_WORDS | _ANYBODY or item.word in ("new", "know")
    known = any(c.object == "contact" and c.score >= _WHOLE for c in item.candidates[:1])
    return small or known or item.has("spoke")


def enters_them(items: Items) -> bool:
    """ "Make her a new lead", "add him as a contact": an order to make a record of whom was told before."""
    made = any(x.has("create") or x.word in ("make", "enter", "put") for x in items[:3])
    person = any((s := x.sense("object")) and s.object in ("lead", "contact") for x in items)
    if enters_both(items):
        return True
    return made and person and (_points(items) or _as_what(items))


def _points(items: Items) -> bool:
    return any(x.has("him", "her", "it", "they") and not x.candidates for x in items)


def _as_what(items: Items) -> bool:
    """ "Add as lead": whom, was said before."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    return len(said) > 1 and said[0].has("create", "set") and said[1].word == "as"


def _made_already(items: Items, draft: Draft) -> bool:
    """ "… Add him as a contact": who was announced just before."""
    last = draft.changes[-1] if draft.changes else {}
    nouns = [s.object for x in items if not x.candidates and (s := x.sense("object"))]
    same = last.get("op") == "create" and last["object"] != "activity" and (not nouns or last["object"] in nouns)
    return (same and _points(items) and len(items) <= _POINTING) or _the_one(items, _made_last(draft))


def _the_one(items: Items, last: Json | None) -> bool:
    """ "Acme has an issue: the belt slips … Create THE TICKET": the one that was announced."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    definite = len(said) == _TELLING and said[1].word in ("the", "that", "this") and said[0].has("create", "log")
    return definite and last is not None and bool(said[-1].sense("object", last["object"]))


_POINTING = 7  # words of an order that only points at whom was announced


def several(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "two new leads: A from X and B from Y": one of each part; False where one is made."""
    noun = next((i for i, x in enumerate(items) if (s := x.sense("object")) and s.plural and not x.candidates), None)
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    if noun is None or colon is None or colon < noun:
        return False
    parts = _parts(items[colon + 1 :])
    shared = next((p for p in parts if p[0].word in ("both", "all")), ())
    made = [new_record((items[noun], *p, *shared), turn) for p in parts if p is not shared]
    named = [m for m in made if m and turn.catalog.objects[m[0]].label_field in m[1]]
    if len(named) < _SEVERAL or len(named) < len(made):
        return False
    for object_, fields, _ in named:
        draft.changes.append({"op": "create", "object": object_, "key": f"c{len(draft.changes) + 1}", "set": fields})
    return True


_SEVERAL = 2


def _parts(items: Items) -> list[Items]:
    """The parts between "and" and semicolons, and one that begins with "both"."""
    parts: list[Items] = []
    start = 0
    for i, item in enumerate(items):
        cut = item.word in ("and", ";") or (
            item.word == "," and i + 1 < len(items) and items[i + 1].word in ("both", "all")
        )
        if cut:
            parts.append(items[start:i])
            start = i + 1
    return [p for p in (*parts, items[start:]) if p]


_OF_PEOPLE = ("she", "he", "they", "her", "his", "it", "its")


def more(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "New lead Ursula Beck. She is head of logistics at …", "new deal for Acme. 40k. Ann is the contact": more of what
    was made just before."""
    last = _made_last(draft)
    if last is None:
        return False
    if last["object"] == "ticket" and "account" not in last["set"] and any(x.of("account") for x in items):
        last["set"] |= {k: v for k, v in more_of(items, turn, "ticket").items() if k == "account"}
        if not _says_matter(items):
            return True  # "Account Helix Devices."
    if last["object"] == "ticket" and "subject" not in last["set"] and _says_matter(items):
        last["set"]["subject"] = short(turn.text[items[told_from(items)].start : items[-1].end])
        return True
    if not _of_new(items, turn, last):
        return False
    unnamed = turn.catalog.objects[last["object"]].label_field not in last["set"]
    found = more_of(items, turn, last["object"], unnamed=unnamed)
    for name, value in found.items():
        last["set"].setdefault(name, value)
    return bool(found)


def _says_matter(items: Items) -> bool:
    """ "A new ticket for Acme. The scanner reads nothing": what is wrong, behind the order."""
    return len([x for x in items if not (x.is_mark or x.candidates)]) >= _TELLING and not orders(items)


_TELLING = 3  # words of what is wrong


def _made_last(draft: Draft) -> Json | None:
    """The record that the message made last, where it did nothing else since but log what it was told of it."""
    for change in reversed(draft.changes):
        made = change["op"] == "create" and change["object"] != "activity"
        if made or not (change["op"] == "create" and change["set"].get("type") != "task"):
            return change if made else None
    return None


def met_there(items: Items, turn: Turn, draft: Draft) -> bool:
    """ "New lead Ann Cho. I met her at the trade show": where a new lead comes from, and no meeting of its own."""
    last = _made_last(draft)
    sourced = any(s.kind == "option" and (s.object, s.field) == ("lead", "source") for x in items for s in x.senses)
    pointing = any(x.has("her", "him", "they") and not x.candidates for x in items)
    if last is None or last["object"] != "lead" or not sourced or not pointing or len(items) > _MET:
        return False
    for name, value in more_of(items, turn, "lead").items():
        last["set"].setdefault(name, value)
    return True


_MET = 12  # items of "I met her at the trade show in Austin last week"


def _of_new(items: Items, turn: Turn, made: Json) -> bool:
    """It begins with a pronoun, says a role of the record, or names nothing but values; of one without a name yet, it begins with one."""
    object_ = made["object"]
    if turn.catalog.objects[object_].label_field not in made["set"] and says_name(items):
        return True
    called = items[0].word in ("call it", "call this", "name it") or items[0].has("rename")
    if called or items[0].word.split("'")[0] in _OF_PEOPLE or any(pointer(x, turn, object_) for x in items):
        return True
    fielded = bool(items[0].sense("field", object_)) and all(x.of("product") for x in items if x.candidates)
    plain = fielded or not any(x.candidates for x in items)
    stated = fielded and any(x.word in (":", "is") for x in items[1:3])  # "Job title: Facilities Lead"
    return plain and (stated or any(x.value or x.sense("option") for x in items))


def by_new_names(items: Items, turn: Turn, draft: Draft) -> Items:
    """ "Add Paul Brenner. Send Paul the layout": whoever the message makes, by a part of the name, before anybody known."""
    made = [
        _made(turn, change) for change in draft.changes if change["op"] == "create" and change["object"] != "activity"
    ]
    return tuple(_as_new(x, made) for x in items)


def _as_new(item: Item, made: list[Candidate]) -> Item:
    said = set(words_of(item.text))
    named = item.capital or bool(item.candidates)
    new = next((c for c in made if said and said <= set(words_of(c.label))), None)
    exact = any(set(words_of(c.label)) == said for c in item.candidates)
    return replace(item, candidates=(new,), senses=()) if new and named and not exact else item


def made_just_now(turn: Turn, draft: Draft) -> Candidate:
    """The record that the message made last, as one to speak of."""
    return _made(turn, draft.changes[-1])


def _made(turn: Turn, change: Json) -> Candidate:
    label = str(change["set"].get(turn.catalog.objects[change["object"]].label_field, ""))
    return Candidate(change["object"], f"{NEW}{change['key']}", label, 1.0, change["set"].get("account"))
