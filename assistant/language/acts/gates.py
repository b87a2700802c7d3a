"""What an act needs to be possible at all: a wrong write is the worst error, so no likeness alone makes one."""

from __future__ import annotations

from collections.abc import Callable

from assistant.language.acts.activities_said import has_been, known_task, puts_meeting, puts_task
from assistant.language.acts.announced import announces, referred
from assistant.language.acts.leanings import (
    ALIKE,
    LIKENED,
    names_it,
    outcome_alone,
    picks,
    points_back,
    recalls,
    writes_to,
)
from assistant.language.acts.looked_for import compares, follows, of_colleague, only_named, received, shows
from assistant.language.acts.makes import enters, heads, made, makes_one
from assistant.language.acts.model import Act
from assistant.language.acts.restating import restated
from assistant.language.acts.signs import Seen
from assistant.language.acts.told_changes import asks_to_move, changes_plainly, outcome
from assistant.language.chart import Item, Items

Gate = Callable[[Seen], bool]
_SETTABLE = ("money", "date", "period", "percent", "shift", "number", "email", "phone")


def _settable(s: Seen) -> bool:
    return not (compares(s) or only_named(s) or of_colleague(s) or (s.removes() and s.noun("activity"))) and (
        s.value(*_SETTABLE)
        or s.sense("option")
        or s.sense("field")
        or (s.value("duration") and s.family("set", "move", "push", "raise", "lower"))
        or s.family("won", "lost", "next_stage", "previous_stage", "assign", "rename", "clear")
        or (s.ordered() and s.record())
    )


_FEW = 3  # words of "German customers"
_OURS = frozenset(["my", "our", "all", "any", "the"])


def _of_tables(s: Seen) -> bool:
    """Records in the plural with something said of them that tables hold: "customers with more than 500 employees"."""
    many = any((n := x.sense("object")) and n.plural and not x.candidates for x in s.items)
    return many and (
        s.sense("option")
        or s.family("show")
        or (s.items[-1].sense("object") is not None and (len(s.items) <= _FEW or s.items[0].word in _OURS))
        or s.sense("place")
        or s.value("comparator", "money")
        or (s.sense("field") and s.value("number"))
    )


def _described(s: Seen) -> bool:
    """ "tasks of mine which are already done": said of them, and no order."""
    places = [i for i, x in enumerate(s.items) if x.has("complete")]
    return bool(places) and all(
        any(x.word in ("which", "that", "who") for x in s.items[max(0, i - 4) : i]) and i > 2 for i in places
    )


def _spoke(s: Seen) -> bool:
    """They were in touch; "she told me that …" alone says it of no call."""
    return any(x.has("spoke") and x.word.split()[0] != "told" for x in s.items)


_TELLERS = frozenset(
    "it it's that's this he she they he's she's they're his their there there's if when once because tried i'm we're nobody everybody".split()
)


def _told_first(s: Seen) -> bool:
    """ "It's …", "if they sign", "tried Ann just now": told, and nothing to do."""
    first = next((x for x in s.items if not x.is_mark and x.word not in ("and", "so", "but", "then")), None)
    return first is not None and not first.candidates and first.word.split()[0] in _TELLERS


def of_that_task(items: Items) -> bool:
    """ "The task to get a reference ready …", "everything on my list": what is there already."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if said and said[0].has("all") and not said[0].has("remind"):
        return True
    if len(said) < 2 or said[0].word not in ("the", "my", "that", "this"):
        return False
    noun = said[1].sense("object", "activity")
    return noun is not None and noun.value == "task"


def _in_report(s: Seen) -> bool:
    """ "She told me the review is done": what somebody speaks of is no contact that took place."""
    said = next((i for i, x in enumerate(s.items) if set(x.word.split()) & _REPORTING), len(s.items))
    return not any(x.sense("object", "activity") and not x.candidates for x in s.items[:said]) and said < len(s.items)


_REPORTING = frozenset("told tells said says mentioned mentions thinks heard".split())


def _cued(s: Seen) -> bool:
    return s.family("remind") or s.noun_of("task")


GATES: dict[str, Gate] = {
    "count": lambda s: s.family("count") or s.sense("metric"),
    "lookup": lambda s: (s.meant() or s.sense("field") or s.family("boss")) and not s.ordered(),
    "latest": lambda s: s.family("latest", "what", "when") or s.value("limit"),
    "report": lambda s: (
        not outcome(s)
        and (
            s.sense("metric")
            or s.family("group_by", "report", "won", "lost", "chart_bar", "chart_line", "chart_pie", "forecast")
            or s.family("closing", "closed")
            or s.noun()
        )
    ),
    # "my priorities" are advice; "high priority" is a field
    "recommend": lambda s: (
        s.family("recommend") and not any(x.sense("field") and not (x.candidates or x.plural) for x in s.items)
    ),
    "score": lambda s: s.family("score", "why"),
    "brief": lambda s: s.family("brief", "tell") or s.noun_of("meeting"),
    "draft": lambda s: not received(s) and (s.family("draft") or s.noun_of("email") or s.noun_of("note")),
    "update": _settable,
    "create": lambda s: (
        made(s.items) is not None
        and not s.value("percent")
        and (s.family("create", "log") or heads(s.items) or referred(s))
    ),
    "log": lambda s: (
        (s.family("log") or _spoke(s) or (s.noun("activity") and not _in_report(s)))
        and not (s.removes() or names_it(s.items))
    ),
    "task": lambda s: (
        not known_task(s)
        and not has_been(s)
        and (_cued(s) or not _told_first(s))
        and not of_that_task(s.items)
        and (_cued(s) or not s.family("draft"))
        and (_cued(s) or s.noun_of("call") or s.noun_of("meeting") or s.value("date", "period"))
    ),
    "complete": lambda s: s.family("complete") and not _described(s),
    "delete": lambda s: s.family("delete") and (s.noun("activity") or not s.sense("field")),
    "merge": lambda s: s.family("merge"),
    "convert": lambda s: s.family("convert"),
    "refine": lambda s: s.shown,
    "approve": lambda s: s.family("approve"),
    "cancel": lambda s: s.family("cancel", "reject"),
    "undo": lambda s: s.family("undo", "back"),
    "greet": lambda s: s.family("greet") and not (s.record() and s.family("what", "who", "when", "where", "show")),
    "help": lambda s: s.family("help"),
    "out_of_scope": lambda s: not _of_tables(s) and not shows(s),
}


WRITES = frozenset(["update", "create", "log", "task", "complete", "delete", "merge", "convert"])
_ANSWERS = frozenset(["approve", "cancel", "undo"])
_READS = frozenset("draft find count lookup latest search report recommend score brief".split())
_ENDING = frozenset("when where who why".split())  # "signature expected when"
_LEADING = frozenset("on in at for to with by from since of about under".split())
_LED = frozenset("which what whom whose when".split())  # "on which days", "with whom"
_FINDING = frozenset(["find out", "check", "remember", "recall", "find", "look up", "see", "figure out"])
_ASKING = frozenset("how what what's which who whose when where why did does is are was were whats do has have".split())


def asks(items: Items) -> bool:
    """A question changes nothing, unless it is a polite order ("can you …?")."""
    said = [x for x in items if not x.is_mark]
    while said and (said[0].has("greet") or said[0].word in ("so", "and", "well", "um", "uh")):
        said = said[1:]
    if _wants_to_know(said) or recalls(tuple(said)):
        return True
    if len(said) > 1 and said[0].word == "which" and said[1].word in ("makes", "brings", "means", "puts", "takes"):
        return False
    if not said or any(x.has("please") for x in (*said[:2], *said[-2:])):
        return False
    if len(said) > 2 and said[-1].word in _ENDING:
        return True
    if len(said) > 1 and said[0].word in _LEADING and said[1].word.split()[0] in _LED:
        return True
    return (bool(said) and said[0].word.split()[0] in _ASKING) or items[-1].word == "?"


def _wants_to_know(said: list[Item]) -> bool:
    """ "Would you be so kind as to tell me …", "I'd like to know …", "I'd like to see …": politely asked, yet asked."""
    for i, item in enumerate(said[:9]):
        if item.has("assign", "set", "move", "push", "create", "log", "remind", "draft", "delete", "merge", "convert"):
            return False
        behind = said[i + 1].word if i + 1 < len(said) else ""
        if item.has("show") and item.word.startswith(("i ", "let ")):
            return True
        if item.word.startswith("tell me") or (item.word in _TELLING and behind in ("me", "us")):
            return True
        if item.word in _FINDING and behind.split("'")[0] in _RECALLED:
            return True  # "could you look up what I offered"
        speaks = said[0].has("me", "please", "show") or said[0].word in ("would", "could", "can", "want", "like")
        if (
            speaks
            and item.word in ("know", "see")
            and i
            and said[i - 1].word in ("to", "like to", "i'd like to", "want to")
        ):
            return True
    return False


_TELLING = ("tell", "show", "give", "inform", "advise")
_RECALLED = frozenset("what when who where why how whether if".split())


def _bare(seen: Seen) -> bool:
    """Nothing but a record's name, ref, address or number."""
    said = [x for x in seen.items if not x.is_mark]
    return len(said) == 1 and (said[0].kind in ("ref", "email", "phone") or bool(said[0].candidates))


def _drafts_nothing(name: str, seen: Seen) -> bool:
    """ "what was her email?" asks for an address."""
    return name == "draft" and not seen.family("draft")


def _sets_address(seen: Seen) -> bool:
    """ "Update Ann's email to ann@…": an address is set, and nothing written."""
    first = next((x for x in seen.items if not x.is_mark and not x.has("please")), None)
    return first is not None and first.has("set") and seen.value("email")


def _favoured(odds: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """A verb of change, a record and something to set: an update, unless another change is surer."""
    likely = dict(odds)
    best = max(((p, name) for name, p in odds if name in WRITES), default=(0.0, ""))
    if best[1] not in ("update", "") and best[0] > _SURER:
        return odds
    likely["update"] = max(likely.get("update", 0.0), 0.6)
    return sorted(likely.items(), key=lambda one: -one[1])


_SURER = 0.4


def _continues(seen: Seen) -> tuple[str, float] | None:
    """What goes on from the answer before, with how sure that is."""
    if [x.word for x in seen.items if not x.is_mark] in (["why"], ["how", "come"]):
        return "score", 0.9
    if seen.shown and picks(seen.items):
        return "lookup", 0.9
    if outcome_alone(seen.items) and not seen.shown:
        return "update", 0.6
    if follows(seen) or (seen.shown and (points_back(seen.items) or (_bare(seen) and seen.record("user")))):
        return "refine", 0.9
    return ("lookup", 0.9) if _bare(seen) else None


def _says_plainly(seen: Seen) -> tuple[str, float] | None:
    """What is told or ordered in a form that means one act, with how sure that is."""
    told = not asks(seen.items)
    if told and has_been(seen):
        return "log", 0.8
    if [x.word for x in seen.items if not x.is_mark] == ["who", "am", "i"]:
        return "lookup", 0.9
    if asks_to_move(seen):
        return "update", 0.7
    if (
        told
        and seen.record("lead")
        and next(x for x in seen.items if not x.is_mark and not x.has("please")).has("convert")
    ):
        return "convert", 0.9
    if told and puts_task(seen):
        return "task", 0.8
    if told and puts_meeting(seen):
        return "log", 0.8
    if told and (makes_one(seen.items) or enters(seen.items)):
        return "create", 0.85
    if told and announces(seen) and not seen.family("log", "spoke"):
        return "create", 0.8
    if restated(seen.items) is not None and _settable(seen):
        return "update", 0.8
    if known_task(seen) or (told and changes_plainly(seen)):
        return "update", 0.9
    if writes_to(seen.items) and not seen.family("log", "create") and not seen.items[0].has("remind"):
        return "draft", 0.85
    return None


def gated(odds: list[tuple[str, float]], seen: Seen) -> Act:
    """The likeliest act that is possible; odds of the impossible go to nobody."""
    if plain := _continues(seen) or _says_plainly(seen):
        return Act(*plain, "none", 0.0)
    question, ordered = asks(seen.items), seen.ordered()
    possible = [
        (name, p)
        for name, p in odds
        if (name not in GATES or GATES[name](seen) or (name in LIKENED and p > ALIKE and not seen.sense("field")))
        and not (question and (name in WRITES or name in _ANSWERS or _drafts_nothing(name, seen)))
        and not (ordered and name in _READS)
        and not (name == "draft" and _sets_address(seen))
    ]
    if seen.ordered() and seen.record() and _settable(seen) and not seen.family("merge", "delete", "complete"):
        possible = _favoured(possible)
    possible += [("none", 0.0)] * (2 - len(possible))
    total = sum(p for _, p in possible) or 1.0
    # What was ruled out still speaks against being sure.
    share = 0.5 + 0.5 * total
    (name, first), (second, other) = possible[:2]
    return Act(name, first / total * share, second, other / total * share)
