"""Decisions over HTTP: once, all or nothing, by whom they belong to; stale, expired, edited, undone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from crm_store.clock import Clock
from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.migrate import logins
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.stage import stage
from tests.conftest import NOW, Company
from tests.integration.api.conftest import Api, Found

File = Callable[..., Awaitable[str]]


@pytest.fixture
def file(api_database: Database) -> File:
    """file(identity, change, …) stages a proposal as the agent role does; its id."""

    async def filed(who: Identity, *changes: ChangeDraft) -> str:
        async with api_database.session(who, "agent", write=True) as s:
            return str((await stage(s, ProposalDraft(changes=changes, said="as said", summary="a summary"))).id)

    return filed


def lead(api: Api, who: Identity, **values: Any) -> str:
    return str(api.ok(who, "POST", "/leads", {"name": "Lead", **values})["id"])


def title(api: Api, who: Identity, id_: str) -> Any:
    return api.ok(who, "GET", f"/leads/{id_}")["title"]


def update(id_: str, **values: Any) -> ChangeDraft:
    return ChangeDraft("update", "lead", id_, set=values or {"title": "CEO"})


async def test_the_shape_of_a_proposal(api: Api, org: Company, file: File) -> None:
    one = lead(api, org.ann)
    id_ = await file(
        org.ann,
        update(one, title="CEO"),
        ChangeDraft("create", "activity", set={"type": "note", "subject": "n", "lead": one}),
    )
    found = api.ok(org.ann, "GET", f"/proposals/{id_}")
    assert {"id", "ref", "status", "said", "by", "approver", "expires_at", "change_count", "summary", "changes"} <= set(
        found
    )
    assert found["by"]["email"] == org.ann.email and found["approver"] == "self" and found["change_count"] == 2
    first, second = found["changes"]
    assert {"id", "op", "object", "record", "set", "warnings", "evidence", "status"} <= set(first)
    assert first["set"]["title"] == {"before": None, "after": "CEO"}
    assert second["set"]["lead"]["after"]["id"] == one and second["set"]["lead"]["after"]["object"] == "lead"
    assert api.ok(org.ann, "GET", f"/proposals/{found['ref']}")["id"] == id_
    listed = api.ok(org.ann, "GET", "/proposals?status=pending&approver=me")
    assert id_ in [p["id"] for p in listed["items"]] and listed["total"] == len(listed["items"])
    assert id_ not in str(api.ok(org.manager, "GET", "/proposals?approver=me"))
    pages = api.everything(org.ann, f"/proposals/{id_}/changes", limit=1)
    assert [c["id"] for c in pages] == [first["id"], second["id"]]


async def test_stale_applies_nothing_and_says_what_changed(api: Api, org: Company, file: File) -> None:
    one, two = lead(api, org.ann), lead(api, org.ann)
    id_ = await file(org.ann, update(one), update(two))
    api.ok(org.ann, "PATCH", f"/leads/{two}", {"title": "Baker"})
    for _ in range(2):
        assert api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {}) == (409, "stale")
    assert (title(api, org.ann, one), title(api, org.ann, two)) == (None, "Baker")
    shown = api.ok(org.ann, "GET", f"/proposals/{id_}")
    assert shown["status"] == "stale"
    assert any("Baker" in w["text"] for c in shown["changes"] for w in c["warnings"])


async def test_partial_edited_and_undone(api: Api, org: Company, file: File) -> None:
    one, two = lead(api, org.ann), lead(api, org.ann)
    id_ = await file(org.ann, update(one), update(two))
    first, second = [c["id"] for c in api.ok(org.ann, "GET", f"/proposals/{id_}")["changes"]]
    path = f"/proposals/{id_}"
    for edits in ({first: {"id": two}}, {first: {"ref": "L-1"}}, {first: {"record": two}}, {first: {"version": 9}}, {first: {"nope": 1}},
                  {second: {"title": "x"}}, {"nonsense": {"title": "x"}}, {first: {"last_contacted_at": "2026-01-01"}}):  # fmt: skip
        assert api.refused(org.ann, "POST", f"{path}/approve", {"changes": [first], "edits": edits})[0] == 422, edits
    assert (title(api, org.ann, one), title(api, org.ann, two)) == (None, None)
    done = api.ok(org.ann, "POST", f"{path}/approve", {"changes": [first], "edits": {first: {"title": "CFO"}}})
    assert done["status"] == "partly_applied"
    assert [c["status"] for c in done["changes"]] == ["applied", "rejected"]
    assert (title(api, org.ann, one), title(api, org.ann, two)) == ("CFO", None)
    assert api.ok(org.ann, "POST", f"{path}/approve", {})["status"] == "partly_applied"
    assert api.ok(org.ann, "POST", f"{path}/undo")["status"] == "undone"
    assert title(api, org.ann, one) is None
    assert api.refused(org.ann, "POST", f"{path}/approve", {})[0] == 409
    assert api.ok(org.ann, "POST", f"{path}/undo")["status"] == "undone"


async def test_no_undo_after_a_change(api: Api, org: Company, file: File) -> None:
    one, two = lead(api, org.ann), lead(api, org.ann)
    id_ = await file(org.ann, update(one), update(two))
    assert api.refused(org.ann, "POST", f"/proposals/{id_}/undo")[0] == 409
    api.ok(org.ann, "POST", f"/proposals/{id_}/approve", {})
    api.ok(org.ann, "PATCH", f"/leads/{one}", {"phone": "+1 212 555 0100"})
    assert api.refused(org.ann, "POST", f"/proposals/{id_}/undo") == (409, "conflict")
    assert (title(api, org.ann, one), title(api, org.ann, two)) == ("CEO", "CEO")


async def test_fifty_approvals_at_once(api: Api, org: Company, file: File) -> None:
    one = lead(api, org.ann)
    id_ = await file(
        org.ann, update(one), ChangeDraft("create", "activity", set={"type": "note", "subject": "fifty", "lead": one})
    )
    with ThreadPoolExecutor(50) as pool:
        jobs = [pool.submit(api, org.ann, "POST", f"/proposals/{id_}/approve", {}) for _ in range(50)]
        answers = [job.result() for job in jobs]
    assert {a.status_code for a in answers} == {200}, {a.text for a in answers if a.status_code != 200}
    assert api.ok(org.ann, "GET", f"/leads/{one}")["version"] == 2
    assert api.ok(org.ann, "GET", "/activities?subject=fifty")["total"] == 1


async def test_who_decides(api: Api, org: Company, file: File) -> None:
    mine = lead(api, org.ann)
    id_ = await file(org.ann, update(mine))
    for who, agent, status in ((org.bob, False, 404), (org.carl, False, 404), (org.other_manager, False, 404), (org.manager, False, 403),
                               (org.executive, False, 403), (org.viewer, False, 403), (org.ann, True, 403)):  # fmt: skip
        for action in ("approve", "reject", "undo"):
            assert api(who, "POST", f"/proposals/{id_}/{action}", {}, agent=agent).status_code == status, (
                who.name,
                action,
            )
    assert api.refused(org.manager, "POST", f"/proposals/{id_}/approve", {}) == (403, "not_approver")
    assert api.ok(org.ann, "POST", f"/proposals/{id_}/reject", {"reason": "no"})["status"] == "rejected"
    assert api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {}) == (409, "conflict")
    assert title(api, org.ann, mine) is None


async def test_what_a_manager_decides(api: Api, org: Company, file: File) -> None:
    made = [lead(api, org.ann, email=f"x{n}@one.example") for n in range(23)]
    cases = {
        "delete": [ChangeDraft("delete", "lead", made[0])],
        "merge": [ChangeDraft("merge", "lead", made[1], merge=(made[2],))],
        "many": [update(m, title="CTO") for m in made[2:]],
    }
    for name, changes in cases.items():
        id_ = await file(org.ann, *changes)
        assert api.ok(org.ann, "GET", f"/proposals/{id_}")["approver"] == "manager", name
        assert api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {}) == (403, "not_approver")
        for who in (org.other_manager, org.bob):
            assert api.refused(who, "POST", f"/proposals/{id_}/approve", {})[0] == 404
        assert id_ in [p["id"] for p in api.ok(org.manager, "GET", "/proposals?approver=me")["items"]]
        if name == "many":
            assert api.ok(org.executive, "POST", f"/proposals/{id_}/approve", {})["status"] == "applied"
            assert api.ok(org.executive, "POST", f"/proposals/{id_}/undo")["status"] == "undone"
            continue
        assert api.ok(org.manager, "POST", f"/proposals/{id_}/approve", {})["status"] == "applied"
        assert api.refused(org.ann, "POST", f"/proposals/{id_}/undo")[0] == 403
        assert api.ok(org.manager, "POST", f"/proposals/{id_}/undo")["status"] == "undone"
        assert api.ok(org.ann, "GET", f"/leads/{made[0]}")["id"] == made[0]
    twenty = await file(org.ann, *[update(m, title="COO") for m in made[:20]])
    assert api.ok(org.ann, "GET", f"/proposals/{twenty}")["approver"] == "self"


async def test_another_manager_s_people_and_nobody_above(api: Api, org: Company, file: File) -> None:
    carls = lead(api, org.carl)
    id_ = await file(org.executive, update(carls))
    found = api.ok(org.executive, "GET", f"/proposals/{id_}")
    assert (found["approver"], found.get("confirm_twice")) == ("self", True)  # nobody is above the executive
    assert api.ok(org.executive, "POST", f"/proposals/{id_}/approve", {"confirm": True})["status"] == "applied"
    gone = lead(api, org.admin)
    id_ = await file(org.admin, ChangeDraft("delete", "lead", gone))
    assert api.ok(org.admin, "GET", f"/proposals/{id_}")["confirm_twice"] is True
    assert api.ok(org.admin, "POST", f"/proposals/{id_}/approve", {"confirm": True})["status"] == "applied"
    mine = await file(org.manager, update(lead(api, org.ann)))
    assert api.ok(org.manager, "GET", f"/proposals/{mine}")["approver"] == "self"


async def test_the_approver_is_worked_out_again(api: Api, org: Company, file: File) -> None:
    one = lead(api, org.ann)
    id_ = await file(org.ann, update(one))
    api.ok(org.admin, "PUT", "/settings/policy", {"manager_objects": ["lead"]})
    try:
        assert api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {}) == (403, "not_approver")
        assert api.ok(org.manager, "GET", f"/proposals/{id_}")["approver"] == "manager"
        assert api.ok(org.manager, "POST", f"/proposals/{id_}/approve", {})["status"] == "applied"
    finally:
        api.ok(org.admin, "PUT", "/settings/policy", {"manager_objects": []})
    # Rights are checked again, of both: what has been given away is no longer the author's to change.
    two = lead(api, org.ann)
    id_ = await file(org.ann, update(two))
    api.ok(org.manager, "PATCH", f"/leads/{two}", {"owner": org.bob.email})
    status, code = api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {})
    assert (status, code) in {(409, "stale"), (403, "not_permitted"), (403, "not_approver"), (404, "not_found")}
    assert title(api, org.bob, two) is None
    # A create that an edit hands to somebody else's person is refused.
    id_ = await file(org.ann, ChangeDraft("create", "lead", set={"name": "New"}))
    change = api.ok(org.ann, "GET", f"/proposals/{id_}")["changes"][0]["id"]
    assert (
        api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {"edits": {change: {"owner": org.carl.email}}})[0]
        == 403
    )


async def test_a_reader_sees_no_more_of_a_proposal_than_of_its_records(api: Api, org: Company, file: File) -> None:
    one = lead(api, org.ann, name="Unseen lead")
    id_ = await file(org.ann, update(one, title="Unseen title"))
    for who in (org.bob, org.carl, org.other_manager):
        assert api.refused(who, "GET", f"/proposals/{id_}")[0] == 404
        assert api.refused(who, "GET", f"/proposals/{id_}/changes")[0] == 404
        assert "Unseen" not in api(who, "GET", "/proposals?limit=200").text
    api.ok(org.executive, "PATCH", f"/leads/{one}", {"owner": org.carl.email, "title": "Carl's"})
    shown = api(org.ann, "GET", f"/proposals/{id_}").text
    assert "Carl's" not in shown
    api(org.ann, "POST", f"/proposals/{id_}/approve", {})
    assert "Carl's" not in api(org.ann, "GET", f"/proposals/{id_}").text


async def test_an_expired_one(api: Api, org: Company, api_admin: str) -> None:
    one = lead(api, org.ann)
    roles = logins(api_admin)
    early = Database(roles.app, roles.agent, Clock(NOW - timedelta(days=8)), size=2)
    await early.open()
    try:
        async with early.session(org.ann, "agent", write=True) as s:
            id_ = str((await stage(s, ProposalDraft(changes=(update(one),)))).id)
    finally:
        await early.close()
    assert api.ok(org.ann, "GET", f"/proposals/{id_}")["status"] == "expired"
    for _ in range(2):
        assert api.refused(org.ann, "POST", f"/proposals/{id_}/approve", {}) == (410, "expired")
    assert title(api, org.ann, one) is None
    assert id_ in [p["id"] for p in api.ok(org.ann, "GET", "/proposals?status=expired")["items"]]


async def test_a_correction_in_chat_supersedes(api: Api, org: Company, found_company: Found) -> None:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "Northwind"})
    deal = api.ok(org.ann, "POST", "/deals", {"name": "Northwind renewal", "account": account["id"], "amount": 1000})
    conversation = api.ok(org.ann, "POST", "/conversations")["id"]
    path = f"/conversations/{conversation}/messages"
    first = api.ok(org.ann, "POST", path, {"text": "set the amount of Northwind renewal to 50k"})
    assert first["status"] == "needs_approval", first["text"]
    second = api.ok(org.ann, "POST", path, {"text": "make it 60"})
    assert second["status"] == "needs_approval" and second["proposal_id"] != first["proposal_id"]
    assert api.ok(org.ann, "GET", f"/proposals/{first['proposal_id']}")["status"] == "superseded"
    assert api.refused(org.ann, "POST", f"/proposals/{first['proposal_id']}/approve", {})[0] == 409
    yes = api.ok(org.ann, "POST", path, {"text": "yes"})
    assert yes["status"] == "complete", yes["text"]
    assert api.ok(org.ann, "GET", f"/deals/{deal['id']}")["amount"] == 60_000
    api.ok(org.ann, "POST", path, {"text": "undo"})
    assert api.ok(org.ann, "GET", f"/deals/{deal['id']}")["amount"] == 1000


async def test_more_of_the_same_record_goes_into_what_waits(api: Api, org: Company, found_company: Found) -> None:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "Southwind"})
    deal = api.ok(org.ann, "POST", "/deals", {"name": "Southwind renewal", "account": account["id"], "amount": 1000})
    path = f"/conversations/{api.ok(org.ann, 'POST', '/conversations')['id']}/messages"
    api.ok(org.ann, "POST", path, {"text": "move Southwind renewal to December 20"})
    api.ok(org.ann, "POST", path, {"text": "and bump the amount by 10%"})
    last = api.ok(org.ann, "POST", path, {"text": "and set the stage to proposal"})
    assert last["status"] == "needs_approval", last["text"]
    api.ok(org.ann, "POST", path, {"text": "yes"})
    now = api.ok(org.ann, "GET", f"/deals/{deal['id']}")
    assert (now["amount"], now["stage"], now["close_date"][5:]) == (1100, "Proposal", "12-20")


async def test_a_text_field_that_was_just_told_is_what_is_changed(api: Api, org: Company, found_company: Found) -> None:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "Eastwind"})
    deal = api.ok(
        org.ann, "POST", "/deals", {"name": "Eastwind renewal", "account": account["id"], "next_step": "Send the plan"}
    )
    path = f"/conversations/{api.ok(org.ann, 'POST', '/conversations')['id']}/messages"
    api.ok(org.ann, "POST", path, {"text": "what's the next step on Eastwind renewal?"})
    api.ok(org.ann, "POST", path, {"text": "change it to call them on Friday"})
    api.ok(org.ann, "POST", path, {"text": "yes"})
    assert api.ok(org.ann, "GET", f"/deals/{deal['id']}")["next_step"] == "Call them on Friday"


async def test_decisions_of_several_people_in_any_order(api: Api, org: Company, file: File) -> None:
    """Approve, reject and undo at once: exactly one of the first two takes it, and the record tells which."""
    for _ in range(5):
        one = lead(api, org.ann)
        id_ = await file(org.ann, update(one))
        calls = [
            asyncio.to_thread(api, org.ann, "POST", f"/proposals/{id_}/{a}", {}) for a in ("approve", "reject") * 3
        ]
        answers = await asyncio.gather(*calls)
        assert {a.status_code for a in answers} <= {200, 409}
        status = api.ok(org.ann, "GET", f"/proposals/{id_}")["status"]
        assert (status, title(api, org.ann, one)) in {("applied", "CEO"), ("rejected", None)}
