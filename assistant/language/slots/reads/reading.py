"""Acts that only read: the tool call that answers each."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items
from assistant.language.plan import ToolCall
from assistant.language.pronouns import with_person
from assistant.language.slots import answers
from assistant.language.slots.deals_named import rest_of_name
from assistant.language.slots.how_many import counted_others
from assistant.language.slots.naming import missing_name
from assistant.language.slots.periods import span_of
from assistant.language.slots.reads import messages
from assistant.language.slots.reads.doings import doings, whom_met
from assistant.language.slots.reads.lists import find_args, head_of, parse_list
from assistant.language.slots.reads.lookups import last_sale, lookup
from assistant.language.slots.reads.ordering import sorts
from assistant.language.slots.reads.refine import refined
from assistant.language.slots.reports.figures import lists_records
from assistant.language.slots.reports.groups import each_listed, every_member, wherever
from assistant.language.slots.reports.most_of import most_of
from assistant.language.slots.reports.parting import by_the_unit, crosses
from assistant.language.slots.reports.reports import parsed, report_spec, unknown_dimension
from assistant.language.slots.reports.shapes import catalogue, having, in_order, is_list, one_of_a_kind, unmeasurable
from assistant.language.slots.reports.wording import REPORTING, changed_by, left_over
from assistant.language.slots.scan import Scan, excepts, negates
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.unread import unread
from crm_store.catalog import Kind

_MAIN = ("account", "contact", "lead", "deal")


def find(items: Items, turn: Turn) -> list[ToolCall]:
    if any(x.has("who") for x in items[:2]) and any(
        x.word in ("most", "least", "best") or x.kind == "limit" for x in items
    ):
        spec = report_spec(items, turn)
        if spec and spec["group_by"] == ["owner"]:
            return [ToolCall("run_report", {"spec": spec})]
    if (grouped := _grouped(items, turn)) is not None:
        return [grouped]
    head = whom_met(items) or head_of(items, turn) or doings(items)
    if head is not None and (most := most_of(items, turn, head[0])):
        return [most]
    if head is None or _one_record(items, head[0]):
        return lookup(items, turn)
    return listed(items, turn, find_args(with_person(items, turn.state), turn, *head))


def listed(items: Items, turn: Turn, args: Json) -> list[ToolCall]:
    """The list, or what keeps it from being one: a name that nobody has, words of which none is understood."""
    left = args.get("left_out", [])
    bare = left and not args["where"] and "limit" not in args
    if bare and asks(items) and not any((s := x.sense("object")) and s.plural for x in items):
        return messages.perhaps(items, turn)  # "how much does a stop cost them per day"
    if bare and _of_somebody(items, left):
        return messages.perhaps(items, turn)
    name = missing_name(items) if left else None
    if name and name.split()[0] in left:
        return [answers.not_found(None, name)]
    if bare and any(x.has("her", "him") and x.text == left[0] for x in items):
        return [answers.ask("Whom do you mean?")]
    if said := _denied(parse_list(items, turn, args["object"]), left) if left else None:
        return [answers.ask(f"I cannot tell what “{said}” leaves out. Which field or value do you mean?")]
    if bare:
        return [answers.ask(f"I do not know what “{left[0]}” says of them. Is it part of a name, a place, a value?")]
    return [ToolCall("find_records", args)]


def _denied(scan: Scan, left: list[str]) -> str | None:
    """A negation with no condition behind it, and what it denies: without it the answer would be the opposite one."""
    for i, item in scan.free():
        says_no = negates(item) or item.has("lacks", "nobody")
        heeded = any(i <= f.at <= i + _REACH for f in scan.found) or i == len(scan.items) - 1
        if says_no and item.text in left and not heeded:
            return " ".join(x.text for x in scan.items[i : i + _SHOWN])
    return None


_SHOWN, _REACH = 3, 7  # items of what could not be read; over which a negation reaches


def _of_somebody(items: Items, left: list[str]) -> bool:
    """ "is any of our customers thinking of moving production to Mexico": what somebody may have said, and no field holds."""
    first = next((x.word.split()[0] for x in items if not x.is_mark), "")
    return asks(items) and len(left) >= _SAID and first in _WHETHER


_SAID = 2  # words that no field holds
_WHETHER = frozenset("is are was were has have do does did any anyone anybody".split())


def _grouped(items: Items, turn: Turn) -> ToolCall | None:
    """ "accounts by industry": what is asked by groups is a report, not a list."""
    each = any(
        x.has("group_by") or (x.word.split()[0] in _EACH and not wherever(items, i)) or crosses(items, i, turn)
        for i, x in enumerate(items)
    )
    first = next((x for x in items if not x.is_mark), None)
    into = any(x.word == "into" for x in items)  # "sort them into priorities": no order of a list
    each = each or by_the_unit(items)
    ordered = first is not None and ((sorts(first) and not into) or each_listed(items))
    if (not (each or into) and every_member(items) is None) or ordered:
        return None
    spec, scan = parsed(items, turn)
    return figure(spec, scan) if spec and spec["group_by"] else None


_EACH = ("each", "every")


def _one_record(items: Items, head: str) -> bool:
    """ "show me the Globex lift program deal": one record, called by its name and its kind."""
    plural = any((s := x.sense("object")) and s.plural for x in items)
    exact = [
        c
        for i, x in enumerate(items)
        for c in x.candidates[:1]
        if c.object == head and c.score >= 0.95 and not any(map(excepts, items[max(0, i - 3) : i]))
    ]
    if len(exact) == 1 and not plural and head == "deal":
        return True
    if plural or not any(x.sense("object", head) for x in items):
        return False
    named = any(c.score >= 0.8 for x in items for c in x.of(head)[:1])
    return named or (head == "deal" and any(x.of("account") and rest_of_name(items, i) for i, x in enumerate(items)))


def count(items: Items, turn: Turn) -> list[ToolCall]:
    if (grouped := _grouped(items, turn)) is not None:
        return [grouped]
    compared = any(x.kind == "comparison" for x in items)
    both = any(x.has("won") for x in items) and any(x.has("lost") for x in items)
    if (both or compared) and (spec := report_spec(items, turn)):
        return [ToolCall("run_report", {"spec": spec})]
    if _is_figure_of_one(items, turn) or _of_person(items):
        return lookup(items, turn)
    if _of_shown(items, turn):
        return refined(items, turn)
    head = head_of(items, turn) or ("deal", "")
    args = find_args(with_person(items, turn.state), turn, *head)
    args.pop("sort", None)
    return listed(items, turn, {**args, "count_only": True})


def _of_shown(items: Items, turn: Turn) -> bool:
    """ "And how many are already qualified?": of the kind that was listed, where no other one is named."""
    shown = turn.state.shown
    named = any(x.candidates or x.has("won", "lost") or (x.sense("object") and not x.sense("option")) for x in items)
    graded = any(s.kind == "option" and shown and s.object == shown.object for x in items for s in x.senses)
    return graded and not named and not turn.state.report


def _is_figure_of_one(items: Items, turn: Turn) -> bool:
    """ "how many employees does Globex have": a number that the record itself holds."""
    if any(x.sense("object") and not x.candidates for x in items):
        return False
    named = {c.object for x in items for c in x.candidates[:1] if c.score >= 0.6}
    fields = [turn.field(s.object, s.field) for x in items for s in x.senses if s.kind == "field" and s.object in named]
    return any(f is not None and f.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.PERCENT) for f in fields)


def about_record(tool: str, items: Items, turn: Turn) -> list[ToolCall]:
    """`open_record` or `brief_record` for whatever the clause is about."""
    target = find_target(items, turn, _MAIN)
    if target.missing:
        return [answers.not_found(None, target.missing)]
    if not target.candidates:
        return [answers.ask("Which record do you mean?")]
    return [
        answers.each(target, target.candidates[0].object, lambda c: ToolCall(tool, {"object": c.object, "id": c.id}))
    ]


def latest(items: Items, turn: Turn) -> list[ToolCall]:
    """What happened last with a record; "the latest three tickets" are a list."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in items)
    noun = any(x.sense("object", "ticket") or x.sense("object", "deal") for x in items if not x.candidates)
    if (many or noun) and any(x.kind == "limit" for x in items):
        return find(items, turn)  # "the newest ticket of Northwind"
    if any(_is_past(x, turn) for x in items) and find_target(items, turn, _MAIN, implied=False).candidates:
        return listed(items, turn, find_args(items, turn, "activity"))  # "what happened with Acme last week"
    return about_record("open_record", items, turn)


def _is_past(item: Item, turn: Turn) -> bool:
    """Days that have begun before today."""
    span = span_of(item, turn, "future" if item.kind == "date" else "past")
    return span is not None and span.start is not None and span.start < turn.context.today


def brief(items: Items, turn: Turn) -> list[ToolCall]:
    """A briefing on one record; "an overview of all deals that …" is a list."""
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in items)
    if many and not find_target(items, turn, _MAIN, implied=False).candidates:
        return find(items, turn)
    return about_record("brief_record", items, turn)


def report(items: Items, turn: Turn) -> list[ToolCall]:
    if (head := head_of(items, turn)) and (most := most_of(items, turn, head[0])):
        return [most]
    if sale := last_sale(items, turn):
        return [sale]
    spec, scan = parsed(items, turn)
    if spec is None and turn.state.report and any(x.has("group_by", *_CHARTS) for x in items):
        return refined(items, turn)  # "break it down by rep, as a chart"
    if spec and (word := unknown_dimension(items)):
        return [answers.ask(f"I know nothing called “{word}” to group by. By what should I group?")]
    if spec is None and (unknown := unmeasurable(items)):
        return [answers.ask(f"I have no figure called “{unknown}”. What should I add up or count?")]
    if spec and (why_lost(items) or _own_figure(items, turn)):
        return lookup(items, turn)
    if (
        spec is None
        or counted_others(items)
        or catalogue(items)
        or is_list(items, spec)
        or one_of_a_kind(items, spec)
        or lists_records(items)
    ):
        return find(items, turn)
    if in_order(items, spec):
        args = find_args(items, turn, "deal")
        return [ToolCall("find_records", {**args, "where": [c for c in args["where"] if c.get("field") != "pipeline"]})]
    if having(items):
        return [answers.ask("I cannot pick groups by their figure. Should I show them all, the highest first?")]
    if scan and (word := left_over(scan)):
        if (name := missing_name(items)) and word in name.split():
            return [answers.not_found(None, name)]
        return [answers.ask(f"I cannot tell what “{word}” narrows the report to. Which records should it count?")]
    if any(c.get("field") == "loss_reason" for c in spec["filters"]) and not spec["metrics"][0].startswith("lost"):
        return [answers.ask("Reasons are on record of lost deals alone. Should I count the lost ones?")]
    return _told(items, spec, scan)


def _told(items: Items, spec: Json, scan: Scan | None) -> list[ToolCall]:
    """The report, or what is asked back: what was excepted and not understood would turn its figure into another one."""
    call = figure(spec, scan)
    left = call.args.get("left_out", [])
    if denied := next((x.text for x in items if x.text in left and (negates(x) or x.has("lacks"))), None):
        return [answers.ask(f"I cannot tell what “{denied}” leaves out of the report. Which records should it count?")]
    if scan and left and items[0].has("who") and not any(x.has("team") for x in items):
        return messages.perhaps(items, scan.turn)  # "who won the world cup": none of the sellers
    if other := changed_by(items, left):
        return [answers.ask(f"I have no figure called “{other}”. What should I add up or count?")]
    return [call]


def figure(spec: Json, scan: Scan | None) -> ToolCall:
    """The report, with the words that it does not heed."""
    left = unread(scan, REPORTING) if scan else []
    return ToolCall("run_report", {"spec": spec, "left_out": left} if left else {"spec": spec})


_CHARTS = ("chart_bar", "chart_line", "chart_pie")


def _of_person(items: Items) -> bool:
    """ "what's the number of Sarah": her telephone's."""
    person = any(x.of("contact", "lead") and not x.of("account") for x in items)
    return person and not any(x.sense("object") and not x.candidates for x in items)


def _own_figure(items: Items, turn: Turn) -> bool:
    """ "how much revenue does Starling make a year": the company's own, not ours with it."""
    said = {w for x in items for w in x.word.split()}
    return _is_figure_of_one(items, turn) and of_one(items) and bool(said & {"does", "annual", "yearly"})


def why_lost(items: Items) -> bool:
    """ "why did we lose the Tidewater deal": one deal's reason."""
    return any(x.has("why") for x in items) and any(x.has("lost") for x in items) and of_one(items)


def of_one(items: Items) -> bool:
    """Something is asked of one record that is named, and of nothing in the plural."""
    plural = any((s := x.sense("object")) and s.plural and not x.candidates for x in items)
    return not plural and any(_names_one(x) for x in items)


def _names_one(item: Item) -> bool:
    return bool(item.candidates and item.candidates[0].object in _MAIN and item.candidates[0].score >= 0.6)
