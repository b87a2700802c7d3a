"""Section 6 of the contract, endpoint by endpoint: paths, shapes, codes."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.conftest import Company
from tests.integration.api.conftest import Api
from tests.integration.api.organisations import COLLECTIONS

COMMON = {"id", "ref", "label", "version", "external_id", "created_at", "updated_at", "custom"}
FIELDS = {
    "account": "name domain industry employees annual_revenue city country phone owner parent_account",
    "contact": "name email phone title account owner",
    "lead": "name company email phone title source status product_interest owner last_contacted_at follow_up_date notes",
    "deal": "name account contact pipeline stage amount currency close_date owner product source next_step loss_reason closed_at",
    "activity": "type subject body occurred_at due_date status priority owner account contact lead deal",
    "product": "name family list_price",
    "ticket": "subject status priority account contact owner resolved_at",
}
PREFIX = {"account": "A", "contact": "C", "lead": "L", "deal": "D", "activity": "T"}
NAMED = [
    "POST /conversations", "GET /conversations", "POST /conversations/{}/messages", "GET /conversations/{}/messages",
    "GET /proposals", "GET /proposals/{}", "GET /proposals/{}/changes", "POST /proposals/{}/approve", "POST /proposals/{}/reject",
    "POST /proposals/{}/undo", "POST /contacts/merge", "GET /settings/objects/{}", "PUT /settings/objects/{}", "GET /settings/fields/{}.{}",
    "PUT /settings/fields/{}.{}", "POST /settings/fields", "GET /settings/pipelines", "PUT /settings/pipelines", "GET /settings/tenant",
    "PUT /settings/tenant", "GET /settings/sharing", "PUT /settings/sharing", "GET /settings/policy", "PUT /settings/policy", "GET /me",
    "GET /users", "GET /search", "POST /reports/run", "GET /duplicates", "GET /leads/{}/score", "GET /deals/{}/score", "GET /scores/models",
    "GET /recommendations", "GET /audit", "POST /auth/token",
    *(f"{m} /{c}{s}" for c in COLLECTIONS.values() for m, s in
      (("GET", ""), ("POST", ""), ("GET", "/{}"), ("PATCH", "/{}"), ("DELETE", "/{}"), ("POST", "/{}/restore"))),
    *(f"GET /{c}/{{}}/timeline" for c in ("accounts", "contacts", "leads", "deals")),
]  # fmt: skip
BODY: dict[str, Any] = {
    "account": {"name": "Acme"}, "contact": {"name": "Jane"}, "lead": {"name": "Lee"}, "deal": {"name": "Big"},
    "activity": {"type": "task", "subject": "Call", "due_date": "2026-11-20"}, "product": {"name": "Widget", "list_price": 9.99},
    "ticket": {"subject": "Broken"},
}  # fmt: skip


def create(api: Api, org: Company, object_: str, **more: Any) -> Any:
    body = {**BODY[object_], **more}
    if object_ in ("deal", "ticket") and "account" not in body:
        body["account"] = api.ok(org.ann, "POST", "/accounts", {"name": "Acme"})["id"]
    return api.ok(org.admin if object_ == "product" else org.ann, "POST", f"/{COLLECTIONS[object_]}", body)


async def test_every_path_is_in_the_document(api: Api, org: Company) -> None:
    spec = api.client.get(f"{api.url}/api/v1/openapi.json").json()
    there = {
        f"{m.upper()} {re.sub(r'{[^}]*}', '{}', p.removeprefix('/api/v1'))}"
        for p, ops in spec["paths"].items()
        for m in ops
    }
    assert not set(NAMED) - there
    ids = [o["operationId"] for ops in spec["paths"].values() for o in ops.values()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("object_", COLLECTIONS)
async def test_a_record_has_its_fields(api: Api, org: Company, object_: str) -> None:
    made = create(api, org, object_)
    path = f"/{COLLECTIONS[object_]}"
    assert COMMON | set(FIELDS[object_].split()) <= set(made)
    assert made == api.ok(org.ann, "GET", f"{path}/{made['id']}") == api.ok(org.ann, "GET", f"{path}/{made['ref']}")
    assert made["version"] == 1 and made["custom"] == {}
    if object_ in PREFIX:
        assert re.fullmatch(PREFIX[object_] + r"-\d+", made["ref"])
    assert datetime.fromisoformat(made["created_at"]).utcoffset() is not None
    assert made["created_at"].endswith("Z")
    if "owner" in made:
        assert made["owner"] == {
            "object": "user",
            "id": str(org.ann.user_id),
            "ref": org.ann.email,
            "label": "Ann",
            "email": org.ann.email,
        }
    page = api.ok(org.ann, "GET", f"{path}?limit=1")
    assert {"items", "total", "next_cursor"} <= set(page)
    caller = org.admin if object_ == "product" else org.ann
    key = "subject" if object_ in ("activity", "ticket") else "name"
    changed = api.ok(caller, "PATCH", f"{path}/{made['id']}", {key: "Other", "version": 1})
    assert (changed["version"], changed["label"]) == (2, "Other")
    assert api.refused(caller, "PATCH", f"{path}/{made['id']}", {key: "x", "version": 1}) == (409, "stale")
    gone = api(caller, "DELETE", f"{path}/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert api.refused(caller, "GET", f"{path}/{made['id']}") == (404, "not_found")
    assert api.refused(caller, "DELETE", f"{path}/{made['id']}") == (404, "not_found")
    assert api.ok(caller, "POST", f"{path}/{made['id']}/restore")["id"] == made["id"]


async def test_what_is_required(api: Api, org: Company) -> None:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "A"})["id"]
    for path, body in (
        ("accounts", {}), ("accounts", {"name": ""}), ("accounts", {"name": "  "}), ("accounts", {"name": None}), ("contacts", {"email": "a@b.example"}),
        ("leads", {"company": "x"}), ("products", {}), ("deals", {"name": "x"}), ("deals", {"account": account}), ("tickets", {"subject": "x"}),
        ("tickets", {"account": account}), ("activities", {"subject": "x"}),
    ):  # fmt: skip
        assert api.refused(org.admin, "POST", f"/{path}", body) == (422, "invalid"), (path, body)


async def test_what_follows_from_a_write(api: Api, org: Company) -> None:
    deal = create(api, org, "deal", close_date="2026-12-31", amount=10)
    won = api.ok(org.ann, "PATCH", f"/deals/{deal['id']}", {"stage": "Won"})
    assert won["closed_at"] == "2026-11-18T15:00:00Z" and won["close_date"] == "2026-12-31"
    assert api.refused(org.ann, "PATCH", f"/deals/{deal['id']}", {"closed_at": "2026-01-01T00:00:00Z"})[0] == 422
    lead = create(api, org, "lead")
    api.ok(
        org.ann,
        "POST",
        "/activities",
        {"type": "call", "subject": "c", "lead": lead["id"], "occurred_at": "2026-11-01T10:00:00Z"},
    )
    assert api.ok(org.ann, "GET", f"/leads/{lead['id']}")["last_contacted_at"] == "2026-11-01T10:00:00Z"
    contact = create(api, org, "contact", account=deal["account"]["id"])
    call = create(api, org, "activity", contact=contact["id"])
    assert call["account"]["id"] == deal["account"]["id"] and call["status"] == "open"
    ticket = create(api, org, "ticket")
    assert ticket["resolved_at"] is None


async def test_operators_and_paging(api: Api, org: Company) -> None:
    account = create(api, org, "account", name="Paging")
    made = [
        create(
            api,
            org,
            "deal",
            name=f"P{n % 4}",
            account=account["id"],
            amount=[None, 5, 5, 7.5][n % 4],
            close_date=f"2026-12-{n + 1:02}",
        )
        for n in range(23)
    ]
    base = {"account": account["id"]}
    for sort in (
        "",
        "amount",
        "-amount",
        "name,-close_date",
        "-created_at",
        "owner",
        "stage,amount",
        "-account.name,close_date",
    ):
        items = api.everything(org.ann, "/deals", limit=5, **base, **({"sort": sort} if sort else {}))
        assert len({i["id"] for i in items}) == 23, sort
    by = [i["close_date"] for i in api.everything(org.ann, "/deals", limit=4, sort="-close_date", **base)]
    assert by == sorted(by, reverse=True)
    count = {
        "amount=5": 12, "amount__ne=5": 11, "amount__lt=7.5": 12, "amount__lte=7.5": 17, "amount__gt=5": 5, "amount__gte=5": 17,
        "amount__in=5,7.5": 17, "name__contains=p1": 6, "amount__isnull=true": 6, "amount__isnull=false": 17, "owner=me": 23,
        f"owner={org.ann.email}": 23, "owner__ne=me": 0, "stage=Prospecting": 23, "stage__in=Won,Lost": 0, "close_date__gte=2026-12-20": 4,
        "name=P1&amount__gte=1": 6, "close_date__gt=2026-12-01&close_date__lt=2026-12-03": 1, "account.name=Paging": 23,
    }  # fmt: skip
    for query, expected in count.items():
        found = api.ok(org.ann, "GET", f"/deals?account={account['ref']}&{query}")
        assert found["total"] == expected, query
    assert api.ok(org.ann, "GET", "/deals?limit=100000")["total"] >= 23
    for bad in ("limit=0", "limit=-1", "limit=x", "cursor=nonsense", "amount__near=5", "nope=1", "sort=nope", "amount__gte=many",
                "close_date__lt=someday", "stage=Nowhere", "amount__isnull=perhaps", "owner=nobody%40nowhere.example"):  # fmt: skip
        answer = api(org.ann, "GET", f"/deals?{bad}")
        assert answer.status_code == 422 or (answer.status_code == 200 and answer.json()["total"] == 0), (
            bad,
            answer.text[:200],
        )
    cursor = api.ok(org.ann, "GET", "/deals?limit=1&sort=name")["next_cursor"]
    assert api.refused(org.ann, "GET", f"/deals?limit=1&sort=amount&cursor={cursor}")[0] == 422
    assert made


async def test_clamped_and_empty_lists(api: Api, org: Company) -> None:
    for path in ("/conversations", "/proposals", "/audit", "/deals", "/users"):
        for limit in (1, 200, 999_999_999_999):
            page = api.ok(org.ann, "GET", f"{path}?limit={limit}")
            assert {"items", "total", "next_cursor"} <= set(page), path
            assert path == "/users" or len(page["items"]) <= min(limit, 200)
    for path in ("/recommendations", "/duplicates?object=contact", "/search?q=x"):
        for limit in (1, 999_999_999_999):
            answer = api(org.ann, "GET", f"{path}{'&' if '?' in path else '?'}limit={limit}")
            assert answer.status_code == 200, (path, answer.text)


async def test_references_are_written_in_every_way(api: Api, org: Company) -> None:
    account, contact = create(api, org, "account"), create(api, org, "contact", email="ref@acme.example")
    for said in (
        account["id"],
        account["ref"],
        account["ref"].lower(),
        {"object": "account", "id": account["id"]},
        {k: account[k] for k in ("id", "ref", "label")},
    ):
        deal = api.ok(
            org.ann,
            "POST",
            "/deals",
            {"name": "x", "account": said, "contact": contact["email"], "owner": org.ann.email},
        )
        assert deal["account"] == {"object": "account", **{k: account[k] for k in ("id", "ref", "label")}}
        assert deal["contact"]["id"] == contact["id"]
    for owner in ("me", str(org.ann.user_id), org.ann.email.upper(), {"object": "user", "id": str(org.ann.user_id)}):
        assert (
            api.ok(org.ann, "PATCH", f"/accounts/{account['id']}", {"owner": owner})["owner"]["email"] == org.ann.email
        )


async def test_a_report_and_its_csv(api: Api, org: Company) -> None:
    create(api, org, "deal", amount=10, source="Website")
    spec = {
        "metrics": ["deal_count", "pipeline", "win_rate"], "group_by": ["owner", "created_at:month"],
        "period": {"field": "created_at", "name": "this_quarter"}, "compare": "previous_period",
    }  # fmt: skip
    table = api.ok(org.ann, "POST", "/reports/run", spec)
    assert {"columns", "rows", "report", "csv_url"} <= set(table)
    assert all({"key", "label", "kind"} <= set(c) for c in table["columns"])
    assert {c["key"] for c in table["columns"]} <= set(table["rows"][0])
    assert table["rows"][0]["owner"] == "Ann"
    url = f"{api.url}{table['csv_url']}" if table["csv_url"].startswith("/") else table["csv_url"]
    first = httpx.get(url, headers=api.header(org.ann))
    assert (first.status_code, first.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "Ann" in first.text
    assert httpx.get(url, headers=api.header(org.ann)).status_code == 404
    other = api.ok(org.ann, "POST", "/reports/run", spec)["csv_url"]
    assert httpx.get(f"{api.url}{other}", headers=api.header(org.bob)).status_code == 404
    empty = api.ok(
        org.carl, "POST", "/reports/run", {"metrics": ["pipeline", "deal_count", "win_rate", "average_deal_size"]}
    )["rows"][0]
    assert (empty["pipeline"], empty["deal_count"], empty["win_rate"], empty["average_deal_size"]) == (0, 0, None, None)
    for bad in ({}, {"metrics": []}, {"metrics": ["nope"]}, {"metrics": ["pipeline"], "group_by": ["nope"]}, {"metrics": ["pipeline"], "period": "someday"},
                {"metrics": ["pipeline"], "filters": [{"field": "stage", "op": "near", "value": 1}]}, {"metrics": ["pipeline"], "limit": 0}):  # fmt: skip
        assert api.refused(org.ann, "POST", "/reports/run", bad)[0] == 422, bad


async def test_chat_shapes(api: Api, org: Company) -> None:
    create(api, org, "deal", name="Shapely", amount=1000)
    conversation = api.ok(org.ann, "POST", "/conversations")["id"]
    path = f"/conversations/{conversation}/messages"
    answer = api.ok(org.ann, "POST", path, {"text": "show my deals"})
    assert {"id", "role", "text", "blocks", "status", "trace_id"} <= set(answer) and answer["role"] == "assistant"
    block = next(b for b in answer["blocks"] if b["type"] == "records")
    assert block["object"] == "deal" and block["total"] >= 1
    assert {"id", "ref", "label", "fields"} <= set(block["items"][0])
    listed = api.everything(org.ann, path)
    assert [m["role"] for m in listed] == ["user", "assistant"] and listed[1]["id"] == answer["id"]
    assert conversation in [c["id"] for c in api.everything(org.ann, "/conversations")]
    for body in (
        {},
        {"text": ""},
        {"text": "  "},
        {"text": "x", "choice_id": "y"},
        {"text": 5},
        {"text": "x", "page": {"object": "deal"}},
    ):
        assert api.refused(org.ann, "POST", path, body)[0] == 422, body
    assert api.refused(org.ann, "POST", path, {"choice_id": "nope"})[0] in (404, 409, 422)
    assert api.refused(org.ann, "POST", path, {"text": "x" * 20_001}) == (413, "too_large")
    for who in (org.bob, org.manager, org.admin):  # a conversation is its person's alone
        assert api.refused(who, "GET", path) == (404, "not_found")
        assert api.refused(who, "POST", path, {"text": "hi"}) == (404, "not_found")
    events = httpx.post(f"{api.url}/api/v1{path}", json={"text": "move Shapely to Negotiation"}, timeout=240,
                        headers={**api.header(org.ann), "Accept": "text/event-stream"})  # fmt: skip
    assert events.headers["content-type"].startswith("text/event-stream")
    kinds = re.findall(r'"type":\s*"([A-Z_]+)"', events.text)
    assert kinds[0] == "RUN_STARTED" and kinds[-1] == "RUN_FINISHED" and '"interrupt"' in events.text


async def test_the_rest(api: Api, org: Company) -> None:
    me = api.ok(org.ann, "GET", "/me")
    assert (me["email"], me["role"]) == (org.ann.email, "rep")
    assert {"email", "name", "role"} <= set(api.ok(org.ann, "GET", "/users")["items"][0])
    for path in (
        "/search?q=hello&kind=email&limit=3",
        "/duplicates?object=lead",
        "/scores/models",
        "/recommendations?limit=3",
    ):
        assert isinstance(api.ok(org.ann, "GET", path)["items"], list)
    assert api.refused(org.ann, "GET", "/duplicates?object=deal")[0] in (404, 422)
    assert api(org.ann, "GET", "/search?q=x&kind=nope").status_code in (200, 422)
    lead = create(api, org, "lead")
    answer = api(org.ann, "GET", f"/leads/{lead['id']}/score")
    assert answer.status_code in (200, 404)
    event = api.ok(org.ann, "GET", f"/audit?object=lead&record_id={lead['id']}")["items"][0]
    assert (event["action"], event["actor"]["email"], event["record"]["ref"]) == ("create", org.ann.email, lead["ref"])


async def test_problems(api: Api, org: Company) -> None:
    assert api.refused(None, "GET", "/me") == (401, "not_signed_in")
    assert api(None, "GET", "/me").headers["www-authenticate"] == "Bearer"
    bad = {"Authorization": "Bearer nonsense"}
    assert api.refused(None, "GET", "/me", headers=bad) == (401, "not_signed_in")
    assert api.refused(None, "POST", "/auth/token", data={"username": "a@b.example", "password": "wrong"}) == (
        401,
        "not_signed_in",
    )
    assert api.refused(org.ann, "GET", "/nope") == (404, "not_found")
    assert api.refused(org.ann, "POST", "/nope", {})[0] in (404, 405)
    assert api.refused(org.ann, "DELETE", "/me") == (405, "method_not_allowed")
    assert api.refused(org.ann, "POST", "/leads", content=b"{", headers={"Content-Type": "application/json"})[0] == 422
    assert api.refused(org.ann, "POST", "/leads", content=b"\xff\xfe", headers={"Content-Type": "application/json"})[
        0
    ] in (400, 422)
    assert api.refused(org.ann, "POST", "/leads", [1])[0] == 422
    assert api.refused(org.ann, "POST", "/leads", {"name": "x" * 5_000_000}) == (413, "too_large")

    def chunks() -> Any:
        yield b'{"name": "'
        for _ in range(6):
            yield b"x" * 1_000_000

    assert api.refused(org.ann, "POST", "/leads", content=chunks(), headers={"Content-Type": "application/json"}) == (
        413,
        "too_large",
    )
    for id_ in ("nope", "D-0", "%00", "..", "0" * 5000, "%F0%9F%98%80", "%ED%A0%80"):
        assert api(org.ann, "GET", f"/deals/{id_}").status_code in (404, 414, 200 if id_ == ".." else 404), id_


async def test_beside_the_api(api: Api) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert httpx.get(api.url + path).status_code == 200
    assert "openapi" in httpx.get(f"{api.url}/api/v1/openapi.json").json()
    assert httpx.get(f"{api.url}/readyz").json()["status"]
