"""Index and search on a real PostgreSQL with the real encoder, as people of different rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from psycopg.types.json import Jsonb

from crm_store.database import Database
from crm_store.identity import Identity
from retrieval.answers import answer, holding_all
from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.index import index_batch, queued, requeue
from retrieval.search import Hit, SearchQuery, search
from retrieval.terms import terms
from retrieval.words import Weighted, count_words, weigh
from tests.conftest import Company


@dataclass
class Mailbox:
    """Ann's deal with Globex and what was said about it; a private mail; a note on the account."""

    database: Database
    company: Company
    encoder: OnnxEncoder
    ids: dict[str, UUID]

    async def find(self, who: Identity, text: str, **narrow: Any) -> list[Hit]:
        async with self.database.session(who, "agent") as session:
            return list((await search(session, self.encoder, SearchQuery(text, **narrow))).hits)

    async def add(self, key: str, table: str = "activity", /, **values: Any) -> UUID:
        columns = {"tenant_id": self.company.tenant_id, **values}
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        async with self.database.session(self.company.system) as s:
            cursor = await s.connection.execute(
                f"INSERT INTO crm.{table} ({names}) VALUES ({marks}) RETURNING id", tuple(columns.values())
            )
            row = await cursor.fetchone()
        assert row is not None
        self.ids[key] = row[0]
        return self.ids[key]

    async def change(self, statement: str, *values: Any) -> None:
        async with self.database.session(self.company.system) as s:
            await s.connection.execute("SELECT set_config('crm.writing', 'on', true)")
            await s.connection.execute(statement, values)

    async def index(self) -> int:
        taken = 0
        while True:
            async with self.database.session(self.company.system) as s:
                now = await index_batch(s, self.encoder)
                if not now:
                    await count_words(s, 1_000)
                    return taken
            taken += now

    async def value(self, statement: str, *values: Any) -> Any:
        async with self.database.session(self.company.system) as s:
            row = await (await s.connection.execute(statement, values)).fetchone()
        return row and row[0]


@pytest_asyncio.fixture(scope="module")
async def box(database: Database, company: Company) -> Mailbox:
    made = Mailbox(database, company, OnnxEncoder(build_encoder_path(), threads=1), {})
    ann, bob = company.ann.user_id, company.bob.user_id
    account = await made.add("globex", "account", name="Globex", owner_id=ann)
    deal = await made.add("deal", "deal", name="Globex carts", account_id=account, owner_id=ann, stage="Proposal")
    mail = {"type": "email", "owner_id": ann, "deal_id": deal}
    await made.add(
        "offer",
        subject="Carts",
        body="Brightline Robotics put an offer on my desk. They are eight per cent cheaper.",
        thread_key="t1",
        direction="in",
        **mail,
    )
    await made.add(
        "reply",
        subject="Re: Carts",
        body="Thank you, I will talk to Marcus about the Brightline offer.",
        thread_key="t1",
        direction="out",
        **mail,
    )
    await made.add(
        "code",
        subject="Part",
        body="Please quote part TX-400/B. We paid 41,300 dollars for it last time.",
        direction="in",
        **mail,
    )
    await made.add(
        "note",
        type="note",
        subject="Visit",
        body="The freezer hall is kept at minus twenty degrees.",
        owner_id=bob,
        account_id=account,
    )
    await made.add(
        "private",
        type="email",
        subject="Lunch",
        body="Shall we have ramen on Thursday?",
        owner_id=bob,
        participants=Jsonb([{"role": "from", "name": "Joe Brown", "email": "joe@x.example"}]),
    )
    await made.index()
    return made


def refs(hits: list[Hit]) -> set[UUID]:
    return {hit.activity_id for hit in hits}


@pytest.mark.parametrize(
    "question", ["Brightline offer", "Brihgtline", "Which rival is less expensive?", '"offer on my desk"']
)
async def test_words_typing_errors_meaning_and_phrases(box: Mailbox, question: str) -> None:
    hits = await box.find(box.company.ann, question)
    assert hits[0].activity_id in (box.ids["offer"], box.ids["reply"])
    assert len({hit.activity_id for hit in hits}) == len(hits)


@pytest.mark.parametrize("question", ["41,300", "TX-400/B", "tx-400/b quote", '"41,300 dollars"'])
async def test_numbers_and_product_codes(box: Mailbox, question: str) -> None:
    assert (await box.find(box.company.ann, question))[0].activity_id == box.ids["code"]


async def test_a_phrase_must_stand_as_quoted(box: Mailbox) -> None:
    assert await box.find(box.company.ann, '"desk on my offer"') == []


async def test_an_author_is_found_by_name(box: Mailbox) -> None:
    assert (await box.find(box.company.bob, "what did Joe Brwon say?"))[0].activity_id == box.ids["private"]


async def test_each_sees_their_own(box: Mailbox) -> None:
    of_deal = {box.ids["offer"], box.ids["reply"], box.ids["code"]}
    c = box.company
    for who in (c.ann, c.manager, c.executive, c.admin, c.viewer):
        assert refs(await box.find(who, "Brightline offer or part")) & of_deal, who.name
    for who in (c.bob, c.carl, c.other_manager):
        assert not refs(await box.find(who, "Brightline offer or part")) & of_deal, who.name
    for who in (c.bob, c.manager, c.executive):
        assert box.ids["private"] in refs(await box.find(who, "ramen"))
    for who in (c.ann, c.carl, c.other_manager):
        assert box.ids["private"] not in refs(await box.find(who, "ramen"))
    assert box.ids["note"] in refs(await box.find(c.carl, "how cold is the freezer?"))


async def test_filters(box: Mailbox) -> None:
    ann = box.company.ann
    assert refs(await box.find(ann, "offer freezer", kinds=("note",))) == {box.ids["note"]}
    assert all(h.direction == "out" for h in await box.find(ann, "offer", direction="out"))
    assert box.ids["note"] not in refs(await box.find(ann, "freezer", deal_id=box.ids["deal"]))
    assert await box.find(ann, "freezer", owner_id=box.company.carl.user_id) == []
    assert len(await box.find(ann, "offer part freezer", account_id=box.ids["globex"], limit=2)) == 2


@pytest.mark.parametrize("question", ["", "   ", "?!", "\x00", "'''", "((", "a:*", "--", "\\", "☃ ☃"])
async def test_odd_questions_are_answered(box: Mailbox, question: str) -> None:
    assert len(await box.find(box.company.ann, question.replace("\x00", ""))) <= 10


async def test_a_very_long_question_is_bounded(box: Mailbox) -> None:
    assert (await box.find(box.company.ann, "Brightline offer " * 6_000))[0].activity_id in (
        box.ids["offer"],
        box.ids["reply"],
    )


async def test_nothing_relevant_is_said_so(box: Mailbox) -> None:
    async with box.database.session(box.company.ann, "agent") as session:
        assert (await answer(session, box.encoder, SearchQuery("swimming pool maintenance in Bolivia"))).nothing_found
        found = await answer(session, box.encoder, SearchQuery("Brightline offer"))
    assert found.sources[0].n == 1
    assert "Brightline" in found.sources[0].quote


async def test_unchanged_text_keeps_its_vector_and_changed_text_does_not(box: Mailbox) -> None:
    stamp = "SELECT xmin::text FROM crm.chunk WHERE activity_id = %s"
    before = await box.value(stamp, box.ids["note"])
    await box.change(
        "INSERT INTO crm.index_queue (tenant_id, activity_id) VALUES (%s, %s)", box.company.tenant_id, box.ids["note"]
    )
    assert await box.index() == 1
    assert await box.value(stamp, box.ids["note"]) == before
    await box.change("UPDATE crm.activity SET body = body || ' Bring gloves.' WHERE id = %s", box.ids["note"])
    assert await box.index() == 1
    assert (await box.find(box.company.ann, "gloves"))[0].activity_id == box.ids["note"]


async def test_a_batch_that_fails_stays_queued(box: Mailbox) -> None:
    await box.add("late", type="note", subject="Late", body="The truck was late.", owner_id=box.company.ann.user_id)
    with pytest.raises(RuntimeError):
        async with box.database.session(box.company.system) as s:
            await index_batch(s, box.encoder)
            raise RuntimeError
    async with box.database.session(box.company.system) as s:
        assert await queued(s) == 1
    assert await box.index() == 1


async def test_workers_share_the_queue(box: Mailbox) -> None:
    for n in range(4):
        await box.add(f"n{n}", type="note", subject="N", body=f"Note number {n}.", owner_id=box.company.ann.user_id)
    system = box.company.system
    async with box.database.session(system) as one, box.database.session(system) as two:
        assert (await index_batch(one, box.encoder, 3), await index_batch(two, box.encoder, 3)) == (3, 1)


async def test_another_encoder_makes_everything_anew(box: Mailbox) -> None:
    async with box.database.session(box.company.system) as s:
        assert await requeue(s, box.encoder.name) == 0
        assert await requeue(s, "another") > 5
        assert await queued(s) > 5
    await box.index()


async def test_a_deal_changes_hands_and_its_mail_with_it(box: Mailbox) -> None:
    c = box.company
    await box.change("UPDATE crm.deal SET owner_id = %s WHERE id = %s", c.carl.user_id, box.ids["deal"])
    assert box.ids["code"] in refs(await box.find(c.carl, "TX-400/B"))
    assert box.ids["code"] not in refs(await box.find(c.bob, "TX-400/B"))


async def test_deleted_text_is_gone(box: Mailbox) -> None:
    await box.change("UPDATE crm.activity SET deleted_at = crm.now() WHERE id = %s", box.ids["private"])
    assert await box.value("SELECT count(*) FROM crm.chunk WHERE activity_id = %s", box.ids["private"]) == 0
    assert box.ids["private"] not in refs(await box.find(box.company.executive, "ramen"))


async def test_a_thread_has_two_places_at_the_most(box: Mailbox) -> None:
    for n in range(3):
        await box.add(
            f"chat{n}", type="email", subject="Forklift keys", body=f"Forklift keys are in drawer {n}.", thread_key="keys",
            owner_id=box.company.ann.user_id, deal_id=box.ids["deal"],
        )  # fmt: skip
    await box.index()
    hits = await box.find(box.company.ann, "where are the forklift keys?", limit=10)
    assert sum(hit.title == "Forklift keys" for hit in hits) == 2
    assert hits[0].title == hits[1].title == "Forklift keys"


async def test_a_new_name_is_found_and_the_old_one_is_not(box: Mailbox) -> None:
    before = await box.value("SELECT embedding::text FROM crm.chunk WHERE activity_id = %s", box.ids["note"])
    await box.change("UPDATE crm.account SET name = 'Zephyrine' WHERE id = %s", box.ids["globex"])
    assert await box.index() >= 1
    names = "SELECT names FROM crm.chunk WHERE activity_id = %s"
    assert "Zephyrine" in await box.value(names, box.ids["note"])
    assert await box.value("SELECT embedding::text FROM crm.chunk WHERE activity_id = %s", box.ids["note"]) == before
    assert (await box.find(box.company.ann, "Zephyrine visit"))[0].activity_id == box.ids["note"]
    await box.change("UPDATE crm.account SET name = 'Globex' WHERE id = %s", box.ids["globex"])
    await box.index()


async def test_words_are_stemmed_in_the_language_of_the_text(box: Mailbox) -> None:
    body = "Die Lieferungen sind zu spät und wir haben noch keine Rechnungen für das Werk erhalten."
    await box.add("german", type="note", subject="Werk", body=body, owner_id=box.company.ann.user_id)
    await box.index()
    assert await box.value("SELECT language::text FROM crm.chunk WHERE activity_id = %s", box.ids["german"]) == "german"
    found = await box.find(box.company.ann, "Lieferung Rechnung")
    assert found[0].activity_id == box.ids["german"]
    assert found[0].words > 0.99


async def weights_of(box: Mailbox, question: str) -> dict[str, Weighted]:
    async with box.database.session(box.company.executive, "agent") as session:
        return {w.word: w for w in await weigh(session, terms(question), box.encoder)}


async def test_an_ordinary_word_in_the_name_of_a_deal_names_nobody(box: Mailbox) -> None:
    assert (await weights_of(box, "globex carts"))["carts"].is_name  # no capitals: it may be meant as a name
    assert (await weights_of(box, "Who mentioned Carts?"))["carts"].is_name
    asked = await weights_of(box, "Which carts does Globex want?")
    assert not asked["carts"].is_name
    assert asked["globex"].is_name


async def test_a_word_of_the_language_is_no_typing_error(box: Mailbox) -> None:
    assert "brightline" in (await weights_of(box, "Brihgtline offer"))["brihgtline"].query
    assert "offer" in (await weights_of(box, "offfer"))["offfer"].query
    assert "offer" not in (await weights_of(box, "offset"))["offset"].query


async def test_a_script_without_trigrams_is_no_typing_error(box: Mailbox) -> None:
    assert set(await weights_of(box, "לקוח מבקש הנחה")) == {"לקוח", "מבקש", "הנחה"}


async def test_what_holds_every_word_is_shown_without_what_does_not(box: Mailbox) -> None:
    async with box.database.session(box.company.executive, "agent") as session:
        query = SearchQuery("Brightline")
        found = await search(session, box.encoder, query)
    kept = holding_all(query, found)
    assert 0 < len(kept) < len(found.hits)
    assert all(any(h.words > 0.99 for h in kept if h.thread == hit.thread) for hit in kept)
    assert holding_all(SearchQuery('"Brightline"'), found) == found.hits
