"""What an act needs to be possible at all: a wrong write is the worst error, so no likeness alone makes one."""

from __future__ import annotations

from collections.abc import Callable

from assistant.language.acts.activities_said import has_been, known_task, of_that_task
from assistant.language.acts.announced import referred
from assistant.language.acts.leanings import names_it
from assistant.language.acts.looked_for import compares, of_colleague, only_named, received, shows
from assistant.language.acts.makes import heads, made, of_known_deal
from assistant.language.acts.model import Act
from assistant.language.acts.signs import Seen
from assistant.language.acts.told_changes import outcome

Gate = Callable[[Seen], bool]
WRITES = frozenset(["update", "create", "log", "task", "complete", "delete", "merge", "convert"])
# Below this nothing is done. A change needs more than a look-up: guessing one is the worst error. To note what happened changes no record.
_SURE, _SURE_TO_LOG, _SURE_TO_READ = 0.5, 0.34, 0.20
_SETTABLE = ("money", "date", "period", "percent", "shift", "number", "email", "phone")
_FEW = 3  # words of "German customers"
_OURS = frozenset(["my", "our", "all", "any", "the"])
_TELLERS = frozenset(
    "it it's that's this he she they he's she's they're his their there there's if when once because tried i'm we're nobody everybody".split()
)
_REPORTING = frozenset("told tells said says mentioned mentions thinks heard".split())


def sure(act: Act) -> bool:
    """The act is likely enough to be carried out."""
    return act.confidence >= (_SURE_TO_LOG if act.name == "log" else _SURE if act.name in WRITES else _SURE_TO_READ)


def settable(s: Seen) -> bool:
    return not (compares(s) or only_named(s) or of_colleague(s) or (s.removes() and s.noun("activity"))) and (
        s.value(*_SETTABLE)
        or s.sense("option")
        or s.sense("field")
        or (s.value("duration") and s.family("set", "move", "push", "raise", "lower"))
        or s.family("won", "lost", "next_stage", "previous_stage", "assign", "rename", "clear")
        or (s.ordered() and s.record())
    )


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


def _told_first(s: Seen) -> bool:
    """ "It's …", "if they sign", "tried Ann just now": told, and nothing to do."""
    first = next((x for x in s.items if not x.is_mark and x.word not in ("and", "so", "but", "then")), None)
    return first is not None and not first.candidates and first.word.split()[0] in _TELLERS


def _in_report(s: Seen) -> bool:
    """ "She told me the review is done": what somebody speaks of is no contact that took place."""
    said = next((i for i, x in enumerate(s.items) if set(x.word.split()) & _REPORTING), len(s.items))
    return not any(x.sense("object", "activity") and not x.candidates for x in s.items[:said]) and said < len(s.items)


def _put_off(s: Seen) -> bool:
    """ "Ruth postponed our meeting to December 1": one that has not been."""
    verb = next((i for i, x in enumerate(s.items) if x.word in _DEFERRED), len(s.items))
    return any(x.sense("object", "activity") and not x.candidates for x in s.items[verb + 1 : verb + 6])


_DEFERRED = frozenset("postponed rescheduled moved cancelled canceled pushed delayed shifted deferred".split())


def _shown_first(s: Seen) -> bool:
    """ "Give me the first person to phone today": to be shown, and nothing to do."""
    said = [x for x in s.items if not (x.is_mark or x.has("please"))]
    words = [w for x in said[:2] for w in x.word.split()]
    return len(said) > 1 and said[0].has("show") and words[1:2] in (["me"], ["us"])


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
    "update": settable,
    "create": lambda s: (
        made(s.items) is not None
        and not s.value("percent")
        and not of_known_deal(s.items)
        and (s.family("create", "log") or heads(s.items) or referred(s))
    ),
    "log": lambda s: (
        (s.family("log") or _spoke(s) or (s.noun("activity") and not _in_report(s)))
        and not (s.removes() or names_it(s.items) or _put_off(s))
    ),
    "task": lambda s: (
        not known_task(s)
        and not has_been(s)
        and (_cued(s) or not (_told_first(s) or _shown_first(s)))
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
