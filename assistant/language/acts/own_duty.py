"""Things that I have to do, told as what I promised, owe or am expected to do: "I promised Claire I'd CHECK the terms by Friday"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

_MINE = frozenset("i'd i'll i we'd we'll".split())
_WILL = frozenset(
    [
        "will",
        "would",
        "must",
        "should",
        "can",
        "have to",
        "still",
        "need to",
        "i have to",
        "i must",
        "i should",
        "i need to",
        "i've got to",
        "have",
        "got",
    ]
)
_PROMISING = frozenset(
    """promised promise promising told assured said swore sworn committed commitment agreed pledged word guaranteed offered vowed confirmed owe
    owed owing volunteered undertook undertaken signed""".split()
)
# What stands between me and "to do it": "I'm on the hook to …", "Claire expects me to …", "it's on me to …".
_BOUND = frozenset(
    """meant supposed due expected obliged bound scheduled hook committed obligated required asked told tasked charged volunteered down set
    until till expects wants needs counts waits waiting counting relying expecting asks task job turn duty responsibility promised agreed
    undertaken offered pledged booked lined needed on am block reserve keep committed""".split()
)
_ME = frozenset("i i'm me my i've we we're us our".split())
_LINK = frozenset(
    "next first main only last the a is it's it that for up still also now on by at be been am are was to who there and so been just".split()
)
_DOABLE = frozenset("call send get thank quote set make put have".split())  # small words that may be what is to be done
_SELF = frozenset(
    ["note to self", "memo to self", "reminder to self", "note to myself", "memo to myself", "reminder to myself"]
)


_LONGEST = 60  # items of what somebody says to have to do


def own_duty(items: Items) -> int | None:
    """Where the thing begins that I have to do; None where I have to do nothing."""
    if not items or len(items) > _LONGEST or items[-1].word == "?" or _logged(items):
        return None
    found = _to_self(items)
    found = found if found is not None else _promised(items)
    found = found if found is not None else _wanted(items)
    found = found if found is not None else to_be_done(items)
    return found if found is not None else _bound(items)


def _logged(items: Items) -> bool:
    """ "Called Ann, told her …": a contact first."""
    first = next((x for x in items if not x.is_mark and x.word not in ("just", "i", "we", "so")), items[0])
    return first.has("spoke") and first.word.split()[0] != "told"


def _to_self(items: Items) -> int | None:
    """ "Note to self: CHECK the terms", "what I still owe: CHECK the terms"."""
    colon = next((i for i, x in enumerate(items) if x.word in (":", ",", "-", "–", ";")), len(items))
    head = " ".join(x.word for x in items[:colon])
    owed = bool({"i", "i'm", "my", "me"} & set(head.split())) and bool(
        {"owe", "owed", "remains", "left", "open"} & set(head.split())
    )
    owed = owed and not any(x.has("show", "what") or _of_records(x) for x in items[:colon])
    marked = colon + 1 < len(items) and items[colon].word == ":"
    job = marked and _dated(items) and bool(_JOBS & set(head.split())) and set(head.split()) <= _JOBS | _OF_JOBS
    opens = head in _SELF or (owed and marked)
    behind = colon + 1 + int(job and items[colon + 1].word in ("i", "i'll", "we"))
    return _verb(items, behind) if opens or job else None


def _of_records(item: Item) -> bool:
    """ "My open DEALS: …": of what a list is asked, and nothing that is owed."""
    noun = item.sense("object")
    return noun is not None and noun.plural and noun.object != "activity"


_JOBS = frozenset("job homework task todo to-do todos to-dos follow-up followup action".split())  # "one JOB for me: …"
_OF_JOBS = frozenset(
    "there's there is one a my our for me us to do item next still only new the and remains left".split()
)


def to_be_done(items: Items) -> int | None:
    """ "THE DRAWINGS to be sent by me Friday", "… : THE PLAN, to be sent on Monday": where it begins; None where nothing is to be done."""
    at = next((i for i in range(1, len(items) - 2) if _to_be(items, i)), None)
    if at is None or not _dated(items[at:]) or any(x.of("user") for x in items):
        return None
    end = at - 1 if items[at - 1].is_mark else at
    start = max((i + 1 for i in range(end) if items[i].is_mark), default=0)
    start += items[start].word == "and"
    named = items[start:end]
    plain = not any(x.candidates or x.value or x.has("me") for x in named[:1]) and 0 < len(named) <= _THING
    return start if plain and named[0].word in _OF_THINGS else None


def _to_be(items: Items, i: int) -> bool:
    """ "TO BE sent", of what people hand over or make ready."""
    return [items[i].word, items[i + 1].word] == ["to", "be"] and items[i + 2].word in _DONE


_THING = 6  # items of a thing
_OF_THINGS = frozenset(["the", "a", "an", "our", "my", "some"])
_DONE = frozenset(
    "sent prepared delivered forwarded mailed emailed e-mailed written drafted finished submitted provided shared made updated".split()
)


def _promised(items: Items) -> int | None:
    """ "I promised Claire I'd CHECK the terms", "she has my word that I will CHECK them"."""
    if not _dated(items):
        return None
    for i in range(len(items) - 1, 0, -1):
        if items[i].word.split()[0] not in _MINE or items[i].word in ("i promised", "i owe"):
            continue
        before = {w for x in items[:i] for w in x.word.split()}
        at = i + 1
        while at < len(items) and (items[at].word in _WILL or items[at].word in ("also", "still", "to", "now")):
            at += 1
        modal = at > i + 1 or items[i].word not in ("i", "we")
        noted = items[i - 1].word.split()[-1] == "that" and any(x.has("log") for x in items[:3])
        if modal and (before & _PROMISING or noted):  # "put down that I'll SEND it on Monday"
            return _verb(items, at)
    return None


def _wanted(items: Items) -> int | None:
    """ "Kim wants the report FROM ME by Friday", "Nathan is expecting MY sheet on Monday": the whole of it is to be done."""
    words = [w for x in items for w in x.word.split()]
    mine = any(a == "from" and b in ("me", "us") for a, b in pairwise(words))
    mine = mine or any(a in _WANTING and b == "my" for a, b in pairwise(words))
    whom = items[0].of("contact", "lead", "account")
    return 0 if mine and whom and set(words[:_NEAR]) & _WANTING and _dated(items) else None


_WANTING = frozenset("wants needs expects expecting waiting awaits gets has must should counting for".split())
_NEAR = 6  # words up to the verb of wanting


def _bound(items: Items) -> int | None:
    """ "I'm on the hook to SEND it", "Claire expects me to CHECK the terms", "I have until Monday to SORT it"."""
    at = next(
        (i for i in range(1, len(items) - 1) if items[i].word.split()[-1] == "to" and _verb(items, i + 1) is not None),
        None,
    )
    if at is None or not _dated(items):
        return None
    before = [x for x in items[:at] if not x.is_mark and not x.value]
    words = [w for x in items[: at + 1] for w in x.word.split()]
    me = next((w for w in words if w in _ME), None)
    bound = bool(set(words) & _BOUND) or any(x.has("remind") for x in before)
    others = [
        x
        for x in before
        if not (
            x.candidates or x.has("remind", "greet") or set(x.word.split()) <= _BOUND | _ME | _LINK | {"have", "has"}
        )
    ]
    return at + 1 if me and bound and not others else None


def _verb(items: Items, i: int) -> int | None:
    """The item, where it may be a verb of what is to be done."""
    if i + 1 >= len(items) or items[i].candidates or items[i].is_mark or items[i].value:
        return None
    word = items[i].word.split()[0]
    plain = word.isalpha() and word not in FUNCTION_WORDS - _DOABLE
    return i if plain and not word.endswith(("ed", "ing")) else None


def _dated(items: Items) -> bool:
    return any(x.kind in ("date", "period") for x in items)
