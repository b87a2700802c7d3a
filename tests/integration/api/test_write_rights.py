"""Who may create, change, hand over and delete what (contract, section 2), as HTTP answers it."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from crm_store.identity import Identity
from tests.conftest import Company
from tests.integration.api.conftest import Api

OWNERS = ("ann", "bob", "carl", "manager")
BELOW = {
    "ann": {"ann"}, "bob": {"bob"}, "carl": {"carl"}, "manager": {"ann", "bob", "manager"}, "other_manager": {"carl"},
    "executive": set(OWNERS), "admin": set(OWNERS), "viewer": set(),
}  # fmt: skip
SEES_ALL = ("executive", "admin", "viewer")
PATHS = {
    "account": "accounts",
    "contact": "contacts",
    "ticket": "tickets",
    "lead": "leads",
    "deal": "deals",
    "activity": "activities",
}
FIELD = {
    "account": "city",
    "contact": "title",
    "ticket": "subject",
    "lead": "title",
    "deal": "next_step",
    "activity": "body",
}


@pytest_asyncio.fixture(scope="module")
async def rows(api: Api, org: Company) -> dict[tuple[str, str], Any]:
    return {(o, name): make(api, getattr(org, name), o) for name in OWNERS for o in PATHS}


def make(api: Api, who: Identity, object_: str) -> Any:
    body: dict[str, Any] = {"name": "One"}
    if object_ in ("deal", "ticket"):
        body["account"] = api.ok(who, "POST", "/accounts", {"name": "Of it"})["id"]
    if object_ == "ticket":
        body["subject"] = body.pop("name")
    if object_ == "activity":  # about a deal of theirs, so that others do not see it
        body = {"type": "note", "subject": "n", "deal": make(api, who, "deal")["id"]}
    return api.ok(who, "POST", f"/{PATHS[object_]}", body)


def sees(who: str, object_: str, owner: str) -> bool:
    return who in SEES_ALL or object_ in ("account", "contact", "ticket") or owner in BELOW[who]


def expected(who: str, object_: str, owner: str) -> int:
    if not sees(who, object_, owner):
        return 404
    return 200 if owner in BELOW[who] else 403


@pytest.mark.parametrize("who", BELOW)
async def test_changes(api: Api, org: Company, rows: dict[tuple[str, str], Any], who: str) -> None:
    caller = getattr(org, who)
    for (object_, owner), row in rows.items():
        path = f"/{PATHS[object_]}/{row['id']}"
        status = expected(who, object_, owner)
        answer = api(caller, "PATCH", path, {FIELD[object_]: who})
        assert answer.status_code == status, (object_, owner, answer.text)
        if status != 200:
            code = {403: "not_permitted", 404: "not_found"}[status]
            for method, body in (("PATCH", {"owner": caller.email}), ("DELETE", None)):
                assert api.refused(caller, method, path, body) == (status, code), (object_, owner, method)
        # An agent's token: a proposal where its person might, the same refusal where not.
        asked = api(caller, "PATCH", path, {FIELD[object_]: f"by an agent of {who}"}, agent=True)
        assert asked.status_code == (202 if status == 200 else status), (object_, owner, asked.text)
        assert api.ok(org.admin, "GET", path)[FIELD[object_]] != f"by an agent of {who}"
        if asked.status_code == 202:
            proposal = asked.json()["proposal"]["id"]
            assert api.refused(caller, "POST", f"/proposals/{proposal}/approve", {}, agent=True)[0] == 403
            assert api.ok(caller, "GET", f"/proposals/{proposal}")["status"] == "pending"


@pytest.mark.parametrize("who", BELOW)
async def test_creates_deletes_and_hands_over(api: Api, org: Company, who: str) -> None:
    caller = getattr(org, who)
    if who == "viewer":
        for object_ in ("account", "lead"):
            assert api.refused(caller, "POST", f"/{PATHS[object_]}", {"name": "x"}) == (403, "not_permitted")
        return
    for object_, path in PATHS.items():
        made = make(api, caller, object_)
        assert made["owner"]["id"] == str(caller.user_id)
        given = api.ok(caller, "PATCH", f"/{path}/{made['id']}", {"owner": org.carl.email})
        assert given["owner"]["email"] == org.carl.email
        now = api(caller, "PATCH", f"/{path}/{made['id']}", {FIELD[object_]: "x"}).status_code
        assert now == expected(who, object_, "carl") or (object_ == "activity" and now == 403)
        other = make(api, caller, object_)
        assert api(caller, "DELETE", f"/{path}/{other['id']}").status_code == 204
        assert api.refused(caller, "GET", f"/{path}/{other['id']}") == (404, "not_found")
        assert api.ok(caller, "POST", f"/{path}/{other['id']}/restore")["id"] == other["id"]
    for owner in OWNERS:
        answer = api(caller, "POST", "/leads", {"name": "for another", "owner": getattr(org, owner).email})
        assert answer.status_code == (201 if owner in BELOW[who] else 403), (who, owner, answer.text)


async def test_a_moved_record_is_seen_by_its_new_owner_alone(api: Api, org: Company) -> None:
    lead = make(api, org.ann, "lead")
    note = api.ok(
        org.ann, "POST", "/activities", {"type": "note", "subject": "n", "lead": lead["id"], "owner": org.ann.email}
    )
    assert api.refused(org.bob, "GET", f"/leads/{lead['id']}/timeline")[0] == 404
    api.ok(org.manager, "PATCH", f"/leads/{lead['id']}", {"owner": org.bob.email})
    assert [i["id"] for i in api.ok(org.bob, "GET", f"/leads/{lead['id']}/timeline")["items"]] == [note["id"]]
    assert api.refused(org.ann, "GET", f"/leads/{lead['id']}")[0] == 404


async def test_a_team_is_an_admin_s_to_make_and_settings_too(api: Api, org: Company) -> None:
    puts: dict[str, Any] = {
        "/settings/objects/deal": {"label": "Deal"}, "/settings/fields/deal.amount": {"label": "Amount"},
        "/settings/tenant": {"currency": "USD"}, "/settings/sharing": {"deal": "owner"}, "/settings/policy": {"manager_over": 20},
        "/settings/pipelines": api.ok(org.admin, "GET", "/settings/pipelines"),
    }  # fmt: skip
    for path, body in puts.items():
        assert api(org.admin, "PUT", path, body).status_code == 200, path
        assert api.refused(org.admin, "PUT", path, body, agent=True) == (403, "not_permitted")
        for who in (org.ann, org.manager, org.executive, org.viewer):
            assert api.refused(who, "PUT", path, body) == (403, "not_permitted"), path
    assert api.refused(org.executive, "POST", "/settings/fields", {"object": "deal", "field": "x"})[0] == 403
