"""Signs that something is looked for, gone on with or only spoken of: nothing is set by that."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.signs import Seen
from assistant.language.chart import Item

_GOING = frozenset("goes go went moves moved comes came gets rises climbs drops falls is are it".split())
_CHANGING = ("set", "move", "push", "raise", "lower", "clear", "rename", "assign", "won", "lost", "next_stage", "log")
_COMPARING = frozenset(["gt", "gte", "lt", "lte", "older", "newer"])
_FEW = 3
_SHORT = 8  # words of a sentence that only goes on from the last answer


def of_colleague(seen: Seen) -> bool:
    """ "Ben is off next week": said of a colleague alone, with no verb of change."""
    named = [x for x in seen.items if x.candidates]
    alone = bool(named) and all(x.candidates[0].object == "user" for x in named)
    return alone and not (seen.family(*_CHANGING, "owned", "won") or seen.noun() or seen.sense("field"))


def follows(seen: Seen) -> bool:
    """It goes on from what was shown: "same for …", "only East", "as a chart", "for deals closing this month"."""
    said = [x for x in seen.items if not x.is_mark]
    if not seen.shown or not said or seen.ordered():
        return False
    if within(seen) or (seen.family("add_up") and seen.family("they", "those", "it", "this")):
        return True
    if averages(said):
        return True
    if [x.word for x in said] in (["mine"], ["and", "mine"]) or restricts(said):
        return True
    opens = said[0].has("same") or said[0].word in ("only", "as", "for", "now", "by") or _narrows(said)
    return opens and len(said) <= _SHORT and not seen.family("remind", "log", "create", "draft", "what", "who")


def _narrows(said: list[Item]) -> bool:
    """ "Closing this quarter", "over 50k", "without a next step": a condition, and no noun or name of its own."""
    led = len(said) > 1 and said[0].word in ("with", "having")
    first = said[1] if led else said[0]
    condition = first.kind in ("comparator", "range") or first.has(
        "closing", "created", "lacks", "silent", "never_contacted"
    )
    return condition and not any(x.sense("object") or x.candidates for x in said)


def restricts(said: list[Item]) -> bool:
    """ "Restrict it to …", "narrow that down to …": what was shown, made smaller."""
    words = [w for x in said if not x.has("please") for w in x.word.split()][:4]
    return words[:1] != [] and words[0] in _RESTRICTING and "to" in words[2:] and words[1] in _SHOWN


_RESTRICTING = frozenset("restrict limit narrow confine filter whittle trim".split())
_SHOWN = frozenset("it that this them these those".split())


def averages(said: list[Item]) -> bool:
    """ "Average size?", "what's the mean value": of what was shown, as nothing else is named."""
    words = {w for x in said for w in x.word.split()}
    return bool(words & {"average", "avg", "mean"}) and words <= _AVERAGED


_AVERAGED = frozenset("average avg mean size value amount deal what what's is the of them those and on".split())


def within(seen: Seen) -> bool:
    """ "which of them have open deals", "how many of those": some of what was shown."""
    words = [w for x in seen.items for w in x.word.split()]
    return any(a == "of" and b in ("them", "these", "those") for a, b in pairwise(words))


def compares(seen: Seen) -> bool:
    """ "proposals worth more than 50k": what is compared is looked for, not set."""
    gone = (b for a, b in pairwise(seen.items) if a.word.split()[-1] in _GOING)  # "goes up to 25k"
    found = {x.value.value for x in seen.items if x.kind == "comparator" and x.value} - {
        x.value.value for x in gone if x.kind == "comparator" and x.value
    }
    return bool(found & _COMPARING) and not seen.ordered() and not seen.family(*_CHANGING)


def shows(seen: Seen) -> bool:
    """ "show me Pinecrest Medical Supply": a record by its name, and next to nothing else."""
    said = [x for x in seen.items if not x.is_mark and x.word not in ("me", "us", "the")]
    shown = bool(said) and said[0].has("show", "open_it", "tell")
    return shown and len(said) <= _FEW and any(x.candidates and x.candidates[0].score >= 0.6 for x in said)


def only_named(seen: Seen) -> bool:
    """ "gretchen adler lead status", "next step in the deal Acme lifts": a record and a field of it; nothing that it should become."""
    said = [x for x in seen.items if not (x.is_mark or x.word in _LITTLE or x.has("please"))]
    fields = [
        x for x in said if not x.candidates and x.sense("field") and not x.has("raise", "lower", "move", "won", "lost")
    ]
    return bool(fields) and seen.record() and all(x.candidates or x in fields or _its_kind(x, said) for x in said)


_LITTLE = frozenset(
    "of the for on in from at my our so okay ok uh um again i i'd need want give get state name me".split()
)


def field_asked(seen: Seen) -> bool:
    """ "Okay so next step for Acme lifts", "I need the amount of Acme lifts": one record, and nothing to set its field to."""
    records = [x for x in seen.items if x.candidates]
    ended = seen.family("closed", "closing", "open", "complete", "won", "lost", "set", "clear", "delete")
    alone = len(records) == 1 and not records[0].of("user") and not any(x.word == ":" for x in seen.items)
    return alone and not ended and only_named(seen)


def _its_kind(item: Item, said: list[Item]) -> bool:
    """ "The DEAL Acme lifts"."""
    noun = item.sense("object")
    return noun is not None and not noun.plural and any(x.of(noun.object) for x in said)


def mail_from(seen: Seen) -> bool:
    """ "email from Deepa about the racks": one that is looked for; "email from Deepa: …" tells what it says."""
    said = [x for x in seen.items if not x.is_mark or x.word == ":"]
    from_ = len(said) > 2 and _is_mail(said[0]) and (said[1].word in _SENDERS or said[2].word == "which")
    return from_ and any(x.has("about") for x in said[2:8]) and not any(x.word == ":" for x in said)


def mail_wanted(seen: Seen) -> bool:
    """ "I'm after the mail that Deepa sent about the racks", "get Deepa's mail about the racks": it is there already."""
    said = [x for x in seen.items if not (x.is_mark or x.has("please"))]
    at = next((i for i, x in enumerate(said) if i and _is_mail(x)), None)
    if at is None or not seen.record("contact", "lead", "account") or seen.family("remind", "log", "create", "spoke"):
        return False
    wanted = any(w in _WANTING for x in said[:_OPENING] if not x.candidates for w in x.word.split())
    before, behind = said[at - 1], said[at + 1].word if at + 1 < len(said) else ""
    known = before.possessive or (before.word in _KNOWN and behind != "to")
    return wanted and known and behind != "to" and any(x.has("about", "mention") for x in said[at:])


def _is_mail(item: Item) -> bool:
    noun = item.sense("object", "activity") if not item.candidates else None
    return noun is not None and noun.value == "email"


_SENDERS = frozenset("from by of where".split())
_WANTING = frozenset("after looking searching hunting need want get find fetch retrieve locate show give see".split())
_KNOWN = frozenset(["the", "that", "this"])
_OPENING = 4  # items that may say that it is wanted


def received(seen: Seen) -> bool:
    """ "the mail from Deepa": it is there already, and not to be written."""
    return any(a.sense("object", "activity") and b.word == "from" for a, b in pairwise(seen.items))
