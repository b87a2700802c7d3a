"""Records over REST, the same for every object: lists, one record, its timeline, and a person's own writes."""

from __future__ import annotations

from enum import Enum
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from assistant.api.dependencies import Caller, DatabaseDep, Person, Reader
from assistant.api.json import Json
from assistant.api.problems import answers
from assistant.api.record_query import limit_of, record_query
from assistant.api.record_writes import CREATED, OK, version_of, writable, write
from assistant.api.schemas import MergeRequest, Page, Proposal, Record, Wire
from crm_store import records
from crm_store.catalog import OBJECTS, Object
from crm_store.database import Session
from crm_store.errors import Invalid
from crm_store.proposals.draft import ChangeDraft

router = APIRouter()

Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Sent again, the request is answered the same and not done twice"),
]
Fields = Annotated[
    dict[str, Any], Body(description="Fields by name; references by id, ref or e-mail; money in major units")
]
SortBy = Annotated[
    str | None, Query(alias="sort", description="Fields, comma separated; `-` before one turns it round")
]
Limit = Annotated[
    str | None, Query(alias="limit", description="1 to 200; larger is clamped", json_schema_extra={"type": "integer"})
]
Cursor = Annotated[str | None, Query(alias="cursor", description="`next_cursor` of the page before")]
Search = Annotated[
    str | None, Query(alias="q", description="A part of the name, also misspelt; an e-mail, a number, a ref")
]
Version = Annotated[int | None, Query(description="Refuse (409) when the record has another version")]

_FILTERS = (
    "Any field filters: `stage=Negotiation`, `amount__gte=1000`, `stage__in=Proposal,Negotiation`, `owner=me`,"
    " `account.industry=Retail`. Operators: none, `__ne`, `__lt`, `__lte`, `__gt`, `__gte`, `__in`, `__contains`, `__isnull`."
)


class Filed(Wire):
    """What an agent's write becomes."""

    proposal: Proposal


_PROBLEMS = answers(
    {
        400: "Not JSON",
        401: "Not signed in",
        403: "Seen, but not yours to change",
        404: "No such record",
        409: "Stale, or not possible as it is",
        413: "Too large",
        422: "A value does not fit",
        503: "The database does not answer",
    }
)
_WRITES: dict[int | str, dict[str, Any]] = {
    **_PROBLEMS,
    202: {"model": Filed, "description": "An agent's token: a proposal"},
}


# Each route's name is told apart by its object for the sake of generated clients.
def _add_reads(item: Object) -> None:
    name, path = item.name, f"/{item.collection}"
    tags: list[str | Enum] = [item.collection]

    @router.get(path, response_model=Page[Record], responses=_PROBLEMS, tags=tags, name=f"list_{item.collection}",
                summary=f"List {item.plural.lower()}", description=_FILTERS)  # fmt: skip
    async def list_records(
        request: Request, reader: Reader,
        sort: SortBy = None, limit: Limit = None, cursor: Cursor = None, q: Search = None,
    ) -> JSONResponse:  # fmt: skip
        async with reader() as session:
            query = record_query(name, request.query_params.multi_items())
            return _page(await records.find(session, query))

    @router.get(f"{path}/{{id}}", response_model=Record, responses=_PROBLEMS, tags=tags, name=f"get_{name}",
                summary=f"Open a {name} by id or ref")  # fmt: skip
    async def get(id: str, reader: Reader) -> JSONResponse:
        async with reader() as session:
            return JSONResponse((await records.get(session, name, id)).json())


def _add_writes(item: Object) -> None:
    name, path = item.name, f"/{item.collection}"
    tags: list[str | Enum] = [item.collection]

    @router.post(path, status_code=CREATED, response_model=Record, responses=_WRITES, tags=tags, name=f"create_{name}",
                 summary=f"Create a {name}")  # fmt: skip
    async def create(caller: Caller, database: DatabaseDep, body: Fields, key: Key = None) -> JSONResponse:
        values = writable(body)

        async def work(session: Session) -> dict[str, Any]:
            return (await records.create(session, name, values)).json()

        return await write(database, caller, CREATED, work, ChangeDraft("create", name, set=values), key)

    @router.patch(f"{path}/{{id}}", response_model=Record, responses=_WRITES, tags=tags, name=f"update_{name}",
                  summary=f"Change a {name}", description="`version`, where given, must be the present one, else 409 `stale`.")  # fmt: skip
    async def update(id: str, caller: Caller, database: DatabaseDep, body: Fields, key: Key = None) -> JSONResponse:
        values = writable(body)
        version = version_of(values)

        async def work(session: Session) -> dict[str, Any]:
            return (await records.update(session, name, id, values, version)).json()

        return await write(database, caller, OK, work, ChangeDraft("update", name, id, set=values), key, version)


def _add_removal(item: Object) -> None:
    name, path = item.name, f"/{item.collection}"
    tags: list[str | Enum] = [item.collection]

    @router.delete(f"{path}/{{id}}", status_code=204, responses=_WRITES, tags=tags, name=f"delete_{name}",
                   summary=f"Delete a {name}; it can be restored")  # fmt: skip
    async def delete(
        id: str, caller: Caller, database: DatabaseDep, version: Version = None, key: Key = None
    ) -> Response:  # fmt: skip
        async def work(session: Session) -> dict[str, Any]:
            await records.delete(session, name, id, version)
            return {}

        done = await write(database, caller, OK, work, ChangeDraft("delete", name, id), key, version)
        return Response(status_code=204) if caller.scope == "person" else done

    @router.post(f"{path}/{{id}}/restore", response_model=Record, responses=_PROBLEMS, tags=tags, name=f"restore_{name}",
                 summary=f"Bring a deleted {name} back")  # fmt: skip
    async def restore(id: str, caller: Person, database: DatabaseDep) -> JSONResponse:
        async with database.session(caller) as session:
            return JSONResponse((await records.restore(session, name, id)).json())


def _add_timeline(item: Object) -> None:
    @router.get(f"/{item.collection}/{{id}}/timeline", response_model=Page[Record], responses=_PROBLEMS, tags=[item.collection],
                name=f"{item.name}_timeline", summary=f"What happened with a {item.name}, newest first")  # fmt: skip
    async def timeline(
        id: str, reader: Reader, limit: Limit = None, cursor: Cursor = None
    ) -> JSONResponse:  # fmt: skip
        async with reader() as session:
            return _page(await records.timeline(session, item.name, id, limit_of(limit), cursor))


def _add_merge(item: Object) -> None:
    @router.post(f"/{item.collection}/merge", response_model=Record, responses=_WRITES, tags=[item.collection],
                 name=f"merge_{item.collection}", summary=f"Merge {item.plural.lower()} into one that keeps all that hangs on them")  # fmt: skip
    async def merge(caller: Caller, database: DatabaseDep, body: MergeRequest, key: Key = None) -> JSONResponse:
        if not body.merge:
            raise Invalid("Say what to merge.", field="merge")

        async def work(session: Session) -> dict[str, Any]:
            done = await records.merge(session, item.name, body.keep, body.merge)
            return (await records.get(session, item.name, done.id)).json()

        draft = ChangeDraft("merge", item.name, body.keep, merge=tuple(body.merge))
        return await write(database, caller, OK, work, draft, key)


def _page(page: records.Page) -> Json:
    body: dict[str, Any] = {"items": [r.json() for r in page.items], "total": page.total}
    if page.total_is:
        body["total_is"] = page.total_is
    return Json({**body, "next_cursor": page.next_cursor})


for _item in OBJECTS:
    if _item.name in ("account", "contact", "lead"):
        _add_merge(_item)
    if _item.name in ("account", "contact", "lead", "deal"):
        _add_timeline(_item)
    _add_reads(_item)
    _add_writes(_item)
    _add_removal(_item)
