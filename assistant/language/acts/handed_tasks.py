"""Things to do that are handed to a colleague: "let Aisha send the report by Friday", "this one goes to Lucia: check the terms"."""

from __future__ import annotations

from assistant.language.acts.handed import TAKING
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

_OWNED = ("deal", "lead", "account", "contact", "ticket")
_LETTING = frozenset("let have make get see".split())
_MODALS = frozenset("would should must will can could shall would'll".split())
# Verbs that give somebody something to do, in the form of an order.
_GIVING = frozenset(
    """let have get ask tell schedule put give assign delegate allocate hand leave pass push make set pencil book get want need like
    expect rely count nominate task entrust trust remind allot""".split()
)
# What only tells that it was given: a thing to do where a day or the word for it stands beside it.
_GIVEN = frozenset(
    "asked told agreed promised decided said expect expects reckon want wanted need like giving given gave assigned hope".split()
)
_BETWEEN = frozenset(
    """list plate desk job task tasks to-do todo turn duty responsibility call the a this that one it be is has until till by on down for
    care of up agreed supposed meant expected asked due needs need ought going have got still also now please , with date 's
    in charge knows know aware she he they who can will should must over one thing things namely following takes take""".split()
)
_CUES = frozenset(
    """takes take gets get goes care job list plate desk task to-do todo for to giving give given assign delegate allocate hand handing
    over this one like pass passing yours turn duty please have on onto""".split()
)
_DOABLE = frozenset("call send get thank quote set make put have".split())  # small words that may be what is to be done
_GOAL = 4  # items from a verb up to what is taken
_MARKS = frozenset([":", "?", ".", "-", "–", "—"])
_HEAD, _REACH, _LONGEST = 12, 8, 40  # items


def handed(items: Items) -> tuple[int, int] | None:
    """Where the colleague stands who gets something to do, and where that begins; None where nobody gets anything."""
    for i, item in enumerate(items[:_LONGEST]):
        if not _colleague(item):
            continue
        found = _behind_mark(items, i)
        found = found if found is not None else _behind_name(items, i)
        if found is not None:
            return i, found
    return None


def _behind_mark(items: Items, i: int) -> int | None:
    """ "Maya takes this: PRICE the batteries", "a task for Maya. PRICE the batteries"."""
    at = next((j for j in range(i + 1, min(len(items) - 1, _HEAD)) if items[j].word in _MARKS), None)
    if at is None or not _is_verb(items, at + 1):
        return None
    head = [x for x in items[:at] if not x.is_mark]
    if any((x.of(*_OWNED) and not _colleague(x)) or x.has("spoke", "log") for x in head) or head[0].has("show", "what"):
        return None
    ends = head[-1] is items[i] or any(set(x.word.split()) & _CUES for x in head)
    noun = any((s := x.sense("object")) and s.value != "task" for x in head)
    strong = any(set(x.word.split()) & _STRONG or x.has("assign") for x in head)
    return at + 1 if ends and not noun and (strong or _dated(items) or _cued(items)) else None


_STRONG = frozenset("takes gets goes assign delegate allocate delegated allocated assigned".split())


def _behind_name(items: Items, i: int) -> int | None:
    """ "Let Maya PRICE them", "it's Maya's job to PRICE them", "we agreed that Maya would PRICE them"."""
    before = [w for x in items[:i] for w in x.word.split()]
    last = items[i - 1].word.split()[-1] if i else ""
    if last in _LETTING and items[i + 1 : i + 2] and items[i + 1].word == "know":
        what = next((j for j in range(i + 2, min(len(items), i + _REACH)) if items[j].word in ("that", "to")), 0)
        return what + 1 if what and what + 1 < len(items) else None  # "let Maya know that THE PRICE is to be checked"
    if last in _LETTING and _is_verb(items, i + 1):
        return i + 1
    if before in (["could"], ["can"], ["would"]) and _dated(items) and _is_verb(items, i + 1):
        return i + 1  # "could Maya price them by Friday?"
    if last in ("for", "with") and not {"task", "to-do", "todo", "job"} & set(before):
        return None
    if item_task(items, i + 1) and items[i].possessive and _is_verb(items, i + 2):
        return i + 2
    given = bool(set(before) & (_GIVING | _GIVEN)) or any(x.has("assign", "remind") for x in items[:i])
    gets = bool(items[i + 1 : i + 2]) and items[i + 1].word.split()[-1] in _GETTING
    if (gets or given) and (done := _job_behind(items, i + 1 + gets)):
        return done
    job = items[i].possessive or "up" in before or "it's" in before
    plain = (given and bool({"task", "to-do"} & set(before))) or _dated(items) or _cued(items)
    at = next((j for j in range(i + 1, min(len(items) - 1, i + _REACH)) if items[j].word.split()[-1] == "to"), None)
    if at is not None and all(_small(x) for x in items[i + 1 : at]) and _is_verb(items, at + 1):
        orders = bool(before) and before[0] in _GIVING - _GIVEN
        return at + 1 if orders or (plain and (given or job or not before or at > i + 1)) else None
    at = i + 1
    while at < len(items) and items[at].word in (",", "and", "she", "he", "they", "who", "then"):
        at += 1
    named = before in (["it's"], ["it", "is"]) and items[at - 1].word == "who"  # "it's Maya who should PRICE them"
    led = i > 0 and (given or named or items[i - 1].word.split()[-1] == "that")
    modal = at < len(items) and items[at].word in _MODALS
    if modal and led and plain and _is_verb(items, at + 1):
        return at + 1
    if last == "that" and "task" in before and at == i + 1 and _does(items, at):
        return at  # "a task that Maya PRICES them"
    ing = next((j for j in range(i + 1, min(len(items), i + _REACH)) if items[j].word.endswith("ing")), None)
    duty = ing is not None and {w for x in items[i + 1 : ing] for w in x.word.split()} & _CHARGED
    return ing if duty and plain and items[i + 1].word == "is" else None  # "Maya is responsible for PRICING them"


_GETTING = frozenset("get gets needs has".split())


def _job_behind(items: Items, i: int) -> int | None:
    """ "(Maya gets) a task for PRICING the batteries"."""
    at = i + (i < len(items) and items[i].word in ("a", "the", "one"))
    noun = at + 2 < len(items) and (item_task(items, at) or items[at].word in ("job", "duty"))
    led = noun and items[at + 1].word in ("for", "to", "of")
    return at + 2 if led and items[at + 2].word.isalpha() else None


_CHARGED = frozenset("responsible charge charged tasked".split())


def _does(items: Items, i: int) -> bool:
    """ "… PRICES the batteries"."""
    return i + 1 < len(items) and items[i].word.endswith("s") and _is_verb(items, i)


def says_whose(items: Items) -> int | None:
    """ "That one goes to Maya as a task", "put it on Maya's list", "Maya takes care of it": the colleague who gets what was told just before; None
    where anything else is said."""
    users = [i for i, x in enumerate(items) if _colleague(x)]
    said = [x for i, x in enumerate(items) if i not in users and not (x.is_mark or x.has("please"))]
    words = {w for x in said for w in x.word.split()}
    asked = items[-1].word == "?" and items[0].word.split()[0] not in ("can", "could", "would", "will")
    other = any((x.candidates or x.value) for x in said) or asked
    job = any(items[i].possessive for i in users) and bool(words & {"job", "turn", "task", "duty"})
    pointing = job or bool(words & _POINTING) or _cued(items)
    given = bool(words & _TAKING - {"has"}) or {"has", "to"} <= words or _cued(items) or words <= _ITS
    return users[0] if len(users) == 1 and pointing and given and not other and words <= _WHOSE else None


_POINTING = frozenset("it that this that's it's one what someone somebody".split())
_ITS = frozenset("that's that is it's it this one for".split())


def whose_behind(items: Items, *, ordered: bool) -> tuple[int, int] | None:
    """ "Send the plan on Friday IS WHAT MAYA HAS TO DO", "…, AND THAT SOMEONE IS MAYA": where it begins to be said whose it is, and the colleague."""
    for i in range(_LEAST, len(items) - 1):
        joint = items[i].is_mark or items[i].word in ("and", "but", "so", "is")
        at = says_whose(items[i + 1 :]) if joint else None
        if at is not None and is_due(items[:i], ordered=ordered) and not any(map(_colleague, items[:i])):
            return i, i + 1 + at
    return None


_LEAST = 3  # items of what is to be done
_TAKING = frozenset(
    "goes go take takes gets get give put assign assigned hand pass handles does do delegate list plate desk owner owns job duty turn has must should someone somebody person".split()
)
_WHOSE = _TAKING | frozenset(
    """it that that's this it's is one a an the as to for on onto over of care by and so then also please could can you i we want need would like
    task to-do todo will shall should be make let note enter log with up in down down's 's what who thanks kindly""".split()
)


def item_task(items: Items, i: int) -> bool:
    """The word for a thing to do stands there."""
    sense = items[i].sense("object", "activity") if i < len(items) else None
    return sense is not None and sense.value == "task" and not items[i].plural


def heads_task(items: Items) -> bool:
    """ "Can we get a task onto Maya's plate?", "new to-do for me.": that there is something to do, and what comes behind it."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    noun = next((i for i in range(len(said)) if item_task(tuple(said), i)), None)
    if noun is None or any(x.candidates and not _colleague(x) for x in said):
        return False
    led = (
        noun == 0 or said[noun - 1].word in ("a", "new", "another", "one", "following") or said[noun - 1].has("create")
    )
    words = {w for i, x in enumerate(said) if i != noun and not x.candidates for w in x.word.split()}
    return led and words <= _HEADING and len(said) > 1


_HEADING = frozenset(
    """a new another one more the following to for on onto in with can could we you i i've have has got get give put make add create need needs
    plate list desk me my there's there is comes here here's set up log his her their gets takes also and so ok okay""".split()
)


def is_due(items: Items, *, ordered: bool = False) -> bool:
    """ "The price list HAS TO go out on Friday": something is to be done by a day; where it is `ordered` already, by any words."""
    words = {w for x in items for w in x.word.split()}
    return _dated(items) and (ordered or bool(words & _DUE)) and not any(x.has("spoke", "log") for x in items)


_DUE = frozenset("must has have needs need should shall is to due".split())


def _small(item: Item) -> bool:
    return item.kind in ("date", "period", "time") or set(item.word.split()) <= _BETWEEN


def _is_verb(items: Items, i: int) -> bool:
    """A word that may be what somebody does: a plain one, and no taking over of records."""
    while i < len(items) and (items[i].has("please") or items[i].word in ("to", "also", "just")):
        i += 1
    if i + 1 >= len(items) or items[i].candidates or items[i].is_mark:
        return False
    word = items[i].word.split()[0]
    plain = word.isalpha() and word not in FUNCTION_WORDS - _DOABLE
    near = items[i + 1 : i + _GOAL]
    owned = any(x.of("deal", "lead", "account", "ticket") or x.has("it", "they", "those") for x in near) or any(
        x.sense("object") for x in near
    )
    taking = (word in TAKING or word in ("handle", "look", "own", "cover")) and (owned or word != "have")
    taking = taking and (owned or word != "get")
    return plain and not items[i].value and not taking and not word.endswith(("ed", "ing", "'s"))


def _dated(items: Items) -> bool:
    return any(x.kind in ("date", "period") for x in items)


def _cued(items: Items) -> bool:
    return any((s := x.sense("object", "activity")) and s.value == "task" for x in items)


def _colleague(item: Item) -> bool:
    return bool(item.of("user")) and item.candidates[0].object == "user"
