"""A turn over HTTP with an embedded model: stored, answered, bounded, choices, errors."""

from __future__ import annotations

import asyncio
from itertools import groupby
from uuid import UUID, uuid4

import psycopg
import pytest

from assistant.conversation.reader import Reader
from crm_store import conversations as store
from crm_store.database import Database
from crm_store.errors import Invalid, NotFound
from tests.conftest import Company
from tests.integration.conversation.conftest import Chat, Office


async def test_a_question_is_answered_and_both_messages_are_stored(ann_small: Chat) -> None:
    answer = await ann_small.say("count deals")
    assert answer["status"] == "complete"
    assert answer["text"] == "There are no deals."
    assert answer["blocks"] == [{"type": "metric", "label": "Deals", "value": 0, "unit": "count"}]
    said, stored = await ann_small.messages()
    assert (said["role"], said["text"]) == ("user", "count deals")
    assert stored == answer
    assert answer["trace_id"]


async def test_a_decline_says_what_can_be_done(ann_small: Chat) -> None:
    answer = await ann_small.say("what is the weather")
    assert (answer["status"], answer["text"]) == ("declined", "I can look up records.")


async def test_a_choice_is_answered_by_its_id_once(ann_small: Chat) -> None:
    answer = await ann_small.say("which")
    assert answer["status"] == "needs_choice"
    first, second = answer["blocks"][0]["options"]
    by_call = (await ann_small.post(choice_id=second["choice_id"])).json()
    assert by_call["blocks"][0]["type"] == "records"
    again = await ann_small.post(choice_id=first["choice_id"])
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


async def test_a_choice_without_a_call_is_what_it_says(ann_small: Chat) -> None:
    first = (await ann_small.say("which"))["blocks"][0]["options"][0]
    answer = (await ann_small.post(choice_id=first["choice_id"])).json()
    assert answer["text"] == "There are no deals."
    assert (await ann_small.messages())[2]["text"] == "count deals"


async def test_what_is_no_message_is_refused(ann_small: Chat) -> None:
    huge = await ann_small.post(text="x" * 1_000_000)
    assert (huge.status_code, huge.json()["code"]) == (413, "too_large")
    for body in ({"text": "   "}, {"text": ""}, {}, {"text": "a", "choice_id": "b"}, {"text": 5}, {"nonsense": 1}):
        refused = await ann_small.post(**body)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid"), body
    assert await ann_small.messages() == []


async def test_somebody_elses_conversation_does_not_exist(small: Office, company: Company, ann_small: Chat) -> None:
    await ann_small.say("count deals")
    for identity in (company.bob, company.manager, company.admin):
        async with small.client(identity) as other:
            other.conversation = ann_small.conversation
            for response in (
                await other.post(text="hello"),
                await other.http.get(f"/conversations/{other.conversation}/messages"),
                await other.http.delete(f"/conversations/{other.conversation}"),
            ):
                assert (response.status_code, response.json()["code"]) == (404, "not_found")
    for unknown in ("00000000-0000-0000-0000-000000000000", "nonsense"):
        ann_small.conversation = unknown
        assert (await ann_small.post(text="hello")).status_code == 404


async def test_conversations_are_listed_latest_first_in_pages(small: Office, company: Company) -> None:
    async with small.client(company.carl) as carl:
        ids = [carl.conversation]
        for text in ("count deals", "which"):
            await carl.start()
            await carl.say(text)
            ids.append(carl.conversation)
        page = (await carl.http.get("/conversations?limit=2")).json()
        assert [c["id"] for c in page["items"]] == ids[:0:-1]
        assert (page["total"], page["items"][0]["title"]) == (3, "which")
        rest = (await carl.http.get(f"/conversations?limit=2&cursor={page['next_cursor']}")).json()
        assert [c["id"] for c in rest["items"]] == ids[:1]
        assert rest["next_cursor"] is None
        assert (await carl.http.get("/conversations?cursor=x")).status_code == 422
        assert (await carl.http.delete(f"/conversations/{ids[0]}")).status_code == 204
        assert (await carl.http.get("/conversations")).json()["total"] == 2


async def test_odd_characters_are_kept_or_dropped_but_never_an_error(ann_small: Chat) -> None:
    for text in ("\x00count deals", "😀 مرحبا \u202e", "'; DROP TABLE crm.deal; --"):
        await ann_small.say(text)
    assert [m["text"] for m in await ann_small.messages()][::2][0] == "count deals"


async def test_the_stream_tells_the_run_in_the_protocols_order(ann_small: Chat) -> None:
    events = await ann_small.stream("count deals")
    types = [kind for kind, _ in groupby(event["type"] for event in events)]
    assert types == [
        "RUN_STARTED", "STEP_STARTED", "TOOL_CALL_START", "TOOL_CALL_ARGS", "TOOL_CALL_END", "CUSTOM",
        "TOOL_CALL_RESULT", "STEP_FINISHED", "TEXT_MESSAGE_START", "TEXT_MESSAGE_CONTENT", "TEXT_MESSAGE_END",
        "CUSTOM", "RUN_FINISHED",
    ]  # fmt: skip
    assert events[5]["name"] == "block"
    assert events[-2]["name"] == "message"
    assert events[-2]["value"] == (await ann_small.messages())[-1]
    assert events[-1]["outcome"] == {"type": "success"}


async def test_two_messages_at_once_are_answered_one_after_the_other(ann_small: Chat) -> None:
    await asyncio.gather(*(ann_small.say("count deals") for _ in range(5)))
    roles = [m["role"] for m in await ann_small.messages()]
    assert roles == ["user", "assistant"] * 5


async def test_a_conversation_that_another_process_answers_is_waited_for(
    ann_small: Chat, database: Database, company: Company
) -> None:
    conversation = UUID(ann_small.conversation)
    async with database.session(company.ann) as session:
        assert await store.take_turn(session, conversation) is not None
        assert await store.take_turn(session, conversation) is None
    asked = asyncio.create_task(ann_small.say("count deals"))
    await asyncio.sleep(0.4)
    assert not asked.done()
    async with database.session(company.ann) as session:
        await store.end_turn(session, conversation)
    assert (await asked)["status"] == "complete"
    async with database.session(company.ann) as session:  # a turn that is stored has ended
        assert await store.take_turn(session, conversation) is not None
        with pytest.raises(NotFound):
            await store.take_turn(session, uuid4())


async def test_a_defect_is_said_and_nothing_is_lost(ann_small: Chat) -> None:
    await ann_small.say("which")
    failed = await ann_small.say("boom")
    assert failed["status"] == "failed"
    assert "went wrong" in failed["text"]
    assert "defect" not in failed["text"]
    assert [m["text"] for m in await ann_small.messages()][2] == "boom"
    events = await ann_small.stream("boom")
    assert events[-1] == {"type": "RUN_ERROR", "message": failed["text"], "code": "failed"}


async def test_a_failed_turn_leaves_the_offered_choices(ann_small: Chat) -> None:
    choice = (await ann_small.say("which"))["blocks"][0]["options"][0]
    await ann_small.say("boom")
    assert (await ann_small.post(choice_id=choice["choice_id"])).status_code == 200


async def test_a_trace_is_read_by_its_person_and_an_admin(small: Office, company: Company, ann_small: Chat) -> None:
    path = f"/traces/{(await ann_small.say('count deals'))['trace_id']}"
    trace = (await ann_small.http.get(path)).json()
    assert [step.get("tool") for step in trace["steps"]] == [None, "find_records"]
    assert trace["model"] == "embedded"
    for identity, status in ((company.admin, 200), (company.bob, 404), (company.manager, 404)):
        async with small.client(identity) as other:
            assert (await other.http.get(path)).status_code == status


async def test_a_conversation_deleted_meanwhile_is_gone(ann_small: Chat) -> None:
    assert (await ann_small.http.delete(f"/conversations/{ann_small.conversation}")).status_code == 204
    assert (await ann_small.post(text="hello")).status_code == 404


async def test_a_statement_that_fails_spoils_no_later_step(database: Database, company: Company) -> None:
    reader = Reader(database, company.ann)
    with pytest.raises(psycopg.errors.UndefinedTable):
        async with reader.step() as session:
            await session.connection.execute("SELECT 1 FROM crm.nothing")
    with pytest.raises(Invalid):
        async with reader.step() as session:
            raise Invalid
    async with reader.step() as session:
        cursor = await session.connection.execute("SELECT count(*) FROM crm.deal")
        assert await cursor.fetchone() == (0,)
    await reader.close()
