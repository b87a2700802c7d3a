"""Clauses that ask for figures, and figures that are told in several: what the later ones leave out, the first one said."""

from __future__ import annotations

from collections.abc import Callable

from assistant.language.acts.gates import WRITES
from assistant.language.acts.leanings import how_many
from assistant.language.acts.model import Act
from assistant.language.acts.signs import Seen
from assistant.language.acts.ticket_over import ticket_ended
from assistant.language.chart import Item, Items
from assistant.language.slots.reports.figures import OTHER, OUTCOMES, asks_figure, called
from assistant.language.slots.reports.measures import measured
from assistant.language.slots.reports.reports import parsed
from assistant.language.slots.reports.says_how import bare_number, names_groups, says_how
from assistant.language.slots.reports.so_many import so_many
from assistant.language.slots.turn import Turn

_SURE = 0.85
# Acts that a figure may have been mistaken for. A change only where no verb orders it.
_MISTAKEN = frozenset(
    "find count lookup latest search out_of_scope state help score brief recommend create update merge log task convert".split()
)


def figures(turn: Turn, clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """The clauses and acts with those that ask for a figure as reports; sentences that tell one report together as one."""
    if any(_surely_writes(c, a) for c, a in zip(clauses, acts, strict=True)):
        return clauses, acts
    clauses, acts = _counted_behind(clauses, acts)
    if (whole := _joined(turn, clauses, acts)) is not None:
        return [whole], [Act("report", _SURE, "none", 0.0)]
    clauses, acts = _of_days_before(clauses, acts)
    clauses = _counted_alike(clauses, acts)
    return clauses, [_as_report(turn, c, a) for c, a in zip(clauses, acts, strict=True)]


def _counted_behind(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Deals won this quarter, how many": a list, and that its number is wanted."""
    if (
        len(clauses) != 2
        or acts[0].name not in ("find", "report", "state")
        or not how_many([x for x in clauses[1] if not x.is_mark])
    ):
        return clauses, acts
    return [(*clauses[1], *clauses[0])], [Act("count", _SURE, "none", 0.0)]


def _counted_alike(clauses: list[Items], acts: list[Act]) -> list[Items]:
    """ "How many calls did I make this week and how many meetings": the second of the same days, people and records."""
    found = list(clauses)
    for n in range(1, len(clauses)):
        before, clause = found[n - 1], clauses[n]
        counted = acts[n - 1].name in _COUNTING and acts[n].name in _COUNTING and clause[0].has("count")
        if counted and before[-1].last + 2 >= clause[0].first and not any(x.candidates for x in clause):
            found[n] = (*clause, *(x for part in _PARTS for x in _lacking(clause, before, part)))
    return found


_COUNTING = ("count", "report", "find")


def _lacking(clause: Items, before: Items, part: Callable[[Item], bool]) -> Items:
    return () if any(map(part, clause)) else tuple(x for x in before if part(x))


def _is_noun(item: Item) -> bool:
    return not item.candidates and bool(item.sense("object") or item.sense("metric"))


def _is_whose(item: Item) -> bool:
    return item.has("me", "team") or "i" in item.word.split() or bool(item.of("user"))


def _is_when(item: Item) -> bool:
    return item.kind in ("period", "date")


_PARTS = (_is_noun, _is_whose, _is_when)


def _as_report(turn: Turn, clause: Items, act: Act) -> Act:
    if act.name in _MISTAKEN and not _advises(clause, act) and asks_figure(clause, turn):
        return Act("report", _SURE, act.name, act.confidence)
    return Act("find", _SURE, act.name, act.confidence) if act.name == "create" and _came_in(clause) else act


def _advises(clause: Items, act: Act) -> bool:
    """ "Who is the most important person to call": advice, and nothing that is measured."""
    plain = not any(x.sense("metric") or x.has("group_by", "report") for x in clause)
    return plain and act.name in ("recommend", "score") and act.confidence > _PLAINLY


_PLAINLY = 0.9


def _came_in(clause: Items) -> bool:
    """ "new leads this week": those that came in. Nobody is created without a name."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in clause)
    told = ("email", "phone", "quote", "money")
    named = any(x.kind in told or (x.capital and not x.senses and not x.value) for x in clause[1:])
    ordered = any(x.has("create") and not _loose(x) for x in clause)
    return many and not named and not ordered and any(x.kind in ("period", "date", "duration") for x in clause)


def _surely_writes(clause: Items, act: Act) -> bool:
    """An order to change something: its verb is there, or somebody's name is."""
    if act.name not in WRITES:
        return False
    seen = Seen(clause, False)
    made = any(x.has("create", "remind", "log", "complete", "delete", "spoke") and not _loose(x) for x in clause)
    new = act.name == "create" and act.confidence >= _SURE and seen.noun("deal", "lead", "contact", "ticket")
    over = act.name == "update" and ticket_ended(seen)  # "…, ticket closed"
    return seen.ordered() or made or new or over or (seen.record("deal", "contact", "lead") and act.confidence > 0.5)


_LOOSE = frozenset("new open made started entered added received landed we got opened created combined".split())


def _loose(item: Item) -> bool:
    """ "new", "added": said of what came in as of what is to be made."""
    return item.word.split()[0] in _LOOSE


def _joined(turn: Turn, clauses: list[Items], acts: list[Act]) -> Items | None:
    """ "How did each rep fare in October? Revenue won, please.": what is measured, and how, in sentences of their own."""
    if not 2 <= len(clauses) <= 3 or any(a.name in _APART and a.confidence > _HALF for a in acts):
        return None
    every = tuple(x for c in clauses for x in c if x.word != "?")
    if all(a.name in ("count", "report", "find") for a in acts) and measured(every, set(), turn).metrics == OUTCOMES:
        return every  # "how many did we win and how many lose this quarter"
    named = [n for n, c in enumerate(clauses) if called(c) and parsed(c, turn)[0] is not None]
    strong = named or [n for n, c in enumerate(clauses) if asks_figure(c, turn)]
    if not strong:  # "For each of our reps, what was the number of calls last month?"
        sure = (n for n, a in enumerate(acts) if a.name in ("count", "report") and a.confidence > _HALF)
        counted = [n for n in sure if parsed(clauses[n], turn)[0] is not None]
        strong = counted if any(map(names_groups, clauses)) else []
    if len(strong) > 1 and _same_figure(turn, every, [clauses[n] for n in strong]):
        strong = strong[:1]
    if (measured_behind := _measured_behind(clauses)) and parsed(every, turn)[0] is not None:
        return every
    if len(strong) != 1 or measured_behind:
        return None
    if (
        len(clauses) > 1
        and called(clauses[strong[0]])
        and all(bare_number(c) for n, c in enumerate(clauses) if n != strong[0])
    ):
        return clauses[strong[0]]
    of = {s.object for x in clauses[strong[0]] if (s := x.sense("object"))} | {"deal"}
    for n, clause in enumerate(clauses):
        if n != strong[0] and not (_goes_with(clause, of, turn) or says_how(clause)):
            return None
    return every


_APART = ("greet", "refine", "approve", "cancel")
_HALF = 0.5


def _measured_behind(clauses: list[Items]) -> bool:
    """ "Take all open deals and give me the average amount": records of one kind, and how they are to be measured."""
    first, behind = clauses[0], clauses[1:]
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in first)
    many = many or any((m := x.sense("metric")) and m.value.endswith("_count") for x in first)
    listed = any(x.has("show") and x.word not in ("any", "list") for x in first[:2]) or any(
        x.kind == "limit" for x in first
    )
    return many and not listed and all(map(says_how, behind))


def _of_days_before(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Was last year bad? How many deals got lost?": the days of a remark hold for the figure asked behind it."""
    if not 2 <= len(clauses) <= 3 or acts[-1].name not in ("count", "report") or any(map(_is_when, clauses[-1])):
        return clauses, acts
    said = [x for c in clauses[:-1] for x in c]
    when = tuple(filter(_is_when, said))
    remark = all(a.name in ("state", "search", "out_of_scope", "find") and a.confidence < _SURE for a in acts[:-1])
    if len(when) != 1 or not remark or any(x.candidates or x.sense("object", "activity") for x in said):
        return clauses, acts
    figure = (*(x for x in clauses[-1] if x.word != "?"), *when)
    bare = not any(x.sense("object") for x in said) and len(said) <= _REMARK
    return ([figure], acts[-1:]) if bare else ([*clauses[:-1], figure], acts)


_REMARK = 9  # items of remarks that ask for nothing by themselves


def _same_figure(turn: Turn, every: Items, parts: list[Items]) -> bool:
    """ "Why have we been losing deals this year? Just a count per reason": each measures it, and no other noun is named."""
    specs = [s for c in (every, *parts) if (s := parsed(c, turn)[0]) is not None]
    alike = len({(*s["metrics"], *s["group_by"]) for s in specs}) == 1
    return alike and not any(x.sense("object") or x.sense("metric") for c in parts[1:] for x in c)


def _goes_with(clause: Items, objects: set[str], turn: Turn) -> bool:
    shows = Seen(clause, False).family("show") and clause[0].word != "which"
    if any(x.candidates and not x.of("user") for x in clause) or Seen(clause, False).family(*OTHER) or shows:
        return False
    nouns = {s.object for x in clause if (s := x.sense("object"))}
    if so_many(clause, turn) is not None:
        return True  # "… which five customers are at the top?"
    said = any(
        x.sense("dimension") or x.kind in ("period", "comparison") or x.has("won", "lost", "group_by") for x in clause
    )
    return nouns <= objects and said
