"""Fields that an administrator hides, masks, closes or makes: effective at once, on every way of reading and writing."""

from __future__ import annotations

from typing import Any

import pytest_asyncio

from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.index import index_batch
from tests.conftest import Company
from tests.integration.api.conftest import Api

SECRET = 731_953  # an amount that stands nowhere else


@pytest_asyncio.fixture(scope="module")
async def deal(api: Api, org: Company, api_database: Database) -> Any:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "Vandelay"})
    made = api.ok(
        org.ann,
        "POST",
        "/deals",
        {"name": "Latex", "account": account["id"], "amount": SECRET, "close_date": "2026-11-25"},
    )
    note = {"type": "note", "subject": "Pelican", "body": "The xylophone clause worries them.", "deal": made["id"]}
    api.ok(org.ann, "POST", "/activities", note)
    async with api_database.session(org.system) as session:
        await index_batch(session, OnnxEncoder(build_encoder_path()))
    return made


def rule(api: Api, org: Company, field: str, **rules: Any) -> None:
    empty: dict[str, Any] = {"hidden_for": [], "masked_for": [], "read_only_for": []}
    api.ok(org.admin, "PUT", f"/settings/fields/{field}", {**empty, **rules})


def told(text: str) -> bool:
    return str(SECRET) in text.replace(",", "")


async def test_a_closed_field_is_nowhere(api: Api, org: Company, deal: Any) -> None:
    path = f"/deals/{deal['id']}"
    filed = api.ok(org.ann, "PATCH", path, {"amount": SECRET + 1}, agent=True)["proposal"]["id"]
    for closed in ("hidden_for", "masked_for"):
        rule(api, org, "deal.amount", **{closed: ["rep"]})
        try:
            shown = api.ok(org.ann, "GET", path)
            assert ("amount" in shown) == (closed == "masked_for")
            answers = [
                api(org.ann, "GET", "/deals?limit=200"), api(org.ann, "GET", path), api(org.ann, "GET", "/audit?limit=200"),
                api(org.ann, "GET", f"/proposals/{filed}"), api(org.ann, "GET", "/proposals"),
                api(org.ann, "GET", "/recommendations?limit=50"), api(org.ann, "GET", f"/proposals/{filed}/changes"),
            ]  # fmt: skip
            for answer in answers:
                assert answer.status_code == 200
                assert not told(answer.text), answer.url
            unknown = api(org.ann, "GET", "/deals?nonsense__gte=1").json()
            for query in ("amount__gte=1", "amount__isnull=false", "sort=amount", "sort=-amount"):
                answer = api(org.ann, "GET", f"/deals?{query}")
                assert (answer.status_code, answer.json()["code"]) == (422, unknown["code"]), query
            refused = {
                "pipeline": {"metrics": ["pipeline"]}, "sum": {"metrics": ["sum_amount"]}, "won": {"metrics": ["won_amount"]},
                "group": {"metrics": ["deal_count"], "group_by": ["amount"]},
                "filter": {"metrics": ["deal_count"], "filters": [{"field": "amount", "op": "gt", "value": 1}]},
            }  # fmt: skip
            for spec in refused.values():
                answer = api(org.ann, "POST", "/reports/run", spec)
                assert answer.status_code in (403, 422), (spec, answer.text)
                assert not told(answer.text)
            assert api(org.ann, "PATCH", path, {"amount": 5}).status_code in (403, 422)
            assert api(org.ann, "PATCH", path, {"amount": 5}, agent=True).status_code in (403, 422)
            account = deal["account"]["id"]
            assert not told(api(org.ann, "GET", f"/accounts/{account}").text), "what is computed from it"
            assert api(org.ann, "GET", "/accounts?open_pipeline__gte=1").status_code == 422
            for text in (
                "what is the amount of Latex", "show me the Latex deal", "what is my pipeline", "deals over 700k",
                "total amount of my deals by account", "what should I do today", "set the amount of Latex to 5k", "brief me on Latex", "add 10 % to Latex", "the five biggest deals",
            ):  # fmt: skip
                assert not told(str(api.say(org.ann, text))), text
            around = api.say(org.ann, "brief me on Vandelay")
            assert around["status"] == "complete", "the account is no secret, nor that there is a deal"
            assert not told(str(around))
            names = [
                f["field"]
                for o in api.ok(org.ann, "GET", "/settings/objects")["items"]
                if o["object"] == "deal"
                for f in o["fields"]
            ]
            assert ("amount" in names) == (closed == "masked_for")
            assert api(org.ann, "POST", f"/proposals/{filed}/approve", {}).status_code == 403
            assert api.ok(org.manager, "GET", path)["amount"] == SECRET, "others see it as before"
        finally:
            rule(api, org, "deal.amount")
    assert api.ok(org.ann, "GET", path)["amount"] == SECRET
    assert api.ok(org.ann, "POST", "/reports/run", {"metrics": ["pipeline"]})["rows"][0]["pipeline"] == SECRET


async def test_a_read_only_field(api: Api, org: Company, deal: Any) -> None:
    rule(api, org, "deal.next_step", read_only_for=["rep"])
    try:
        path = f"/deals/{deal['id']}"
        for agent in (False, True):
            assert api.refused(org.ann, "PATCH", path, {"next_step": "x"}, agent=agent) == (403, "not_permitted")
        assert api.ok(org.manager, "PATCH", path, {"next_step": "y"})["next_step"] == "y"
        assert api.ok(org.ann, "GET", "/deals?next_step=y")["total"] == 1
        assert api.say(org.ann, "set the next step of Latex to call them")["status"] == "declined"
    finally:
        rule(api, org, "deal.next_step")


async def test_closed_text_is_not_searched(api: Api, org: Company, deal: Any) -> None:
    def found(who: Identity) -> str:
        return api(who, "GET", "/search", params={"q": "xylophone clause"}).text

    assert "xylophone" in found(org.ann)
    for closed in ("hidden_for", "masked_for"):
        rule(api, org, "activity.body", **{closed: ["rep"]})
        try:
            assert "xylophone" not in found(org.ann)
            assert "xylophone" in found(org.manager)
            assert "xylophone" not in api(org.ann, "GET", f"/deals/{deal['id']}/timeline").text
            said = api.say(org.ann, "did anyone mention a xylophone clause?")
            assert "worries" not in str(said)
        finally:
            rule(api, org, "activity.body")


async def test_a_hidden_name_is_not_found_by(api: Api, org: Company) -> None:
    made = api.ok(
        org.ann,
        "POST",
        "/contacts",
        {"name": "Ulrike Zwetschge", "email": "uz@prune.example", "phone": "+49 30 901820"},
    )
    for field, q in (("email", "uz@prune.example"), ("phone", "+4930901820")):
        assert made["id"] in [i["id"] for i in api.ok(org.ann, "GET", "/contacts", params={"q": q})["items"]]
        for closed in ("hidden_for", "masked_for"):
            rule(api, org, f"contact.{field}", **{closed: ["rep"]})
            try:
                answer = api(org.ann, "GET", "/contacts", params={"q": q})
                assert made["id"] not in answer.text, (field, closed)
                assert made[field] not in api(org.ann, "GET", f"/contacts/{made['id']}").text
                pairs = api(org.ann, "GET", "/duplicates?object=contact").text
                assert made[field] not in pairs
                said = str(api.say(org.ann, f"what is the {field} of Ulrike Zwetschge"))
                assert made[field] not in said
            finally:
                rule(api, org, f"contact.{field}")


async def test_duplicates_are_not_told_by_what_is_hidden(api: Api, org: Company) -> None:
    for name in (
        "Amara Okoye",
        "Bruno Falk",
        "Chiara Conti",
        "Dmitri Orlov",
        "Elif Demir",
        "Farah Haddad",
        "Goran Petrov",
        "Hana Sato",
    ):
        for _ in range(2):
            api.ok(org.ann, "POST", "/contacts", {"name": name, "email": f"{name[0]}@twins.example"})

    def reasons() -> list[str]:
        return [r for p in api.ok(org.ann, "GET", "/duplicates?object=contact")["items"] for r in p["reasons"]]

    assert "same email" in reasons()
    rule(api, org, "contact.email", hidden_for=["rep"])
    try:
        assert "same email" not in reasons()
    finally:
        rule(api, org, "contact.email")


async def test_sharing_defaults(api: Api, org: Company) -> None:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "Narrow"})
    contact = api.ok(org.ann, "POST", "/contacts", {"name": "Narrow contact", "account": account["id"]})
    note = api.ok(org.ann, "POST", "/activities", {"type": "note", "subject": "On it", "account": account["id"]})
    api.ok(org.admin, "PUT", "/settings/sharing", {"account": "owner", "contact": "owner"})
    try:
        for path in (
            f"/accounts/{account['id']}",
            f"/contacts/{contact['id']}",
            f"/activities/{note['id']}",
            f"/accounts/{account['id']}/timeline",
        ):
            assert api.refused(org.bob, "GET", path)[0] == 404, path
            assert api(org.manager, "GET", path).status_code == 200, path
        assert api.ok(org.bob, "GET", "/accounts?name=Narrow")["total"] == 0
    finally:
        api.ok(org.admin, "PUT", "/settings/sharing", {"account": "everyone", "contact": "everyone"})
    assert api(org.bob, "GET", f"/activities/{note['id']}").status_code == 200
    lead = api.ok(org.carl, "POST", "/leads", {"name": "Wide"})
    assert api(org.ann, "GET", f"/leads/{lead['id']}").status_code == 404
    api.ok(org.admin, "PUT", "/settings/sharing", {"lead": "everyone"})
    try:
        assert api(org.ann, "GET", f"/leads/{lead['id']}").status_code == 200
        assert api.refused(org.ann, "PATCH", f"/leads/{lead['id']}", {"title": "x"}) == (403, "not_permitted")
        mentions = api.ok(org.ann, "POST", "/reports/run", {"metrics": ["lead_count"]})["rows"][0]["lead_count"]
        assert mentions == api.ok(org.ann, "GET", "/leads")["total"]
    finally:
        api.ok(org.admin, "PUT", "/settings/sharing", {"lead": "owner"})


async def test_mail_narrowed_to_its_participants(api: Api, org: Company, api_database: Database) -> None:
    account = api.ok(org.ann, "POST", "/accounts", {"name": "Post"})
    mail = api.ok(org.ann, "POST", "/activities", {"type": "email", "subject": "Re: post", "account": account["id"]})
    assert api(org.carl, "GET", f"/activities/{mail['id']}").status_code == 200
    for sharing in ("participants", "owner", "team"):
        api.ok(org.admin, "PUT", "/settings/sharing", {"mail": sharing})
        try:
            seen = {
                n: api(getattr(org, n), "GET", f"/activities/{mail['id']}").status_code
                for n in ("ann", "bob", "carl", "manager", "executive")
            }
            team = 200 if sharing == "team" else 404
            assert seen == {"ann": 200, "bob": team, "carl": 404, "manager": 200, "executive": 200}, sharing
        finally:
            api.ok(org.admin, "PUT", "/settings/sharing", {"mail": "everyone"})
    assert api(org.carl, "GET", f"/activities/{mail['id']}").status_code == 200


async def test_a_custom_field_end_to_end(api: Api, org: Company, deal: Any) -> None:
    kinds = {
        "renewal_date": ("date", "2027-03-01"), "seats": ("number", 40), "region": ("picklist", "EMEA"), "budget": ("money", 1234.5),
        "signed": ("boolean", True), "remark": ("text", "ein Wort"), "share": ("percent", 12.5),
    }  # fmt: skip
    for name, (kind, _) in kinds.items():
        body: dict[str, Any] = {"object": "deal", "field": name, "kind": kind}
        if kind == "picklist":
            body["options"] = [{"value": "EMEA", "synonyms": ["europe"]}, {"value": "APAC"}]
        made = api(org.admin, "POST", "/settings/fields", body)
        assert made.status_code == 201, made.text
    path = f"/deals/{deal['id']}"
    values = {name: value for name, (_, value) in kinds.items()}
    assert api.ok(org.ann, "PATCH", path, {"custom": values})["custom"] == values
    assert api.refused(org.ann, "PATCH", path, {"custom": {"region": "Moon"}}) == (422, "invalid")
    assert api.refused(org.ann, "PATCH", path, {"custom": {"nope": 1}})[0] == 422
    for query in ("region=EMEA", "seats__gte=40", "seats__lt=41", "budget__gt=1000", "signed=true", "renewal_date__lte=2027-03-01",
                  "remark__contains=Wort", "region__in=EMEA,APAC", "region__isnull=false", "share=12.5"):  # fmt: skip
        for prefix in ("", "custom."):
            found = api.ok(org.ann, "GET", f"/deals?{prefix}{query}")
            assert [i["id"] for i in found["items"]] == [deal["id"]], query
    assert api.ok(org.ann, "GET", "/deals?sort=-seats&limit=1")["items"][0]["id"] == deal["id"]
    rows = api.ok(org.manager, "POST", "/reports/run", {"metrics": ["deal_count"], "group_by": ["region"]})["rows"]
    assert {(r["region"], r["deal_count"]) for r in rows if r["region"]} == {("EMEA", 1)}
    assert "Latex" in str(api.say(org.ann, "show deals with region EMEA"))
    asked = api.say(org.ann, "set the seats of Latex to 60")
    assert asked["status"] == "needs_approval", asked
    api.ok(org.ann, "POST", f"/proposals/{asked['proposal_id']}/approve", {})
    assert api.ok(org.ann, "GET", path)["custom"]["seats"] == 60


async def test_required_fields_of_a_stage_and_stages_of_other_pipelines(api: Api, org: Company, deal: Any) -> None:
    pipelines = api.ok(org.admin, "GET", "/settings/pipelines")["items"]
    changed = [dict(p) for p in pipelines]
    for stage in changed[0]["stages"]:
        if stage["kind"] == "lost":
            stage["required_fields"] = ["loss_reason"]
    other = {"name": "Partner", "stages": [
        {"name": "Intro", "probability": 5}, {"name": "Signed", "probability": 100, "kind": "won"},
        {"name": "Gone", "probability": 0, "kind": "lost"}]}  # fmt: skip
    api.ok(org.admin, "PUT", "/settings/pipelines", {"items": [*changed, other]})
    path = f"/deals/{deal['id']}"
    assert api.refused(org.ann, "PATCH", path, {"stage": "Lost"}) == (422, "invalid")
    assert api.refused(org.ann, "PATCH", path, {"stage": "Intro"}) == (422, "invalid")
    moved = api.ok(org.ann, "PATCH", path, {"pipeline": "Partner", "stage": "Intro"})
    assert (moved["pipeline"], moved["stage"]) == ("Partner", "Intro")
    assert api.refused(org.admin, "PUT", "/settings/pipelines", {"items": changed})[0] in (409, 422)
    back = api.ok(org.ann, "PATCH", path, {"pipeline": changed[0]["name"], "stage": "Negotiation"})
    assert back["stage"] == "Negotiation"
    lost = api.ok(org.ann, "PATCH", path, {"stage": "Lost", "loss_reason": "Price"})
    assert lost["closed_at"]
    assert api.ok(org.ann, "PATCH", path, {"stage": "Negotiation"})["closed_at"] is None


async def test_words_of_the_tenant_count_in_chat_at_once(api: Api, org: Company, deal: Any) -> None:
    mine = api.ok(org.ann, "GET", "/deals")["total"]
    api.ok(
        org.admin,
        "PUT",
        "/settings/objects/deal",
        {"label": "Mandate", "plural": "Mandates", "synonyms": ["engagement"]},
    )
    for word in ("mandates", "engagements"):
        answer = api.say(org.ann, f"how many {word} do I have?")
        assert [b["value"] for b in answer["blocks"] if b["type"] == "metric"] == [mine], answer["text"]
    fields = {"label": "Fee", "synonyms": ["honorarium"]}
    api.ok(org.admin, "PUT", "/settings/fields/deal.amount", fields)
    answer = api.say(org.ann, "set the honorarium of Latex to 12k")
    assert answer["status"] == "needs_approval", answer["text"]
    change = next(b for b in answer["blocks"] if b["type"] == "proposal")["proposal"]["changes"][0]
    assert change["set"]["amount"]["after"] == 12_000
