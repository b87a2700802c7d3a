"""Which questions a field of one record answers, whatever else they are like."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.acts.gates import WRITES
from assistant.language.acts.model import Act
from assistant.language.acts.signs import Seen
from assistant.language.acts.ticket_over import ticket_ended
from assistant.language.acts.titled import title_span
from assistant.language.acts.words_asked import asks_behind, asks_for_words
from assistant.language.beyond import OUTSIDE
from assistant.language.chart import Items
from assistant.language.joints import VERBS
from assistant.language.slots.reads.answerable import answerable, explicit
from assistant.language.slots.reads.asked import asked_fields
from assistant.language.slots.reads.fragments import of_matter
from assistant.language.slots.reads.hearsay import asks_of_hearsay, of_hearsay
from assistant.language.slots.reads.listed import names_some, said_plainly
from assistant.language.slots.reads.lists import explained, head_of
from assistant.language.slots.reads.lookups import last_sale, meant
from assistant.language.slots.reads.matter import asks_of_matter, is_matter, notes_asked, on_condition
from assistant.language.slots.reads.past import past
from assistant.language.slots.reads.twins import twins
from assistant.language.slots.reads.weighed import weighed, whom_first
from assistant.language.slots.reports.figures import their_own, what_ended
from assistant.language.slots.turn import Turn

_SURE = 0.85
_READ = frozenset(["find", "count", "search"])
_MISTAKEN = frozenset("search out_of_scope state help find count latest score brief recommend".split())


def fields(turn: Turn, clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts with questions that a field of one record answers as look-ups, whatever else they are like."""
    acts = [
        _told_before(c, a, behind)
        for c, a, behind in zip(clauses, acts, [*clauses[1:], ()][: len(clauses)], strict=True)
    ]
    return [
        a if a.name == "update" and _changes(c) else _as_lookup(turn, c, a) for c, a in zip(clauses, acts, strict=True)
    ]


def _changes(clause: Items) -> bool:
    """ "Ann Cho -> Director of Logistics", "…, ticket closed": a change, whatever its words are called elsewhere."""
    return title_span(clause) is not None or ticket_ended(Seen(clause, shown=False))


def _told_before(clause: Items, act: Act, behind: Items) -> Act:
    """ "I told Angela I'd move the date but I haven't, so what is it now": what only leads up to the question behind it."""
    leads_up = (
        act.name in ("search", "latest", "lookup") and act.confidence < _DOUBTFUL and bool(behind) and asks(behind)
    )
    cued = asks(clause) or clause[0].has("search", "anyone", "show", "tell")
    return Act("state", act.confidence, act.name, 0.0) if leads_up and not cued else act


def leading_up(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """ "Seeing Brian tomorrow. What's his number?": where somebody is about to be is no task, where a question follows."""
    behind = [*clauses[1:], ()][: len(clauses)]
    return [
        Act("state", a.confidence, a.name, 0.0)
        if a.name in ("task", "log") and (_on_the_way(c) or _with_nobody(c, a)) and after and asks(after)
        else a
        for c, a, after in zip(clauses, acts, behind, strict=True)
    ]


def _on_the_way(clause: Items) -> bool:
    first = next((x for x in clause if not x.is_mark), clause[0])
    ahead = any(x.kind in ("date", "period", "duration", "time") for x in clause)
    cued = any(
        x.has("remind", "log", "create") or ((s := x.sense("object", "activity")) and s.value == "task") for x in clause
    )
    return first.word.split()[0] in _GOING and ahead and not cued


def _with_nobody(clause: Items, act: Act) -> bool:
    """ "I just sat down with my coffee", "back from lunch": nobody is named whom it would be logged with."""
    ordered = any(x.has("log", "remind", "create") for x in clause)
    return act.name == "log" and not ordered and not any(x.candidates or x.value for x in clause)


_GOING = frozenset("seeing meeting visiting heading driving flying going i'm we're im about off".split())


def _as_lookup(turn: Turn, clause: Items, act: Act) -> Act:
    def instead(name: str, sure: float = _SURE) -> Act:
        return Act(name, sure, act.name, act.confidence)

    if elsewhere := _of_the_past(turn, clause, act) or _going_round(clause, act) or _weighed(clause, act):
        return instead(elsewhere)
    if act.name == "search" and asks_for_words(clause, asks(clause)):
        return act
    if act.name == "state" and (asks_behind(clause) or (turn.items == clause and notes_asked(clause, turn))):
        return instead("search")
    if (
        act.name in ("search", "out_of_scope", "state", "lookup", "latest")
        and what_ended(clause)
        and not last_sale(clause, turn)
    ):
        return instead("find")
    if act.name == "recommend" and asks_of_matter(clause, turn) and on_condition(clause):
        return instead("search")  # "which words should I not use with their security guy"
    if act.name in _FRAGMENTS and of_matter(clause, turn) and not explained(clause, turn):
        return instead("out_of_scope")  # mails are asked, and it is declined where nobody wrote of it
    doubted = act.name in _DOUBTED or (
        act.name in WRITES and act.confidence < _DOUBTFUL and not Seen(clause, False).ordered()
    )
    if _of_somebody(clause, act):
        doubted = False
    if act.name == "out_of_scope" and act.confidence > _SURE and any(set(x.word.split()) & OUTSIDE for x in clause):
        return act  # "translate my last mail into German"
    if doubted and turn.items[-1].word not in (".", "!") and explained(clause, turn):
        return instead("find")
    if plainly := said_plainly(clause, act.name):
        return instead(plainly)
    if act.name in ("report", "update") and _plainly_of_one(clause, turn, act):
        return instead("lookup")
    if _staff(clause, turn) or (act.name in _MISTAKEN and _questions(clause) and _fits(clause, turn, act)):
        return instead("lookup")
    return instead(*told) if act.name == "state" and (told := _not_told(clause, turn)) else act


def _of_the_past(turn: Turn, clause: Items, act: Act) -> str | None:
    """Duplicates are looked for, who changed a record and when: whatever else it is like."""
    if act.name in (*_MISTAKEN, "lookup", "merge", "none") and twins(clause, turn):
        return "find"
    return "lookup" if act.name in (*_MISTAKEN, *WRITES) and past(clause, turn) else None


def _going_round(clause: Items, act: Act) -> str | None:
    """ "Is any of our customers being sold?": what mails and notes may tell, whatever list it is like."""
    heard = of_hearsay if act.name in _READ else asks_of_hearsay
    return "search" if act.name in (*_MISTAKEN, "lookup", "report") and heard(clause) else None


def _weighed(clause: Items, act: Act) -> str | None:
    """ "Why has Acme such odds", "whom to ring first": advice or odds."""
    if act.name == "task":  # "call my best leads tomorrow" is one
        return "recommend" if whom_first(clause) else None
    return weighed(clause) if act.name in _WEIGHABLE else None


_WEIGHABLE = frozenset(["report", "lookup", "none", *_MISTAKEN])
_FRAGMENTS = frozenset("state out_of_scope lookup update find latest none create".split())


def _of_somebody(clause: Items, act: Act) -> bool:
    """ "What did Sarah say about price", "our finance contact at Acme?": words, or one person, and no list."""
    person = any(x.of("contact") and x.candidates[0].object == "contact" for x in clause) and asks(clause)
    said = act.name == "search" and act.confidence > (_DOUBTFUL if person else _SURE)
    return said or any((s := x.sense("object")) and s.object == "contact" and not x.plural for x in clause)


def _not_told(clause: Items, turn: Turn) -> tuple[str, float] | None:
    """What a question, or the name of a list, is that was taken for something told; with how sure that is."""
    if _lists(clause, turn):
        return "find", _SURE
    if any(x.word in _VOICED for x in clause) and len(clause) <= _FEW:
        return "search", _SURE
    if not asks(clause):
        return None
    if any(x.has("why") for x in clause) and not any(map(is_matter, clause)):
        return "score", _DOUBTFUL
    if any(x.has("won", "lost", "closing", "overdue", "due") for x in clause) and not names_some(clause):
        return "find", _DOUBTFUL
    return ("lookup" if names_some(clause) else "out_of_scope"), _DOUBTFUL


_VOICED = frozenset("objections complaints concerns feedback promises commitments".split())
_FEW = 5  # words of "price objections"


def _lists(clause: Items, turn: Turn) -> bool:
    """ "Tom's and Maya's proposals worth more than 50k": records in the plural, and no verb of what happened."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause) or any(
        x.plural and not x.candidates and (x.has("deal_noun") or x.sense("option", "deal")) for x in clause
    )
    told = any(x.word in VERBS or x.has("spoke", "log", "remind", "because") for x in clause)
    return many and not told and turn.items[-1].word not in (".", "!") and head_of(clause, turn) is not None


def _fits(clause: Items, turn: Turn, act: Act) -> bool:
    """It is answerable, and the act that it was taken for has nothing better to say."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause)
    if act.name in ("find", "count") and many:
        return False
    if act.name == "recommend" and not (
        any(x.has("who") or x.word == "whom" for x in clause)
        or (_next_step(clause, turn) and not {"i", "we"} & {w for x in clause for w in x.word.split()})
    ):
        return False
    if act.name in ("latest", "brief", "score") and not (explicit(clause, turn) or last_sale(clause, turn)):
        return False
    return answerable(clause, turn)


def _plainly_of_one(clause: Items, turn: Turn, act: Act) -> bool:
    """No figure of sales and no change: "turnover of Starling", "name of the plant manager at Bayview"."""
    if act.name == "report" and their_own(clause) and not any(x.has("group_by", "report") for x in clause):
        return True
    if act.name == "report" and any(x.sense("metric") and not x.candidates for x in clause):
        return False  # "the number of open deals of Ben"
    changed = act.confidence >= _OUTRIGHT or any(x.has(*_CHANGING) or x.kind in _VALUES for x in clause)
    changing = act.name == "update" and changed
    return not changing and bool(meant(clause, turn).candidates)


def _next_step(clause: Items, turn: Turn) -> bool:
    """ "what's next for the renewal": a deal that is named holds its next step."""
    named = any(x.of("deal") and x.of("deal")[0].score >= 0.8 for x in clause)
    return named and any(a.field == "next_step" for a in asked_fields(clause, turn, "deal")[:1])


def _staff(clause: Items, turn: Turn) -> bool:
    """ "how many people work at Ridgeway": its employees, not the ones we know."""
    named = [x for x in clause if x.of("account") and x.candidates[0].object == "account"]
    works = any(set(x.word.split()) & {"work", "works", "working", "employ", "employs", "employed"} for x in clause)
    asked = asked_fields(clause, turn, "account")[:1] if len(named) == 1 and works else []
    return any(a.field == "employees" and a.size > 2 for a in asked)


_DOUBTFUL = 0.5
_OUTRIGHT = 0.9  # how sure an act is whose form means nothing else
_CHANGING = (
    "set",
    "move",
    "push",
    "raise",
    "lower",
    "clear",
    "rename",
    "assign",
    "won",
    "lost",
    "create",
    "log",
    "remind",
)
_VALUES = ("money", "date", "period", "percent", "quote", "shift", "duration")
_DOUBTED = frozenset(["out_of_scope", "state", "help", "search", "greet", "none"])


def _questions(clause: Items) -> bool:
    """It asks, in so many words or by a telegram's few."""
    few = len([x for x in clause if not x.is_mark]) <= 6 and not any(x.has(*WRITES) for x in clause)
    return asks(clause) or few or any(x.has("who", "what", "when", "where", "tell") for x in clause)
