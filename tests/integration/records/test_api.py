"""The contract's Records section over HTTP."""

from __future__ import annotations

import pytest

from tests.conftest import Company
from tests.integration.records.conftest import Api

OBJECTS = {
    "accounts": {"name": "Globex"},
    "contacts": {"name": "Jane Roe", "email": "jane@globex.example"},
    "leads": {"name": "Max Lead", "company": "Initech"},
    "deals": {"name": "Forty units"},
    "activities": {"type": "note", "body": "They want 40 units."},
    "products": {"name": "GTX Pro", "list_price": 55.5},
    "tickets": {"subject": "It broke"},
}


async def made(api: Api, company: Company, path: str, **values):
    body = {**OBJECTS[path], **values}
    if path in ("deals", "tickets") and "account" not in body:
        body["account"] = (await made(api, company, "accounts"))["id"]
    answer = await api(company.admin, "POST", f"/{path}", body)
    assert answer.status_code == 201, answer.text
    return answer.json()


@pytest.mark.parametrize("path", OBJECTS)
async def test_every_object_lives_its_whole_life(api: Api, company: Company, path: str) -> None:
    one = await made(api, company, path)
    assert set(one) >= {"id", "ref", "version", "label", "external_id", "created_at", "updated_at", "custom"}
    assert one["version"] == 1
    for key in (one["id"], one["ref"], one["ref"].lower()):
        assert (await api(company.admin, "GET", f"/{path}/{key}")).json() == one
    label = "subject" if "subject" in one else "name"
    changed = (await api(company.admin, "PATCH", f"/{path}/{one['id']}", {label: "Renamed", "version": 1})).json()
    assert (changed["version"], changed["label"]) == (2, "Renamed")
    stale = await api(company.admin, "PATCH", f"/{path}/{one['id']}", {label: "Again", "version": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    found = (await api(company.admin, "GET", f"/{path}?{label}=renamed")).json()
    assert (found["total"], [i["id"] for i in found["items"]]) == (1, [one["id"]])
    assert (await api(company.admin, "DELETE", f"/{path}/{one['id']}?version=1")).status_code == 409
    assert (await api(company.admin, "DELETE", f"/{path}/{one['id']}?version=2")).status_code == 204
    assert (await api(company.admin, "GET", f"/{path}/{one['id']}")).status_code == 404
    assert (await api(company.admin, "POST", f"/{path}/{one['id']}/restore")).json()["label"] == "Renamed"


async def test_operators_of_the_query_string(api: Api, company: Company) -> None:
    account = (await made(api, company, "accounts", name="Operators"))["id"]
    for n, stage in enumerate(["Prospecting", "Proposal", "Negotiation", "Won"]):
        await made(
            api, company, "deals", name=f"op {n}", account=account, stage=stage, amount=n * 1000, source="Partner"
        )
    for query, names in {
        "stage=negotiation": "2",
        "stage__ne=Won": "012",
        "amount__gte=1000&amount__lt=3000": "12",
        "stage__in=Won,Proposal&sort=-amount": "31",
        "name__contains=P%202": "2",
        "next_step__isnull=true&sort=amount": "0123",
        "next_step__isnull=false": "",
        "is_open=true&sort=-stage": "210",
        "owner=me&sort=name&limit=2": "01",
        "account.name=operators&amount__lte=1000&sort=amount": "01",
        "id__in=nothing": "",
    }.items():
        found = (await api(company.admin, "GET", f"/deals?account={account}&{query}")).json()
        assert sorted(i["name"][3:] for i in found["items"]) == sorted(names), query
        if "sort" in query:
            assert "".join(i["name"][3:] for i in found["items"]) == names, query


@pytest.mark.parametrize(
    "query",
    [
        "nope=1", "amount__about=1", "amount__gte=lots", "amount__gte=", "sort=nope", "limit=0", "limit=x", "cursor=zzz",
        "cursor=W10", "stage=Nowhere", "close_date__lt=tomorrow", "owner__lt=5", "account.nope=1", "account.owner.nope=1",
        "name__contains=%00", "q=%00", "owner=%00", "name=%00", "created_at__gte=99999-01-01", "amount__gt=1e400", "is_open=perhaps",
        "amount__isnull=perhaps", "name.x=1", "custom.x=1", "version__gt=99999999999999999999", "sort=name,name,name,name,name,name",
    ],
)  # fmt: skip
async def test_a_bad_query_is_a_clear_error(api: Api, company: Company, query: str) -> None:
    answer = await api(company.ann, "GET", f"/deals?{query}")
    assert answer.status_code == 422, answer.text
    assert answer.json()["code"] in ("invalid", "unknown_field")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": ["x"]}, "name"),
        ({"amount": -1}, "amount"),
        ({"amount": 1e30}, "amount"),
        ({"amount": "much"}, "amount"),
        ({"amount": True}, "amount"),
        ({"stage": "Nowhere"}, "stage"),
        ({"stage": ""}, "stage"),
        ({"source": "Partnr"}, "source"),
        ({"close_date": "2026-02-30"}, "close_date"),
        ({"close_date": "0000-01-01"}, "close_date"),
        ({"close_date": "10000-01-01"}, "close_date"),
        ({"close_date": 20260101}, "close_date"),
        ({"currency": "dollars"}, "currency"),
        ({"account": "A-999999999"}, "account"),
        ({"account": {"object": "contact", "id": "x"}}, "account"),
        ({"account": None}, "account"),
        ({"owner": "nobody@nowhere"}, "owner"),
        ({"closed_at": "2026-01-01"}, "closed_at"),
        ({"is_open": True}, "is_open"),
        ({"id": "x"}, "id"),
        ({"nope": 1}, "nope"),
        ({"custom": 1}, "custom"),
        ({"custom": {"nope": 1}}, "nope"),
        ({"pipeline": "Nowhere"}, "pipeline"),
    ],
)
async def test_a_bad_value_is_a_clear_error_that_names_its_field(api: Api, company: Company, values, field) -> None:
    account = (await made(api, company, "accounts"))["id"]
    body = {**({"name": "x"} if values else {}), "account": account, **values}
    answer = await api(company.ann, "POST", "/deals", body)
    assert answer.status_code == 422, answer.text
    assert (answer.json()["code"] in ("invalid", "unknown_field"), answer.json()["field"]) == (True, field)


async def test_a_near_miss_says_what_was_meant(api: Api, company: Company) -> None:
    account = (await made(api, company, "accounts"))["id"]
    body = {"name": "x", "account": account, "source": "Partnr"}
    problem = (await api(company.ann, "POST", "/deals", body)).json()
    assert problem["did_you_mean"] == "Partner"
    assert "Webinar" in problem["allowed"]
    assert "stage" in (await api(company.ann, "GET", "/deals?stag=Won")).json()["detail"]


@pytest.mark.parametrize(
    "name", ["😀 GmbH 🏢", "שלום בע״מ", "مرحبا", "O'Brien; DROP TABLE crm.deal; --", "50% off_\\", "Ünïcödé", "1" * 300]
)
async def test_any_name_is_kept_and_found(api: Api, company: Company, name: str) -> None:
    one = await made(api, company, "accounts", name=name)
    assert one["name"] == name
    for params in ({"name": name}, {"q": name}, {"name__contains": name[1:]}):
        found = (await api(company.admin, "GET", "/accounts", params=params)).json()
        assert one["id"] in [i["id"] for i in found["items"]], params


@pytest.mark.parametrize(
    ("field", "value"),
    [("close_date", "0001-01-01"), ("close_date", "9999-12-31"), ("amount", 9_999_999_999_999.99), ("amount", 0)],
)
async def test_the_ends_of_a_range_are_kept(api: Api, company: Company, field, value) -> None:
    one = await made(api, company, "deals", **{field: value})
    assert one[field] == value
    assert (await api(company.admin, "GET", f"/deals?{field}={value}&id={one['id']}")).json()["total"] == 1


async def test_bodies_that_are_no_objects(api: Api, company: Company) -> None:
    for content in (b"[]", b"1", b'"x"', b"{", b"", b'{"name": NaN}', b'{"name": "\\ud800"}', b'{"\\ud800": 1}'):
        answer = await api(
            company.ann, "POST", "/accounts", content=content, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code in (201, 400, 422), (content, answer.text)
        assert answer.status_code != 201 or content == b'{"name": NaN}'


async def test_a_page_is_clamped_and_pages_cover_everything_once(api: Api, company: Company) -> None:
    for n in range(25):
        await made(
            api, company, "products", name=f"Page {n % 5}", list_price=None if n % 3 == 0 else n % 4, family="paging"
        )
    assert len((await api(company.ann, "GET", "/products?limit=100000")).json()["items"]) >= 25
    for sort in (
        "list_price",
        "-list_price",
        "name",
        "-name,list_price",
        "created_at",
        "-created_at",
        "-updated_at,-list_price",
        "ref",
    ):
        seen, cursor, prices = [], None, []
        while True:
            params = {"family": "paging", "sort": sort, "limit": 7} | ({"cursor": cursor} if cursor else {})
            page = (await api(company.ann, "GET", "/products", params=params)).json()
            assert page["total"] == 25
            seen += [i["id"] for i in page["items"]]
            prices += [i["list_price"] for i in page["items"]]
            cursor = page["next_cursor"]
            if cursor is None:
                break
        assert len(seen) == len(set(seen)) == 25, sort
        if sort in ("list_price", "-list_price"):
            filled = [p for p in prices if p is not None]
            assert prices == sorted(filled, reverse=sort[0] == "-") + [None] * (25 - len(filled))
    other = (await api(company.ann, "GET", "/products?sort=name&limit=1")).json()["next_cursor"]
    assert (await api(company.ann, "GET", f"/products?sort=-name&cursor={other}")).status_code == 422


async def test_search_by_part_typo_mail_phone_and_ref(api: Api, company: Company) -> None:
    one = await made(
        api, company, "contacts", name="Zbigniew Świątkowski", email="zbig@warsaw.example", phone="+48 22 555 01 34"
    )
    for q in (
        "zbigniew",
        "swiatk",
        "Zbigniw Swiatkowsky",
        "zbig@warsaw",
        "warsaw.example",
        "+48 22 555 01 34",
        "5550134",
        one["ref"],
        "zb",
    ):
        found = (await api(company.ann, "GET", "/contacts", params={"q": q})).json()
        assert found["items"], q
        assert found["items"][0]["id"] == one["id"], q
    assert (await api(company.ann, "GET", "/contacts", params={"q": "xqjvw"})).json()["total"] == 0


async def test_invisible_is_404_and_another_s_is_403(api: Api, company: Company) -> None:
    account = (await made(api, company, "accounts", owner=company.ann.email))["id"]
    deal = (await made(api, company, "deals", account=account, owner=company.ann.email))["id"]
    for method, path in [("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/timeline"), ("POST", "/restore")]:
        answer = await api(company.bob, method, f"/deals/{deal}{path}", {} if method == "PATCH" else None)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found"), (method, path)
    refused = await api(company.bob, "PATCH", f"/accounts/{account}", {"city": "Ulm"})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    assert (await api(company.viewer, "POST", "/accounts", {"name": "x"})).status_code == 403
    # nor does a reference tell of it
    hidden = await api(company.bob, "POST", "/activities", {"type": "note", "subject": "x", "deal": deal})
    missing = await api(company.bob, "POST", "/activities", {"type": "note", "subject": "x", "deal": "D-999999999"})
    assert hidden.json() == missing.json()


async def test_a_key_is_answered_once(api: Api, company: Company) -> None:
    headers = {"Idempotency-Key": "abc-1"}
    first = await api(company.ann, "POST", "/leads", {"name": "Once"}, headers=headers)
    again = await api(company.ann, "POST", "/leads", {"name": "Once"}, headers=headers)
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert (await api(company.ann, "GET", "/leads?name=Once")).json()["total"] == 1
    assert (await api(company.ann, "POST", "/leads", {"name": "Twice"}, headers=headers)).status_code == 409
    assert (await api(company.bob, "POST", "/leads", {"name": "Once"}, headers=headers)).status_code == 201


async def test_merge_and_timeline(api: Api, company: Company) -> None:
    keep, gone = await made(api, company, "contacts", email=None), await made(api, company, "contacts")
    note = await made(api, company, "activities", contact=gone["id"])
    merged = await api(company.admin, "POST", "/contacts/merge", {"keep": keep["id"], "merge": [gone["id"]]})
    assert (merged.status_code, merged.json()["email"]) == (200, "jane@globex.example")
    timeline = (await api(company.admin, "GET", f"/contacts/{keep['ref']}/timeline")).json()
    assert ([i["id"] for i in timeline["items"]], timeline["total"]) == ([note["id"]], 1)


async def test_an_agent_s_token_gets_a_proposal(api: Api, company: Company) -> None:
    answer = await api(company.ann, "POST", "/leads", {"name": "Proposed"}, agent=True)
    assert answer.status_code == 202, answer.text
    proposal = answer.json()["proposal"]
    assert (proposal["status"], proposal["changes"][0]["op"]) == ("pending", "create")
    assert (await api(company.ann, "GET", "/leads?name=Proposed", agent=True)).json()["total"] == 0
    lead = (await api(company.ann, "POST", "/leads", {"name": "Kept"})).json()
    for method, body in (("PATCH", {"title": "CEO"}), ("DELETE", None)):
        assert (await api(company.ann, method, f"/leads/{lead['id']}", body, agent=True)).status_code == 202
    assert (
        await api(company.ann, "PATCH", f"/leads/{lead['id']}", {"title": "CEO", "version": 9}, agent=True)
    ).status_code == 409
    assert (await api(company.ann, "POST", f"/leads/{lead['id']}/restore", agent=True)).status_code == 403
    assert (await api(company.ann, "GET", f"/leads/{lead['id']}")).json() == lead
