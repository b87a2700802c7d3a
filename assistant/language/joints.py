"""Where one clause ends and the next begins without saying so: a second order, a second record, speech without stops."""

from __future__ import annotations

from assistant.language.acts.again import logs_it
from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.newcomers import TELLING_ALONE, enters_them, somebody_new, told_of_new
from assistant.language.task_lists import task_dated, task_noun
from assistant.language.values import NumberValue

# Verbs that begin an order. Those that are also common nouns or adjectives need what they take behind them.
ORDERS = (
    "set",
    "move",
    "push",
    "lower",
    "clear",
    "rename",
    "assign",
    "remind",
    "delete",
    "merge",
    "convert",
    "show",
    "count",
    "draft",
    "brief",
)
VERBS = frozenset(
    """want wants wanted need needs needed is are was were has have had will would can could likes liked said says asked asks
    told thinks thought agreed sent send signed mentioned confirmed prefers plans expects expect plan agree got gets accept accepts accepted decides decided takes took gives gave loves hates prefer like looks sounded
    sounds went goes seems spoke talked met called emailed wrote promised'll 're 've i'll we'll should must""".split()
)
_PRONOUNS = frozenset(["it", "him", "her", "them", "that", "this", "those", "these"])
_SETTABLE = ("money", "number", "date", "period", "percent", "shift", "duration")
_GOALS = frozenset(["to", "at", ":", "goes", "closes", "slips", "moves", "gets", "is", "becomes"])
_ADVERBS = frozenset("definitely clearly now certainly really already obviously".split())


def begins_beside(items: Items, start: int, i: int) -> bool:
    """Item `i`, behind a joint, begins another act than the one that began at `start`."""
    return (
        _takes_pronoun(items, i)
        or _next_record(items, start, i)
        or _moved(items, i)
        or _field_after_talk(items, start, i)
        or _result(items, start, i)
        or task_noun(items, i + (items[i].word in ("own", "my") and i + 1 < len(items)))
        or _task_over(items, i)
        or _sum_of_it(items, start, i)
        or _ticket_over(items, i)
        or (items[i].has("log", "complete") and i + 1 < len(items) and items[i + 1].word in _PRONOUNS)
        or logs_it(items[i:])
    )


def _takes_pronoun(items: Items, i: int) -> bool:
    """ "qualify him", "close it", "cross that off": a verb with its object."""
    if i + 1 >= len(items) or items[i + 1].word not in _PRONOUNS or items[i + 1].candidates:
        return False
    if items[i + 1].word == "that" and any(_says_of_it(x) for x in items[i + 2 : i + 3]):
        return False  # "in Boston and Philadelphia that Tom owns"
    word, item = items[i].word, items[i]
    if word in ("call", "name", "title"):
        return False  # "new deal, call it …": a part of it
    bare = word.isalpha() and not word.endswith(("ing", "ed", "ly")) and not (word.endswith("s") and word != "cross")
    return bare and not item.candidates and not item.value and word not in FUNCTION_WORDS and word not in VERBS


def _says_of_it(item: Item) -> bool:
    """Whoever does something with what stands before "that", or what is said of it."""
    return bool(item.of("user")) or item.word in _TELLERS or item.word in VERBS or item.has("has", "lacks")


def _next_record(items: Items, start: int, i: int) -> bool:
    """ "A to proposal at 40k, B to negotiation": another record with what it gets, after one that has got something."""
    before = items[start : i - 1]
    if items[i].of("deal") and i + 1 < len(items) and _ended(items[i + 1]) and any(x.has("spoke") for x in before):
        return True
    if items[i].of("deal", "lead") and len(behind := items[i + 1 : i + 3]) > 1 and behind[0].sense("field"):
        return _settled(behind[1])  # "…, so Acme renewal close date tomorrow"
    led = i + 1 < len(items) and items[i + 1].word in _GOALS and items[i].candidates
    if not led or items[i].candidates[0].object == "user":
        return False
    told = any(x.has("spoke", "log") for x in before) and i + 2 < len(items) and items[i + 1].word in ("to", ":")
    return any(_settled(x) for x in before) or (told and _settled(items[i + 2]))


def _ended(item: Item) -> bool:
    """ "…, velo conveyors lost": how a deal ended, where it stands, or what it is worth."""
    if item.kind == "money" or (isinstance(n := item.value and item.value.value, NumberValue) and n.unit is None):
        return True
    return item.has("won", "lost") or item.sense("option", "deal") is not None


_MOVED = frozenset("goes go moves move slips slip becomes comes come drops drop".split())
_WHITHER = frozenset(["to", "up to", "down to", "back to", "out to", "at", "from"])
_BEFORE_VERB = 5  # items that name what moves


def _moved(items: Items, i: int) -> bool:
    """ "…, the tugger fleet goes to 425k", "… and paper tuggers go to qualified": a thing, its verb of moving, and where to."""
    if items[i].word in _PRONOUNS or items[i].word in FUNCTION_WORDS - {"the"}:
        return False
    for j in range(i + 1, min(i + _BEFORE_VERB, len(items) - 1)):
        if items[j].is_mark or items[j].value:
            return False
        if items[j].word == "is" and items[j + 1].word in ("at", "now at", "now") and _money_at(items, j + 2):
            return True  # "…, so the care plan is at 140k"
        if items[j].word.split()[0] in _MOVED:
            goal = items[j + 1 : j + 4]
            led = items[j].word.endswith(" to") or goal[0].word in _WHITHER or items[j].word in ("becomes", "become")
            return led and any(x.kind in ("money", "date", "period") or x.sense("option", "deal") for x in goal)
    return False


def _money_at(items: Items, i: int) -> bool:
    return i < len(items) and items[i].kind == "money"


def _only_tells(items: Items) -> bool:
    """ "Competitor is cheaper": words of one's own, no record, and nothing that a field takes."""
    known = any(x.candidates or x.sense("field") or x.kind in _HELD or _placed(x) or x.has(*ORDERS) for x in items)
    return len(items) > 1 and not known and not any(x.has("create", "remind", "show", "what") for x in items)


_HELD = ("money", "number", "date", "percent", "shift", "email", "phone")


def _placed(item: Item) -> bool:
    """A stage or a status."""
    return any(s.kind == "option" and s.field in ("stage", "status") for s in item.senses) or item.has("won", "lost")


_STATED = frozenset(["next_step", "close_date", "amount", "stage", "status", "follow_up_date"])


def _field_after_talk(items: Items, start: int, i: int) -> bool:
    """ "Visited Ann today, he signs Monday, next step countersign": behind what was told, a field with what it is to be."""
    before = items[start : i - 1]
    while i < len(items) - 1 and items[i].word in ("only", "just", "the", "only the", "just the"):
        i += 1
    fields = {s.field for s in items[i].senses if s.kind == "field"} if not items[i].candidates else set()
    told = any(x.has("spoke", "log") for x in before) or items[start].word in _TELLERS
    told = told or _only_tells(before) or items[start].word in ("don't", "do not", "dont")
    if not fields & _STATED or not told or i + 1 >= len(items):
        return False
    said = items[i + 2] if items[i + 1].word in ("is", "becomes") and i + 2 < len(items) else items[i + 1]
    return _settled(said) or ("next_step" in fields and (items[i + 1].word == ":" or not items[i + 1].is_mark))


def _settled(item: Item) -> bool:
    return item.kind in _SETTABLE or item.sense("option") is not None or item.has("won", "lost")


def _result(items: Items, start: int, i: int) -> bool:
    """ "…, so definitely qualified": what follows from what was told."""
    if items[i - 1].word not in ("so", ","):
        return False
    graded = items[i].sense("option", "lead") if not items[i].candidates else None
    of_lead = graded is not None and graded.field == "status" and any(x.of("lead") for x in items[start:i])
    of_lead = of_lead and not any(x.has("won", "lost") or x.sense("option") for x in items[start:i])
    of_lead = of_lead or (
        graded is not None and graded.field == "status" and items[start].word in ("he", "she", "they")
    )
    if graded and _ends(items, i + 1) and (of_lead or _only_tells(items[start : i - 1])):
        return True
    at = i + 1 if items[i].word in _ADVERBS else i
    if at == i and items[i - 1].word != "so":
        return False
    return at < len(items) and items[at].sense("option") is not None and _ends(items, at + 1)


def _ends(items: Items, i: int) -> bool:
    return i >= len(items) or items[i].word in (".", "!", ";", "\n", ",", "and", "then")


def _sum_of_it(items: Items, start: int, i: int) -> bool:
    """ "They take two more, THAT'S 64,300", "they rent it, so THAT'S NOW 270k": what it comes to, and nothing more."""
    counted = any(x.kind == "number" for x in items[start:i]) or items[i - 1].word == "so"
    at = i + 1 + (i + 1 < len(items) and items[i + 1].word in ("now", "at", "now at"))
    sums = (
        items[i].word in ("that's", "thats", "we're", "makes", "which makes")
        and at < len(items)
        and items[at].kind in ("money", "number")
    )
    return counted and sums and (_ends(items, at + 1) or items[at + 1].word == "and")


def _task_over(items: Items, i: int) -> bool:
    """ "…, so THAT TASK IS DONE", "so YOU CAN TICK THAT OFF": behind what was told, what that ends."""
    if items[i - 1].word not in ("so", ",", "and", "-", "–"):
        return False
    at = next((j for j in range(i, min(i + _TO_VERB, len(items))) if items[j].has("complete")), i)
    if at == i and not items[i].has("complete"):
        return False
    said = " ".join(x.word for x in items[i : at + 1]).split()
    pointing = {"task", "one", "that", "it", "this"} & set(said)
    return bool(pointing) and set(said[:2]) <= _OVER | set(items[at].word.split()) and _ends(items, at + 1)


def _ticket_over(items: Items, i: int) -> bool:
    """ "The locks sync again, so CLOSE THE TICKET"."""
    noun = items[i + 2].sense("object", "ticket") if i + 2 < len(items) else None
    ends = items[i].word in ("close", "resolve", "reopen") and not items[i].candidates
    return ends and noun is not None and not noun.plural and items[i + 1].word in ("the", "that", "this", "his", "her")


_TO_VERB = 5  # items
_OVER = frozenset("that this the task one you can could i we it please it's that's to do reminder".split())
_TELLERS = frozenset("they he she we i it".split())


def runs_on(items: Items, start: int, i: int) -> bool:
    """A new clause at item `i` of speech without stops."""
    before = items[i - 1]
    if before.is_mark or before.word in ("and", "or", "to", "the", "a", "that", "please"):
        return False
    if items[i].word in ("log that", "log it", "log this"):
        return any(x.has("spoke") for x in items[start:i])  # else it says what was only told to be a call
    if items[i].has("log") and i + 1 < len(items) and items[i + 1].word in _PRONOUNS and not items[i].candidates:
        return True
    if enters_them(items, i) or somebody_new(items, start, i) or told_of_new(items, start, i):
        return True
    if items[i].word in _PUTTING_DOWN and any(x.has("remind") for x in items[i + 1 : i + 5]):
        return True  # "… thank Ann on Friday put that down as a task"
    if items[i].has("set", "move", "push") and i + 1 < len(items) and items[i + 1].has("those", "they"):
        return any((s := x.sense("object")) and s.plural and not x.candidates for x in items[start:i])
    if items[i].has("create") and i + 1 < len(items) and items[i + 1].word in ("him", "her", "them"):
        return True  # "… new man at the plant Frank Garrity add him as a contact"
    if _moves_next(items, start, i) or task_dated(items, i):
        return True
    opens = items[start : start + 4]
    tells = any(x.has("spoke", "log") or x.sense("object", "activity") for x in opens)
    return (tells and _another_teller(items, i)) or (items[start].word in _TELLERS and _field_with_value(items, i))


def _moves_next(items: Items, start: int, i: int) -> bool:
    """ "changes from the meeting GLOBEX LIFT PROGRAM MOVES TO … HOLLIS CARTS STAYS": a deal with what becomes of it, behind words
    of no record or behind one that got its value."""
    before, behind = items[start:i], items[i + 1 : i + 3]
    if not items[i].of("deal", "lead") or len(behind) < _PAIR:
        return False
    ordered = any((x.has(*ORDERS) and not x.word.endswith("s")) or x.word in ("if", "when", "that") for x in before)
    named = any(x.candidates for x in before)
    asked = any(x.word in _AUXILIARY for x in before)  # "how DID the lead Ann Cho come to us"
    return not (ordered or asked) and _becomes(behind) and (not named or any(map(_settled, before)))


_PAIR = 2
_AUXILIARY = frozenset("did do does will would can could should".split())


def _becomes(behind: Items) -> bool:
    """ "Moves to …", "comes down to …", "stays …"."""
    verb = behind[0].word.split()
    goal = verb[-1] == "to" or behind[1].word in ("to", "up to", "down to", "out to")
    placed = verb[0] == "is" and behind[1].sense("option") is not None
    return (verb[0] in _MOVED and goal) or verb[0] in ("stays", "remains") or placed


_PUTTING_DOWN = frozenset("put that down|put it down|note that down|write that down|jot that down".split("|"))


def _another_teller(items: Items, i: int) -> bool:
    """ "call with Zoe they want …": behind a name or a day, somebody who does something."""
    rang = i > 1 and items[i - 1].has("spoke") and bool(items[i - 2].candidates)  # "Ann Cho rang they'll …"
    led = rang or bool(items[i - 1].candidates) or items[i - 1].kind in ("date", "time")
    contracted = items[i].word in TELLING_ALONE and i + 1 < len(items)
    return led and (contracted or (items[i].word in _TELLERS and i + 1 < len(items) and items[i + 1].word in VERBS))


def _field_with_value(items: Items, i: int) -> bool:
    """ "… after a year amount 49k": a field with its value, where nothing led to it."""
    plain = items[i - 1].word not in FUNCTION_WORDS
    return bool(plain and items[i].sense("field") and i + 1 < len(items) and items[i + 1].kind in _SETTABLE)
