"""Calls, meetings, mails and notes to log."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.contacts_told import contact_told
from assistant.language.acts.notes_told import note_opens
from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.slots.meant import Target
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.activity_kind import activity_type
from assistant.language.slots.writes.changed_texts import sentence
from assistant.language.slots.writes.happened import occurred, planned

NAMELESS = "\u2026?"  # stands in a subject for the name of a record that the person is asked for


def links(
    items: Items, turn: Turn, about: tuple[Candidate, ...], *, implied: bool
) -> tuple[Json, Target | None, list[Candidate]]:
    """The references of an activity: (fields, an ambiguous target, the records). `about` is what the message is about."""
    refs: Json = {}
    found: list[Candidate] = []
    spoken = frozenset(c.account_id or c.id for c in (*about, *(c for x in items for c in x.of("account", "deal"))))
    said = _companies(_without_users(items, spoken))
    for wanted in (("contact", "lead"), ("deal",), ("account",)):
        target = find_target(said, turn, wanted, pronouns=True, implied=False)
        if wanted == ("deal",) and target.candidates and not _says_deal(said, target):
            continue
        if wanted == ("deal",) and len(target.candidates) > 1 and not _asks_for_deal(items):
            continue
        if len(target.candidates) > 1 and not (wanted == ("account",) and found):
            return refs, target, found
        if target.one and target.one.object not in refs and not _same_item(target, found, said):
            refs[target.one.object] = target.one.id
            found.append(target.one)
    homes = {c.account_id for c in found if c.account_id}
    if "account" not in refs and any(x.word == "account" and not x.candidates for x in items):
        near = next((c.account_id for c in about if c.account_id), None)
        refs |= {"account": near} if near else {}  # "a note on the account": that of whom one speaks of
    person = next((c for c in found if c.object in ("contact", "lead")), None)
    for one in about:
        if person is not None and one.id != person.id and _elsewhere(one, person):
            continue
        if one.account_id and refs.get("account", one.account_id) != one.account_id:
            continue  # "…, check the Ashford drawings" behind a call to somebody elsewhere
        if one.object == "account" and one.id in homes:
            refs.setdefault("account", one.id)
        if one.object in ("deal", "contact", "lead", "account") and (implied or not refs) and one.object not in refs:
            refs.setdefault(one.object, one.id)
            found += [one] if one.object in ("contact", "lead") and not found else []
    return refs, None, found


def _elsewhere(one: Candidate, person: Candidate) -> bool:
    """Somebody else, or a record of another company: "call Ann; mail Omar the brochure" is two matters."""
    if one.object in ("contact", "lead"):
        return True
    home = one.id if one.object == "account" else one.account_id
    return person.object == "lead" or (person.account_id is not None and home not in (None, person.account_id))


def _without_users(items: Items, spoken: frozenset[str]) -> Items:
    """Without colleagues; where a first name is a colleague's and some customer's, whoever is of the companies `spoken` of is meant."""
    return tuple(x for x in items if not (x.candidates and _is_colleague(x, spoken)))


def _is_colleague(item: Item, spoken: frozenset[str]) -> bool:
    first, users = item.candidates[0], item.of("user")
    if first.object == "user" or not users or first.object not in ("contact", "lead"):
        return first.object == "user"
    alike = users[0].score > first.score - _NEAR
    return alike and not any(c.account_id in spoken for c in item.of("contact"))


def _companies(items: Items) -> Items:
    """ "Visited Redfern": the company before somebody of that last name elsewhere."""
    return tuple(replace(x, candidates=x.of("account", "deal")) if _is_company(x) else x for x in items)


def _is_company(item: Item) -> bool:
    accounts, people = item.of("account"), item.of("contact", "lead")
    if not accounts or not people:
        return False
    last_names = all(c.label.casefold().endswith(f" {item.word}") for c in people)
    return last_names and accounts[0].score > people[0].score - _NEAR


_NEAR = 0.05  # names that fit what was said nearly alike


def _says_deal(items: Items, target: Target) -> bool:
    """A deal by its own name or by the word for one; an account alone is no deal."""
    named = any(items[i].of("deal") for i in target.items if i < len(items))
    pointing = any(x.has("it", "this") and not (i and items[i - 1].has("log")) for i, x in enumerate(items))
    return named or pointing or any(x.has("deal_noun") or x.sense("object", "deal") for x in items)


def _asks_for_deal(items: Items) -> bool:
    """Only what names one is worth a question: the word for a deal, or a part of a deal's name."""
    return any(x.of("deal") or ((s := x.sense("object")) and s.object == "deal" and not x.candidates) for x in items)


def _same_item(target: Target, found: list[Candidate], items: Items) -> bool:
    """One word names one record: the last name of a contact is not an account too."""
    return bool(found) and any(
        items[i].of(found[0].object) and items[i].candidates[0].object == found[0].object
        for i in target.items
        if i < len(items)
    )


def logged(
    items: Items, turn: Turn, body: list[str], about: tuple[Candidate, ...]
) -> tuple[Json, Target | None, list[Candidate]]:
    """The fields of an activity that happened, with whom, and its substance."""
    kind = activity_type(items)
    refs, unclear, found = links(header(items), turn, about, implied=False)
    ahead = planned(items, turn) is not None
    said = [] if ahead else [x for x in [substance(items, turn), *body] if x]
    fields: Json = {"type": kind, "subject": _subject(kind, items, turn, found, unclear), **refs}
    if not ahead and _tells(items) and (not said or _missed(items)):
        said = [sentence(turn.text[items[0].start : items[-1].end]), *body]
    if said:
        fields["body"] = ". ".join(s.rstrip(".") for s in said) + "."
    fields["occurred_at"] = occurred(items[: note_opens(items) or len(items)], turn)
    return fields, unclear, found


def absent(items: Items, fields: Json) -> str | None:
    """ "Call with Thomas at Rheinwerk", where only others are called Thomas: whom the activity would leave out."""
    if {"contact", "lead"} & set(fields):
        return None
    for person, led, account in zip(items, items[1:], items[2:], strict=False):
        if person.of("contact", "lead") and led.word in ("at", "from", "of") and account.of("account"):
            return f"{person.text} {led.text} {account.text}"
    return None


def header(items: Items) -> Items:
    """What stands before the colon, where that names somebody: the rest is what was said."""
    if noted := note_opens(items):
        return tuple(x for x in items[:noted] if x.candidates or not x.has("it", "this"))
    that = next((i for i, x in enumerate(items) if x.word == "that" and i), 0)
    if any(x.of("contact", "lead") for x in items[:that]) and contact_told(items[:that]):
        return items[:that]  # "Carl told me on the phone that Monica is leaving"
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    named = colon is not None and any(x.candidates for x in items[:colon]) and any(map(_says_log, items[:colon]))
    return items[:colon] if named else items


def _missed(items: Items) -> bool:
    """Nobody was reached: that is the substance."""
    return any(x.has("spoke") and {"message", "voicemail", "vm", "tried"} & set(x.word.split()) for x in items)


def _tells(items: Items) -> bool:
    """It says what happened in a sentence: "left a voicemail for Erin"."""
    told = any(x.has("spoke") for x in items) or contact_told(items) is not None
    return told and not items[0].has("log", "please", "create")


def _subject(kind: str, items: Items, turn: Turn, found: list[Candidate], unclear: Target | None) -> str:
    names = [c.label for c in found if c.object in ("contact", "lead")] or [c.label for c in found]
    names = [NAMELESS] if unclear else names
    topic = _topic(items, turn)
    if kind == "note":
        said = topic or substance(items, turn)
        return short(said) if said else (f"Note on {names[0]}" if names else "Note")
    verb = {"call": "Call", "meeting": "Meeting", "email": "E-mail"}[kind]
    base = f"{verb} {'to' if kind == 'email' else 'with'} {names[0]}" if names and names[0] else verb
    return f"{base}: {topic}" if topic and ":" not in turn.text[items[0].start : items[-1].end] else base


def _topic(items: Items, turn: Turn) -> str:
    """What stands behind "about", up to the next comma."""
    for i, item in enumerate(items):
        if item.has("about") and i + 1 < len(items):
            end = next((j for j in range(i + 1, len(items)) if items[j].word in (",", ".", ":")), len(items))
            return turn.text[items[i + 1].start : items[end - 1].end] if end > i + 1 else ""
    return ""


def short(text: str) -> str:
    """A line of at most sixty characters, cut between words."""
    text = sentence(text)
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"


def substance(items: Items, turn: Turn) -> str:
    """What was said or learnt: behind the colon, else behind the names."""
    if noted := note_opens(items):
        return sentence(turn.text[items[noted].start : items[-1].end].rstrip("?! "))
    colon = next((i for i, x in enumerate(items) if x.word == ":"), None)
    if colon is not None and colon + 1 < len(items):
        return sentence(turn.text[items[colon + 1].start : items[-1].end])
    last = _header_end(items)
    rest = list(items[last + 1 :])
    while rest and (
        rest[0].kind in ("date", "time")
        or rest[0].is_mark
        or rest[0].word in ("and", "that", "this", "morning", "who", "saying", "where")
    ):
        rest = rest[1:]
    if len([x for x in rest if not x.is_mark]) < 2:
        return sentence(turn.text[items[0].start : items[-1].end]) if rest and _tells(items) else ""
    return sentence(turn.text[rest[0].start : rest[-1].end])


_HEADER = frozenset(
    """w a an the quick brief short great good nice long just had have got left with to for on of at from in by and & my our me us we i
    his her him them that it as okay ok so um uh now self today off out of hung up phone call meeting chat hey hi can could you please
    make""".split()
)
_TELLING = frozenset(
    "is was are were has had wants want needs need will would said says thinks can likes asked asks prefers hates loves expects".split()
)


def _header_end(items: Items) -> int:
    """The last item of "quick note on Delmar, Bill Hartley …": what happened, with whom and when. A name with a verb
    behind it tells already."""
    last = -1
    for i, item in enumerate(items):
        named = bool(item.candidates) or item.kind in ("date", "time", "ref", "email", "phone")
        if not (named or item.is_mark or item.word in _HEADER or _says_log(item)):
            break
        last = i
    telling = last + 1 < len(items) and items[last + 1].word in _TELLING
    return last - 1 if telling and last > 0 and items[last].candidates else last


def _says_log(item: Item) -> bool:
    return item.has("log", "spoke", "her", "him", "please") or item.sense("object", "activity") is not None
