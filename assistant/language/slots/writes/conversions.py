"""Leads that become customers: the account, the contact and the deal that converting one means."""

from __future__ import annotations

from uuid import UUID

from psycopg.rows import dict_row

from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.targets import find_target
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.changes import read_changes
from assistant.language.slots.writes.drafts import Draft
from assistant.language.slots.writes.names import named_at, put_called
from assistant.language.slots.writes.record_updates import several


async def restated(turn: Turn, draft: Draft) -> list[ToolCall]:
    """ "Kirsten to converted": all that converting means, and not the word alone."""
    last = draft.changes[-1] if draft.changes and not draft.stop else {}
    if last.get("object") != "lead" or last.get("set") != {"status": "Converted"} or draft.unclear:
        return []
    draft.changes.pop()
    return [await converted(last["record"]["id"], {}, turn)]


async def convert(clause: Items, turn: Turn) -> ToolCall:
    """The proposal of an order to convert a lead, with the deal that it tells of."""
    leads = several(clause, turn, "lead")
    if leads:
        each = [await converted(t.candidates[0].id, {}, turn, str(n)) for n, t in enumerate(leads)]
        return ToolCall("propose_changes", {"changes": [c for call in each for c in call.args.get("changes", ())]})
    target = find_target(clause, turn, ("lead",))
    if target.missing:
        return answers.not_found("lead", target.missing)
    if not target.candidates:
        return answers.ask("Which lead do you mean?")
    deal = deal_fields(clause, turn)
    calls = [await converted(c.id, deal, turn) for c in target.candidates]
    return calls[0] if len(calls) == 1 else answers.which(target.candidates, calls, "lead")


def deal_fields(items: Items, turn: Turn) -> Json:
    """What was said of the deal that a lead becomes; empty where none was."""
    noun = next((i for i, x in enumerate(items) if not x.candidates and x.sense("object", "deal")), None)
    if noun is None and not any(x.kind == "money" for x in items):
        return {}
    if noun and items[noun - 1].word in ("no", "without", "any"):
        return {}  # "convert her, no deal yet"
    named = {i for i, x in enumerate(items) if x.candidates}
    fields = read_changes(items, turn, "deal", named).values
    put_called(items, turn, "deal", fields, set())
    title = next((x.text.strip(" '\"“”‘’") for x in items if x.kind == "quote"), None)
    title = title or (named_at(items, noun + 1, turn) if noun is not None else None)
    return {"name": title} | fields if title else fields


# What a lead brings along when it becomes a customer.
_LEAD = "SELECT name, company, email, phone, title, source, owner_id::text AS owner FROM crm.lead WHERE id = %s"
# An account of that name, if there is one.
_ACCOUNT = "SELECT id::text AS id FROM crm.account WHERE name_key = crm.fold(%s) LIMIT 2"


async def converted(lead_id: str, fields: Json, turn: Turn, of: str = "") -> ToolCall:
    """The creates and the update that converting a lead means: account (unless there), contact, a deal where one is said.

    `of` sets the keys of several leads apart.
    """
    async with turn.session.connection.cursor(row_factory=dict_row) as cursor:
        lead = await (await cursor.execute(_LEAD, (UUID(lead_id),))).fetchone()
        if lead is None:
            return answers.not_found("lead", lead_id)
        accounts = await (await cursor.execute(_ACCOUNT, (lead["company"] or "",))).fetchall()
    changes: list[Json] = []
    account: object = accounts[0]["id"] if len(accounts) == 1 else None
    if account is None and lead["company"]:
        changes.append({"op": "create", "object": "account", "key": f"c1{of}", "set": {"name": lead["company"]}})
        account = {"change": f"c1{of}"}
    contact = {k: lead[k] for k in ("name", "email", "phone", "title") if lead[k]}
    changes.append(
        {
            "op": "create",
            "object": "contact",
            "key": f"c2{of}",
            "set": contact | ({"account": account} if account else {}),
        }
    )
    if fields and account:
        deal = {"name": f"{lead['company']} deal", "account": account, "contact": {"change": f"c2{of}"}, **fields}
        changes.append(
            {
                "op": "create",
                "object": "deal",
                "key": f"c3{of}",
                "set": deal | ({"source": lead["source"]} if lead["source"] else {}),
            }
        )
    changes.append({"op": "update", "object": "lead", "record": {"id": lead_id}, "set": {"status": "Converted"}})
    return ToolCall("propose_changes", {"changes": changes})
