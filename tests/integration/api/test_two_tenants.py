"""Every id of one tenant, tried on every operation by another tenant's administrator: it is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest_asyncio

from crm_store.database import Database
from crm_store.identity import Identity
from crm_store.proposals.draft import ChangeDraft, ProposalDraft
from crm_store.proposals.stage import stage
from tests.conftest import Company
from tests.integration.api.conftest import Api, Found

WORD = "Quixotic"  # stands in every record of theirs
METHODS = ("get", "post", "put", "patch", "delete")


@pytest_asyncio.fixture(scope="module")
async def theirs(found_company: Found) -> Company:
    company: Company = await found_company("theirs")
    return company


@pytest_asyncio.fixture(scope="module")
async def keys(api: Api, theirs: Company, api_database: Database) -> dict[str, list[str]]:
    """Ids and refs of the other tenant, by the word that a path or a body has for them."""
    who = theirs.admin
    account = api.ok(who, "POST", "/accounts", {"name": f"{WORD} account"})
    made = {"account": account}
    for object_, path, body in (
        ("contact", "contacts", {"name": f"{WORD} contact", "account": account["id"]}),
        ("lead", "leads", {"name": f"{WORD} lead"}),
        ("deal", "deals", {"name": f"{WORD} deal", "account": account["id"]}),
        ("activity", "activities", {"type": "note", "subject": f"{WORD} note", "body": WORD}),
        ("product", "products", {"name": f"{WORD} product"}),
        ("ticket", "tickets", {"subject": f"{WORD} ticket", "account": account["id"]}),
    ):
        made[object_] = api.ok(who, "POST", f"/{path}", body)
    async with api_database.session(who, "agent", write=True) as s:
        drafts = (ChangeDraft("update", "deal", made["deal"]["id"], set={"next_step": WORD}),)
        proposal = await stage(s, ProposalDraft(changes=drafts, said=WORD, summary=WORD))
    conversation = api.ok(who, "POST", "/conversations")["id"]
    answer = api.ok(who, "POST", f"/conversations/{conversation}/messages", {"text": f"find {WORD} deal"})
    found = {object_: [r["id"], r["ref"]] for object_, r in made.items()}
    return found | {
        "proposal": [str(proposal.id), proposal.ref], "conversation": [conversation], "trace": [answer["trace_id"]],
        "user": [str(who.user_id), who.email],
    }  # fmt: skip


def operations(spec: dict[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    for path, methods in spec["paths"].items():
        if names := re.findall(r"{(\w+)}", path):
            yield from ((method, path.removeprefix("/api/v1"), names) for method in methods if method in METHODS)


def about(path: str) -> str | None:
    """Of what a path of one record is; None where the path names something of the caller's own."""
    collection = path.split("/")[1]
    words = {"activities": "activity", "conversations": "conversation", "traces": "trace", "proposals": "proposal"}
    return None if collection in ("settings", "exports") else words.get(collection, collection.removesuffix("s"))


def body(method: str, path: str, org: Company) -> Any:
    if path.endswith("/messages"):
        return {"text": "hello"}
    return {} if method in ("post", "patch", "put") else None


async def test_no_operation_knows_their_ids(
    api: Api, org: Company, theirs: Company, keys: dict[str, list[str]]
) -> None:
    tried = 0
    for method, path, _ in operations(api.ok(org.admin, "GET", "/openapi.json")):
        if (object_ := about(path)) is None:
            continue
        for key in keys[object_]:  # a route for something new needs its ids here
            asked = re.sub(r"{\w+}", key, path)
            answer = api(org.admin, method, asked, body(method, path, org))
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, asked, answer.text)
            assert WORD not in answer.text
            tried += 1
    assert tried > 80


async def test_no_body_or_filter_knows_them(
    api: Api, org: Company, theirs: Company, keys: dict[str, list[str]]
) -> None:
    who = org.admin
    mine = {
        "account": api.ok(who, "POST", "/accounts", {"name": "Mine"})["id"],
        "contact": api.ok(who, "POST", "/contacts", {"name": "Mine"})["id"],
    }
    before = api.ok(who, "GET", "/deals")["total"]
    for n in range(2):
        their = {name: found[min(n, len(found) - 1)] for name, found in keys.items()}
        bodies: list[tuple[str, str, Any]] = [
            ("POST", "/deals", {"name": "x", "account": their["account"]}),
            ("POST", "/deals", {"name": "x", "account": mine["account"], "contact": their["contact"]}),
            ("POST", "/deals", {"name": "x", "account": mine["account"], "owner": their["user"]}),
            ("POST", "/deals", {"name": "x", "account": mine["account"], "product": their["product"]}),
            ("POST", "/activities", {"type": "note", "subject": "x", "deal": their["deal"]}),
            ("POST", "/activities", {"type": "note", "subject": "x", "lead": their["lead"]}),
            ("PATCH", f"/contacts/{mine['contact']}", {"account": their["account"]}),
            ("PATCH", f"/accounts/{mine['account']}", {"parent_account": their["account"]}),
            ("POST", "/contacts/merge", {"keep": mine["contact"], "merge": [their["contact"]]}),
            ("POST", "/contacts/merge", {"keep": their["contact"], "merge": [mine["contact"]]}),
        ]
        for method, path, json in bodies:
            answer = api(who, method, path, json)
            assert answer.status_code in (404, 422), (path, json, answer.text)
            assert WORD not in answer.text
        for query in (
            f"account={their['account']}",
            f"owner={their['user']}",
            f"account.name__contains={WORD}",
            f"q={WORD}",
        ):
            answer = api(who, "GET", f"/deals?{query}")
            assert answer.status_code == 404 or answer.json().get("total", 0) == 0, (query, answer.text)
            assert f"{WORD} " not in answer.text
        report = {"metrics": ["deal_count"], "filters": [{"field": "account", "op": "eq", "value": their["account"]}]}
        answer = api(who, "POST", "/reports/run", report)
        assert answer.status_code in (404, 422) or answer.json()["rows"][0]["deal_count"] == 0
    assert api.ok(who, "GET", "/deals")["total"] == before


async def test_nothing_that_is_listed_is_theirs(
    api: Api, org: Company, theirs: Company, keys: dict[str, list[str]]
) -> None:
    spec = api.ok(org.admin, "GET", "/openapi.json")
    people = [who for who in vars(org).values() if isinstance(who, Identity)]
    for path, methods in spec["paths"].items():
        if "get" not in methods or "{" in path or not path.startswith("/api/v1"):
            continue
        for who in people:
            answer = api(
                who, "GET", path.removeprefix("/api/v1"), params={"q": WORD} if path.endswith("/search") else None
            )
            assert answer.status_code in (200, 403), (path, answer.text)
            assert f"{WORD} " not in answer.text and "@theirs.example" not in answer.text, path
    for object_ in ("deal", "lead", "contact"):
        for key in keys[object_]:
            said = api.say(org.admin, f"show me {object_} {key}")
            assert f"{WORD} " not in str(said)
