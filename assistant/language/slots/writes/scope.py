"""What a clause says of things as they are not: the old value beside the new one, and orders that are none."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items

# What stands behind one of these is what no longer holds; a value must follow within a few words.
_OLD = (
    ("instead", "of"),
    ("rather", "than"),
    ("no", "longer"),
    ("not",),
    ("isn't",),
    ("is", "not"),
    ("wasn't",),
    ("aren't",),
    ("shouldn't",),
    ("should", "not"),
    ("used", "to", "be"),
    ("formerly",),
    ("previously",),
    ("anymore",),
)
_REACH = 4  # words between the cue and the old value
_STOPS = frozenset([",", ".", ";", ":", "but", "and", "make", "set", "change", "to", "so"])


def old_values(items: Items) -> set[int]:
    """Items that say what a field was or is not: "Dec 3 instead of the 23rd", "not Bill", "from proposal to …"."""
    found: set[int] = set()
    words = [x.word for x in items]
    for i in range(len(items)):
        cue = next((c for c in _OLD if _stands(words, i, c)), None)
        if cue and (at := _held_behind(items, i + len(cue))) is not None:
            found.add(at)
        if words[i] in ("was", "were", "is") and (at := _overtaken(items, i)) is not None:
            found.add(at)
        if words[i] == "to" and 0 < i < len(items) - 1 and _overtakes(items[i - 1], items[i + 1]):
            found.add(i - 1)
        if words[i] == "from" and (at := _origin(items, i)) is not None:
            found.add(at)
    return found


def _overtakes(old: Item, new: Item) -> bool:
    """ "21 Jan -> 11 Feb", "qualified -> working": what was, and what it is from now on."""
    held = all(x.value or (x.sense("option") and not x.candidates) for x in (old, new))
    return held and _alike(old, new)


def _stands(words: list[str], i: int, cue: tuple[str, ...]) -> bool:
    said = " ".join(words[i : i + len(cue)]).split()
    return tuple(said[: len(cue)]) == cue


def _held_behind(items: Items, start: int) -> int | None:
    for j in range(start, min(start + _REACH, len(items))):
        if items[j].word in _STOPS:
            return None
        if _holds(items[j]):
            return j
    return None


def _origin(items: Items, i: int) -> int | None:
    """ "from 40k to 52k": where it comes from, when a goal of the same kind follows."""
    if i + 2 >= len(items) or not _holds(items[i + 1]):
        return None
    goal = next((j for j in range(i + 2, min(i + 7, len(items) - 1)) if items[j].word in ("to", "into", "->")), None)
    return i + 1 if goal is not None and _alike(items[i + 1], items[goal + 1]) else None


def _overtaken(items: Items, i: int) -> int | None:
    """ "was 54k, now it is 61k": what was, when another value of the kind follows "now" or "should"."""
    if i + 1 >= len(items) or not _holds(items[i + 1]):
        return None
    behind = range(i + 2, len(items))
    turned = any(items[j].word in ("now", "should", "make", "make it", "needs") for j in behind)
    return i + 1 if turned and any(_alike(items[i + 1], items[j]) for j in behind) else None


def _holds(item: Item) -> bool:
    kinds = ("money", "number", "ordinal", "date", "period", "percent", "email", "phone", "quote")
    return bool(item.candidates) or item.kind in kinds or item.sense("option") is not None or bool(item.sense("title"))


def _alike(one: Item, other: Item) -> bool:
    same = one.kind is not None and one.kind == other.kind
    amounts = {one.kind, other.kind} <= {"money", "number"}
    days = {one.kind, other.kind} <= {"date", "period"}
    objects = {c.object for c in one.candidates} & {c.object for c in other.candidates}
    options = bool(_fields_of(one) & _fields_of(other))
    return same or amounts or days or bool(objects) or options


def _fields_of(item: Item) -> set[tuple[str, str]]:
    """Whose options it may be: "lost to competitor" is no change of one to the other."""
    return {(s.object, s.field) for s in item.senses if s.kind == "option"}


_CONDITIONS = frozenset("if unless whether suppose supposing assuming provided once".split())
_HEDGES = frozenset("might maybe perhaps possibly probably hopefully wondering tempted considering".split())
_NEARLY = (
    ("was", "going"),
    ("were", "going"),
    ("was", "about"),
    ("were", "about"),
    ("would", "have"),
    ("nearly", "had"),
)
_PAIRS = (
    *_NEARLY,
    ("in", "case"),
    ("as", "soon"),
    ("thinking", "of"),
    ("thinking", "about"),
    ("not", "sure"),
    ("should", "i"),
    ("should", "we"),
    ("shall", "i"),
    ("shall", "we"),
    ("i", "think"),
    ("i", "guess"),
    ("i", "fear"),
    ("i", "suppose"),
    ("wanted", "to"),
    ("could", "have"),
    ("we", "could"),
    ("i", "could"),
    ("we", "may"),
    ("i", "may"),
    ("what", "if"),
    ("would", "it"),
    ("i", "wish"),
    ("hold", "off"),
    ("no", "need"),
    ("not", "to"),
    ("do", "not"),
    ("not", "yet"),
    ("nothing", "to"),
)
_REFUSALS = frozenset("don't dont never doesn't needn't".split())


def unreal(items: Items) -> bool:
    """ "if he signs, move it", "should we …", "maybe …", "don't move it": nothing is ordered yet, or the opposite is."""
    words = [w for x in _ordered_part(items) for w in x.word.split()]
    concluded = _ordered_part(_conclusion(items))
    pairs = set() if _places_it(items) else set(pairwise([w for x in concluded for w in x.word.split()]))
    return (
        bool(set(words) & (_CONDITIONS | _HEDGES))
        or any(p in pairs for p in _PAIRS)
        or _refused(concluded)
        or conditional(items)
        or (_would(words) and not _places_it(items))
        or _left_undone(_ordered_part(items))
        or _may(_ordered_part(items))
    )


def _conclusion(items: Items) -> Items:
    """ "No need, no money, SO SHE IS UNQUALIFIED", "that one doesn't work, USE ANN@…": what follows from what is not."""
    led = (i for i, x in enumerate(items) if i and x.word in ("so", "use", "hence", "therefore"))
    start = next((i for i in led if any(map(_holds, items[i + 1 :]))), 0)
    return items[start:]


def _places_it(items: Items) -> bool:
    """ "I think we can say proposal", "we can call it qualified, I guess": whoever dictates decides so, however modestly."""
    at = next((i for i, x in enumerate(items) if x.word in _CALLING), len(items))
    led = {w for x in items[max(0, at - _LED) : at] for w in x.word.split()}
    behind = [x for x in items[at + 1 : at + 4] if x.word not in ("it", "that", "this", "the")]
    placed = bool(behind) and any(s.kind == "option" and s.field in ("stage", "status") for s in behind[0].senses)
    return placed and bool(led & {"can", "i'd", "we'd"})


_CALLING, _LED = frozenset(["say", "call", "call it", "call that", "call this"]), 3


def _left_undone(items: Items) -> bool:
    """ "I haven't moved it to proposal yet": what was not done is told, and no order to do it."""
    for i, item in enumerate(items):
        words = item.word.split()
        undone = words[-1] in _UNDONE or (words[-1] == "not" and i and items[i - 1].word in ("have", "has", "did"))
        if undone and any(
            x.has("set", "move", "push", "assign", "raise", "lower", "rename") for x in items[i + 1 : i + 4]
        ):
            return True
    return False


def _may(items: Items) -> bool:
    """ "Acme could close in May", "it may slip": what is possible, and not so yet."""
    return any(
        b.word in ("could", "may", "might") and (a.candidates or a.word in ("it", "that", "they"))
        for a, b in pairwise(items)
    )


_UNDONE = frozenset("haven't hasn't didn't hadn't havent hasnt didnt".split())


def almost(items: Items) -> bool:
    """ "I was about to …", "I would have …": what nearly happened."""
    words = [w for x in items for w in x.word.split()]
    pairs = {(a, b) for i, (a, b) in enumerate(pairwise(words)) if b != "about" or words[i + 2 : i + 3] == ["to"]}
    return any(p in pairs for p in _NEARLY)  # "the mail was about the parts" tells of it


def ordered_before(items: Items) -> Items:
    """What stands before "I was going to …": an order there is one, behind it none was carried out."""
    for i in range(len(items)):
        words = [w for x in items[i : i + 2] for w in x.word.split()]
        if any(p in set(pairwise(words)) for p in _NEARLY):
            return items[:i]
    return items


def _would(words: list[str]) -> bool:
    """ "I would set it to won": what one would do is not ordered, what one would like is."""
    said = " ".join(words).replace("i would ", "i'd ").replace("we would ", "we'd ").split()
    return any(a in ("i'd", "we'd") and b not in _WISHES for a, b in pairwise([*said, ""]))


_WISHES = frozenset("like love appreciate prefer ask say".split())


def _ordered_part(items: Items) -> Items:
    """Without the text that a field is set to: "next step: ask if …"."""
    ends = (i for i, x in enumerate(items) if x.kind == "quote" or _of_text(x))
    return items[: next(ends, len(items))]


def _of_text(item: Item) -> bool:
    return any(s.kind == "field" and s.field in ("next_step", "description", "notes", "body") for s in item.senses)


def _refused(items: Items) -> bool:
    """ "don't", unless what must not happen is forgetting; behind a plain order's comma it is a reason: "…, he never answers"."""
    first = next((x for x in items if not x.is_mark and not x.has("please")), None)
    ordered = (
        first is not None
        and not first.candidates
        and first.has("delete", "set", "move", "push", "assign", "merge", "convert", "clear")
    )
    comma = next(
        (i for i, x in enumerate(items) if x.word in (",", ";", "-", "–") and (ordered or _graded(items[:i]))),
        len(items),
    )
    words = [w for x in items[:comma] for w in x.word.split()]
    return any(word in _REFUSALS and not set(words[i + 1 : i + 4]) & {"forget", "let"} for i, word in enumerate(words))


def _graded(items: Items) -> bool:
    """ "Lead Ann Cho unqualified, …", "we lost the Acme one, …": a record and where it stands, and nothing refused so far."""
    named = any(x.of("lead", "deal") for x in items)
    ended = any(x.of("account", "deal") for x in items) and any(x.has("won", "lost") for x in items[:_EARLY])
    return ((named and items[-1].sense("option") is not None) or ended) and not {"don't", "never"} & {
        x.word for x in items
    }


_EARLY = 3  # items among which "we lost …" has its verb


def conditional(items: Items) -> bool:
    """ "when they sign", "if the price drops": only then."""
    words = [x.word for x in items if not x.is_mark and x.word not in ("and", "but", "so", "also")][:3]
    opens = bool(words) and words[0] in (*_CONDITIONS, "when", "whenever", "until", "before")
    opens = opens or (
        words[:1] == ["should"] and items[-1].word != "?" and words[1:2] not in (["i"], ["we"])
    )  # "should he sign, …"
    return len(items) > 2 and (opens or words[:2] in (["as", "soon"], ["in", "case"], ["even", "if"], ["only", "if"]))


_SAYING = frozenset(
    "thinks believes claims wants asked hopes expects suggested suggests wonders wishes prefers".split()
)


def reported(items: Items) -> bool:
    """ "Kate says they want it at 40k": what somebody else says or wants, with no order in it."""
    for i, item in enumerate(items):
        if item.word in _SAYING and i:
            before = items[:i]
            told = any(x.of("contact", "lead", "account", "user") or x.word in _SUBJECTS for x in before)
            ordered = any(x.has("set", "move", "push", "assign", "rename") for x in before) or _asks_for_it(items[i:])
            return told and not ordered
    return False


def _asks_for_it(items: Items) -> bool:
    """ "… so that makes it 496k, change that please"."""
    return any(a.has("set", "move") and b.word in ("that", "it", "this") for a, b in pairwise(items))


_SUBJECTS = frozenset("he she they customer client buyer boss legal finance procurement everybody everyone".split())
