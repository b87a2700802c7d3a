"""Changes of a deal's stage that are not said by its name: steps, outcomes with their reasons, reopening."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Turn
from assistant.language.slots.writes.changed_texts import Changes, free

# What one signs besides the order: none of these wins a deal.
_OTHER_PAPERS = frozenset("nda loi letter pilot trial intent minutes petition visitor protocol".split())
_TO_TAKE_BACK = frozenset(["not", "yet", "nearly", "almost", "never", "soon", "hopefully"])


def steps(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "to the next stage", "back a stage"."""
    if object_ != "deal":
        return
    for i, item in free(items, changes):
        if item.has("next_stage") and not any(x.has("previous_stage", "back") for x in items):
            changes.relative["stage"] = 1
            changes.used.add(i)
        elif item.has("previous_stage") or (item.has("next_stage") and any(x.has("back") for x in items)):
            changes.relative["stage"] = -1
            changes.used.add(i)


def outcomes(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "we won it", "lost to a competitor", "because of price"."""
    if object_ != "deal":
        return
    stages = {s.kind: s.name for s in turn.catalog.default_pipeline.stages if s.kind != "open"}
    for i, item in free(items, changes):
        kind = _outcome(item)
        if not kind or kind not in stages:
            continue
        if _lands_on(items, i) or _taken_back(items, i) or not _of_a_deal(items, i) or _theirs(items, i):
            changes.used.add(i)  # read, and of no deal's end
        else:
            changes.values["stage"] = stages[kind]
            changes.used.add(i)
            if kind == "lost":
                reason(items, changes)
            return


def _lands_on(items: Items, i: int) -> bool:
    """ "We LANDED ON 245k": what was agreed, and nothing won."""
    return items[i].word in ("landed", "settled") and any(x.word in ("on", "at") for x in items[i + 1 : i + 2])


def _outcome(item: Item) -> str | None:
    """Won or lost, also as the end of a measure's name: "Oakhurst deal won"."""
    words = item.word.split() if not item.candidates else [""]
    last = words[0] if words[-1] == "deal" else words[-1]  # "is a LOST DEAL now"
    return "won" if item.has("won") or last == "won" else "lost" if item.has("lost") or last == "lost" else None


_DOERS = frozenset(
    """we i they it he she this that we've they've i've it's they're we're that's customer client one mark set move close
    closed it'll he's she's""".split()
)
_BETWEEN = frozenset(
    """is was are were has have had been be just now finally officially as to a the got get close closed definitely also
    really being gets out probably almost with their down which hereby therefore thereby thus""".split()
)
_GOES_ON = frozenset(
    "to because on due over against for since as at by this today yesterday and the it them deal".split()
)


def _of_a_deal(items: Items, i: int) -> bool:
    """What was won or is dead is a deal, or somebody of ours or theirs did it: a panel is dead, too."""
    if i and items[i - 1].word == "stage" and items[i].word.split()[-1] not in ("won", "lost"):
        return False  # "to the stage Signed": there is none called so
    first = next((x for x in items if not x.has("please")), items[0])
    if first.word in ("close", "mark", "set", "put", "call", "move") or (i and items[i - 1].word == "stage"):
        return True
    if i and (items[i - 1].is_mark or items[i - 1].word == "as") and any(x.of("deal") for x in items[:i]):
        return True  # "Acme pilot: PO received, closed won", "… has to be booked as lost"
    at = i - 1
    while at >= 0 and (items[at].word in _BETWEEN or items[at].is_mark or items[at].kind in ("date", "comparator")):
        at -= 1
    if at < 0 or items[at].candidates or items[at].word in _DOERS or items[at].kind == "quote":
        return True
    return items[at].has("deal_noun", "it", "this", "set", "move") or items[at].sense("object", "deal") is not None


def _theirs(items: Items, i: int) -> bool:
    """ "They lost their CFO", "Acme won an award": what a customer lost or won is no deal of ours."""
    if items[i].word not in ("lost", "lose", "loses", "won", "win", "wins") or i == 0 or i + 1 >= len(items):
        return False
    subject = items[i - 1]
    customer = subject.word in ("they", "he", "she") or bool(subject.of("account", "contact"))
    behind = items[i + 1]
    goes_on = behind.word in _GOES_ON or behind.is_mark or behind.value or behind.candidates or loss_reason(behind)
    return customer and not goes_on


def _taken_back(items: Items, i: int) -> bool:
    """ "not signed yet", "signed the NDA", "win rate"."""
    around = [w for x in items[max(0, i - 3) : i] for w in x.word.split()]
    behind = [w for x in items[i + 1 : i + 5] for w in x.word.split()]
    signs = items[i].word in ("signed", "countersigned", "inked")
    return bool(set(around) & _TO_TAKE_BACK) or (signs and bool(set(behind) & _OTHER_PAPERS))


def reason(items: Items, changes: Changes) -> None:
    """The reason of a loss, where the clause says one."""
    for i, item in free(items, changes):
        if (option := loss_reason(item)) is not None:
            changes.values["loss_reason"] = option
            changes.used.add(i)
            return


def loss_reason(item: Item) -> str | None:
    return next((s.value for s in item.senses if s.kind == "option" and s.field == "loss_reason"), None)


def ended(items: Items, turn: Turn, object_: str, changes: Changes) -> None:
    """ "Close that ticket", "resolve TIC-12": the status whose name begins as the verb does."""
    status = turn.field(object_, "status") if object_ == "ticket" else None
    place = next((i for i, x in enumerate(items[:_VERB]) if x.word in ("close", "resolve")), None)
    if status is None or place is None or "status" in changes.values:
        return
    verb = items[place].word
    ends = next((o.value for o in status.options if o.value.lower().startswith(verb)), None)
    if ends:
        changes.values["status"] = ends
        changes.used.add(place)


_VERB = 3  # items among which an order has its verb
