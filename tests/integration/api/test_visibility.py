"""What each person of a random organisation reads over HTTP, against the oracle: every list, record, count, sum, hit and answer."""

from __future__ import annotations

import random
import re
import uuid
from collections import defaultdict

import pytest_asyncio

from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.index import index_batch
from tests.integration.api.conftest import Api, give_tokens
from tests.integration.api.organisations import COLLECTIONS, LINKS, Organisation, Row, random_organisation

WORD = re.compile(r"zq\d+x\d+q")


class Ears:
    """Hears everything that is said to a person, and at the end whether a word was of a row that they may not see."""

    def __init__(self, api: Api, org: Organisation) -> None:
        self.api, self.org = api, org
        self.heard: dict[Identity, set[str]] = defaultdict(set)

    def ok(self, who: Identity, method: str, path: str, json: object = None, **more: object) -> object:
        answer = self.api(who, method, path, json, **more)
        assert answer.status_code < 300, f"{method} {path}: {answer.status_code} {answer.text}"
        self.heard[who] |= set(WORD.findall(answer.text))
        return answer.json()

    def check(self) -> None:
        for who, words in self.heard.items():
            secret = {r.word for r in self.org.rows if not self.org.sees(who, r)}
            assert not words & secret, f"{who.name} heard of {words & secret}"


@pytest_asyncio.fixture(scope="module")
async def org(api: Api, api_admin: str, api_database: Database) -> Organisation:
    made = await random_organisation(api_database, api_admin, random.randint(10, 10**6), each=3)
    for who in made.people:
        await give_tokens(api, api_database, who)
    encoder = OnnxEncoder(build_encoder_path())
    async with api_database.session(made.system) as session:
        while await index_batch(session, encoder):
            pass
    return made


def seen(org: Organisation, who: Identity, object_: str) -> list[Row]:
    return [r for r in org.of(object_) if org.sees(who, r)]


def ids(rows: list[Row]) -> set[str]:
    return {str(r.id) for r in rows}


async def test_lists_and_totals(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    for who in org.people:
        for object_, path in COLLECTIONS.items():
            expected = seen(org, who, object_)
            page = ears.ok(who, "GET", f"/{path}?limit=200")
            assert {i["id"] for i in page["items"]} == ids(expected), (who.name, object_)
            assert page["total"] == len(expected)
            if object_ == "activity":
                few = api.everything(who, f"/{path}", limit=7)
                assert sorted(i["id"] for i in few) == sorted(ids(expected))
    ears.check()


async def test_each_record_and_its_timeline(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    missing = api(org.people[0], "GET", f"/deals/{uuid.uuid4()}").json()
    for who in org.people:
        for n, row in enumerate(org.rows):
            path = f"/{COLLECTIONS[row.object]}/{row.id}"
            if org.sees(who, row):
                if n % 3:
                    continue  # the lists have shown them all; of each sort, some are opened
                assert ears.ok(who, "GET", f"/{COLLECTIONS[row.object]}/{row.ref}")["id"] == str(row.id)
            else:
                assert api(who, "GET", path).json() == missing
                assert api(who, "GET", f"/{COLLECTIONS[row.object]}/{row.ref}").json() == missing
            if row.object in LINKS:
                _timeline(ears, org, who, row, path)
            if row.object in ("lead", "deal") and not org.sees(who, row):
                assert api(who, "GET", f"{path}/score").json() == missing
    ears.check()


def _timeline(ears: Ears, org: Organisation, who: Identity, row: Row, path: str) -> None:
    if not org.sees(who, row):
        assert ears.api.refused(who, "GET", f"{path}/timeline") == (404, "not_found")
        return
    page = ears.ok(who, "GET", f"{path}/timeline?limit=200")
    expected = set()
    for activity in seen(org, who, "activity"):
        linked = [activity.links.get(row.object)]
        if row.object == "account":
            linked.append(org.account_of(activity))
        holders = [activity.links[n] for n in ("deal", "contact") if n in activity.links]
        # what is about a deal of a contact or account, or a contact of an account, belongs to its timeline
        linked += [h.links[row.object] for h in holders if row.object in h.links and org.sees(who, h)]
        if row in linked:
            expected.add(str(activity.id))
    assert {i["id"] for i in page["items"]} == expected, (who.name, row.object)
    assert page["total"] == len(expected)


async def test_filters_and_names_tell_nothing(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    for who in org.people:
        for row in [*org.of("deal"), *org.of("lead")]:
            shown = int(org.sees(who, row))
            path = COLLECTIONS[row.object]
            about = len([a for a in seen(org, who, "activity") if a.links.get(row.object) is row]) if shown else 0
            for name in (
                f"{row.object}={row.id}",
                f"{row.object}={row.ref}",
                f"{row.object}.name__contains={row.word}",
            ):
                assert ears.ok(who, "GET", f"/activities?{name}")["total"] == about, (who.name, name)
            similar = ears.ok(who, "GET", f"/{path}?q={row.word}")
            assert {i["id"] for i in similar["items"]} <= ids(seen(org, who, row.object))
            assert similar["total"] >= shown
            assert ears.ok(who, "GET", f"/{path}?name={row.word}")["total"] == shown
    ears.check()


async def test_search(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    for who in org.people:
        for activity in org.of("activity")[::4]:
            found = ears.ok(who, "GET", "/search", params={"q": f"{activity.word} delivery", "limit": 20})
            hits = {c["record"]["id"] for c in found["items"]}
            assert hits <= ids(seen(org, who, "activity"))
            if activity.values["type"] != "task":
                assert (str(activity.id) in hits) == org.sees(who, activity)
    ears.check()


async def test_sums_and_counts_of_reports(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    metrics = ["pipeline", "open_deal_count", "deal_count"]
    for who in org.people:
        deals = seen(org, who, "deal")
        row = ears.ok(who, "POST", "/reports/run", {"metrics": metrics})["rows"][0]
        assert [row[m] for m in metrics] == [sum(d.amount for d in deals), len(deals), len(deals)]
        counts = {
            "lead_count": "lead",
            "account_count": "account",
            "contact_count": "contact",
            "ticket_count": "ticket",
        }
        for metric, object_ in counts.items():
            row = ears.ok(who, "POST", "/reports/run", {"metrics": [metric]})["rows"][0]
            assert row[metric] == len(seen(org, who, object_)), (who.name, metric)
        by_owner = ears.ok(who, "POST", "/reports/run", {"metrics": ["deal_count"], "group_by": ["owner"]})["rows"]
        assert sum(r["deal_count"] for r in by_owner) == len(deals)
        grouped = ears.ok(
            who, "POST", "/reports/run", {"metrics": ["activity_count"], "group_by": ["deal"], "limit": 1000}
        )["rows"]
        words = {d.word for d in deals}
        assert {r["deal"] for r in grouped if r["deal"] and WORD.fullmatch(str(r["deal"]))} <= words
    ears.check()


async def test_recommendations_and_duplicates(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    for who in org.people:
        shown = {str(r.id) for r in org.rows if org.sees(who, r)}
        found = ears.ok(who, "GET", "/recommendations?limit=50")["items"]
        assert {f["record"]["id"] for f in found} <= shown
        for object_ in ("lead", "account", "contact"):
            pairs = ears.ok(who, "GET", f"/duplicates?object={object_}")["items"]
            assert {i for p in pairs for i in p["records"]} <= shown
    ears.check()


async def test_chat_counts_and_never_names(api: Api, org: Organisation) -> None:
    ears = Ears(api, org)
    for who in org.people:
        conversation = ears.ok(who, "POST", "/conversations")["id"]
        path = f"/conversations/{conversation}/messages"
        for word, object_ in (("deals", "deal"), ("leads", "lead"), ("accounts", "account")):
            answer = ears.ok(who, "POST", path, {"text": f"how many {word} are there?"})
            values = [b["value"] for b in answer["blocks"] if b["type"] == "metric"]
            assert values == [len(seen(org, who, object_))], (who.name, answer["text"])
        hidden = next((r for r in org.of("deal") if not org.sees(who, r)), None)
        if hidden:  # asked by its name and by its ref: as if it never was
            for ask in ("show me deal {}", "move {} to Negotiation", "delete {}"):
                said = [_said(ears, who, ask.format(name), name) for name in (hidden.ref, "D-9999")]
                assert said[0] == said[1], (who.name, ask.format(hidden.ref), said)
    ears.check()


def _said(ears: Ears, who: Identity, text: str, name: str) -> tuple[str, str]:
    conversation = ears.ok(who, "POST", "/conversations")["id"]
    answer = ears.ok(who, "POST", f"/conversations/{conversation}/messages", {"text": text})
    return answer["status"], answer["text"].replace(name, "NAME")


async def test_audit(api: Api, org: Organisation, api_database: Database) -> None:
    ears = Ears(api, org)
    admin = next(p for p in org.people if p.role == "admin")
    for row in [*org.of("deal"), *org.of("lead")]:
        api.ok(admin, "PATCH", f"/{COLLECTIONS[row.object]}/{row.id}", {"source": "Website"})
    for who in org.people:
        for event in api.everything(who, "/audit"):
            if event["record"]:
                row = next((r for r in org.rows if str(r.id) == event["record"]["id"]), None)
                assert row is None or org.sees(who, row)
        ears.ok(who, "GET", "/audit?limit=200")
    ears.check()
