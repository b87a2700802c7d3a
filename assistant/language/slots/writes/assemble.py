"""From a draft of changes to one call: a proposal, or the question that stands before it."""

from __future__ import annotations

from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.current import in_scale, stepped
from assistant.language.slots.writes.drafts import NEW, UNKNOWN, Draft, replaced, resolved
from crm_store.query import RecordQuery, parse_conditions
from crm_store.records import find

MOST_STEPS = 200  # records of one proposal that are each read and stepped
_LINKS = ("deal", "lead", "contact", "account")


async def proposal(draft: Draft, turn: Turn, tool: str = "propose_changes") -> ToolCall:
    """The call that proposes all of it; where one record is unclear, a choice of such calls."""
    if draft.stop:
        return draft.stop
    _into_creates(draft)
    _link_activities(draft, turn)
    if not draft.unclear:
        return await _whole(draft.changes, draft.bulk, turn, tool)
    options = draft.unclear[:8]
    calls = [await _whole(resolved(draft, c), draft.bulk, turn, tool) for c in options]
    return answers.which(options, calls, options[0].object)


async def _whole(changes: list[Json], many: Json | None, turn: Turn, tool: str) -> ToolCall:
    """ "Push all my deals in proposal by a week, and Acme is lost": the one beside the many."""
    if many is None:
        return await _call(changes, turn, tool)
    stepped_ = await _each_step(many, turn) if "relative" in many else []
    if isinstance(stepped_, ToolCall):
        return stepped_
    call = await _call(changes, turn, tool)
    if call.name != tool:
        return call
    named = {c["record"]["id"]: c["set"] for c in call.args["changes"] if c["op"] == "update"}
    more = [{**c, "set": rest} for c in stepped_ if (rest := _but(c["set"], named.get(c["record"]["id"], {})))]
    whole = {"changes": [*call.args["changes"], *more]}
    return ToolCall(tool, whole if "relative" in many else {**whole, "bulk": many})


def _but(values: Json, said: Json) -> Json:
    """What is said of one by name counts for it, and not what all get."""
    return {name: value for name, value in values.items() if name not in said}


async def _each_step(bulk: Json, turn: Turn) -> list[Json] | ToolCall:
    """One change per record, as each steps from what it holds."""
    query = RecordQuery(bulk["object"], parse_conditions(bulk["where"]), limit=MOST_STEPS)
    page = await find(turn.session, query, fields={"name"})
    if page.total > MOST_STEPS:
        return answers.decline("not_possible", f"That are more than {MOST_STEPS} records: narrow it down, please.")
    if not page.items:
        return answers.decline("not_possible", "There is no record like that.")
    changes = []
    for record in page.items:
        values = await stepped(turn, bulk["object"], str(record.id), bulk["relative"])
        if values is not None:
            one = {"op": "update", "object": bulk["object"], "record": {"id": str(record.id)}}
            changes.append({**one, "set": {**bulk["set"], **values}})
    return changes


def _into_creates(draft: Draft) -> None:
    """ "New lead Ann Cho. Follow up on Tuesday": what changes on a record that the message makes, it is made with."""
    made = {f"{NEW}{c['key']}": c for c in draft.changes if c["op"] == "create" and c.get("key")}
    for change in [c for c in draft.changes if c["op"] == "update" and c["record"]["id"] in made]:
        if not change.get("relative"):
            made[change["record"]["id"]]["set"].update(change["set"])
            draft.changes.remove(change)


def _link_activities(draft: Draft, turn: Turn) -> None:
    """A call or task of a message about a deal belongs to that deal, where it is with nobody elsewhere, else to whatever else it is about."""
    deals = [c["record"]["id"] for c in draft.changes if c["op"] == "update" and c["object"] == "deal"]
    for change in draft.changes:
        if change["op"] != "create" or change["object"] != "activity":
            continue
        fields = change["set"]
        if len(set(deals)) == 1 and not {"deal", "lead"} & set(fields) and not _elsewhere(fields, deals[0], turn):
            fields["deal"] = deals[0]
        if not set(_LINKS) & set(fields):
            about = next((c for c in draft.about if c.object in _LINKS), None)
            if about:
                fields[about.object] = about.id


def _elsewhere(fields: Json, deal: str, turn: Turn) -> bool:
    """ "Remind me to call Ann of Acme, and push the Globex renewal": the task is with another company than the deal."""
    named = [
        c for x in turn.items for c in x.candidates if c.id in (deal, fields.get("contact"), fields.get("account"))
    ]
    homes = {c.object: c.id if c.object == "account" else c.account_id for c in named}
    home = homes.get("deal")
    return home is not None and any(homes.get(o) not in (None, home) for o in ("contact", "account"))


async def _call(changes: list[Json], turn: Turn, tool: str) -> ToolCall:
    final = []
    for change in changes:
        relative = change.get("relative")
        plain = {k: v for k, v in change.items() if k != "relative"}
        if relative and change["record"]["id"] != UNKNOWN:
            values = await stepped(turn, change["object"], change["record"]["id"], relative)
            if values is None:
                return answers.decline(
                    "not_possible", "There is nothing to count from: that field is empty, or it is the last stage."
                )
            plain["set"] = {**plain["set"], **values}
        if plain["op"] == "update" and plain["record"]["id"] != UNKNOWN:
            plain["set"] = await in_scale(turn, plain["object"], plain["record"]["id"], plain["set"])
        final.append(_pointing(plain, changes))
    return ToolCall(tool, {"changes": final})


def _pointing(change: Json, changes: list[Json]) -> Json:
    """References to records that the same proposal creates, by their keys."""
    for other in changes:
        if key := other.get("key"):
            change = replaced(change, f"{NEW}{key}", {"change": key})
    return change
