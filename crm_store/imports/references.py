"""Who and what a row names: accounts and products by name, people by e-mail, deals by their external id."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from rapidfuzz import fuzz, process

from crm_store.catalog import Object
from crm_store.imports.columns import loose
from crm_store.imports.model import Context, Row

Found = UUID | str  # the record, or why there is none
MAX_NAMES = 100_000  # names held to find near spellings
MAX_CACHE = 200_000
_NEAR = 75
_GUESSES = 200  # hints worked out per object and run

# Subqueries, not joins: see `load.Loader`.
_BY_NAME = """
SELECT said.t, x.ids FROM (SELECT t, crm.fold(btrim(t)) AS k FROM unnest(%(texts)s::text[]) AS t OFFSET 0) said,
  LATERAL (SELECT array_agg(y.id ORDER BY y.created_at, y.id) AS ids FROM (
    SELECT r.id, r.created_at FROM crm.{table} r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.name_key = said.k OFFSET 0) y) x
 WHERE x.ids IS NOT NULL
"""
_BY_EMAIL = """
SELECT said.t, x.ids FROM (SELECT t, lower(btrim(t)) AS k FROM unnest(%(texts)s::text[]) AS t OFFSET 0) said,
  LATERAL (SELECT (array_agg(y.id ORDER BY y.created_at, y.id))[1:1] AS ids FROM (
    SELECT r.id, r.created_at FROM crm.{table} r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.email_key = said.k OFFSET 0) y) x
 WHERE x.ids IS NOT NULL
"""
_BY_EXTERNAL = """
SELECT r.external_id, ARRAY[r.id] FROM crm.{table} r
 WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.external_id = ANY (%(texts)s::text[])
"""
_WAYS = {
    "account": (_BY_NAME, _BY_EXTERNAL),
    "product": (_BY_NAME, _BY_EXTERNAL),
    "contact": (_BY_EMAIL, _BY_EXTERNAL, _BY_NAME),
    "lead": (_BY_EMAIL, _BY_EXTERNAL),
    "deal": (_BY_EXTERNAL, _BY_NAME),
}
_SPELLED = {"account": "name", "product": "name", "contact": "email", "lead": "email", "deal": "name"}


class References:
    """What a run has looked up so far."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: dict[str, dict[str, Found]] = {}
        self._names: dict[str, dict[str, list[tuple[UUID, str]]]] = {}
        self._guessed: dict[str, int] = {}

    def forget(self, target: str) -> None:
        """Records of this object were added."""
        self._found.pop(target, None)
        self._names.pop(target, None)

    async def settle(self, object: Object, rows: Sequence[Row], later: frozenset[str] = frozenset()) -> None:
        """Put the ids of what rows name into their columns; what is unknown is the row's error.

        `later` are names that the same file brings: their column stays empty where nothing has them yet.
        """
        for name in {n for row in rows if row.error is None for n in row.references}:
            field = object.fields[name]
            wanted = {row.references[name] for row in rows if row.error is None and name in row.references}
            found = await self.find(str(field.target), wanted)
            for row in rows:
                text = row.references.get(name)
                if row.error is not None or text is None:
                    continue
                hit = found[text]
                if isinstance(hit, UUID):
                    row.values[field.column] = hit
                elif name != "parent_account" or loose(text) not in later:
                    row.error = hit

    async def find(self, target: str, texts: Iterable[str]) -> dict[str, Found]:
        """The record of each text, or a sentence that says why there is none."""
        known = self._found.setdefault(target, {})
        if len(known) > MAX_CACHE:
            known.clear()
        texts = list(texts)
        missing = [t for t in texts if t not in known]
        if missing:
            if target == "user":
                known.update(await self._users(missing))
            else:
                await self._look_up(target, missing, known)
        return {t: known[t] for t in texts}

    async def _look_up(self, target: str, missing: list[str], known: dict[str, Found]) -> None:
        for way in _WAYS[target]:
            if not missing:
                return
            cursor = await self._context.connection.execute(way.format(table=target), {"texts": missing})
            for text, ids in await cursor.fetchall():
                known[text] = ids[0] if len(ids) == 1 else f"there are {len(ids)} {target}s called `{text}`"
            missing = [t for t in missing if t not in known]
        for text in missing:
            known[text] = await self._nearly(target, text)

    async def _nearly(self, target: str, text: str) -> Found:
        """The one that is spelled the same but for spaces and punctuation, or an error with the nearest."""
        names = await self._spellings(target)
        same = names.get(loose(text), []) if _SPELLED[target] == "name" and loose(text) else []
        if len(same) == 1:
            return same[0][0]
        return f"there is no {target} `{text}`" + self._hint(target, text, names)

    def _hint(self, target: str, text: str, names: dict[str, list[tuple[UUID, str]]]) -> str:
        self._guessed[target] = self._guessed.get(target, 0) + 1
        if self._guessed[target] > _GUESSES:
            return ""
        near = process.extractOne(loose(text), names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return f"; did you mean `{names[near[0]][0][1]}`?" if near else ""

    async def _spellings(self, target: str) -> dict[str, list[tuple[UUID, str]]]:
        if target not in self._names:
            if target == "user":
                query = "SELECT id, email FROM crm.app_user WHERE tenant_id = %s LIMIT %s"
            else:
                column = _SPELLED[target]
                query = f"SELECT id, {column} FROM crm.{target} WHERE tenant_id = %s AND {column} IS NOT NULL LIMIT %s"
            cursor = await self._context.connection.execute(query, (self._context.tenant_id, MAX_NAMES))
            names: dict[str, list[tuple[UUID, str]]] = {}
            for id_, name in await cursor.fetchall():
                names.setdefault(loose(name), []).append((id_, name))
            self._names[target] = names
        return self._names[target]

    async def _users(self, texts: Sequence[str]) -> dict[str, Found]:
        """People by e-mail, else by a name that only one of them has."""
        cursor = await self._context.connection.execute(
            "SELECT id, lower(email), name FROM crm.app_user WHERE tenant_id = %s", (self._context.tenant_id,)
        )
        people = await cursor.fetchall()
        by_email = {email: id_ for id_, email, _ in people}
        by_name: dict[str, list[UUID]] = {}
        for id_, _, name in people:
            by_name.setdefault(loose(name), []).append(id_)
        names = await self._spellings("user")
        found: dict[str, Found] = {}
        for text in texts:
            said = text.strip().lower()
            named = by_name.get(loose(text), []) if "@" not in said else []
            hit = by_email.get(said) or (named[0] if len(named) == 1 else None)
            several = f"there are {len(named)} users called `{text}`" if named else ""
            found[text] = hit or several or f"there is no user `{text}`" + self._hint("user", text, names)
        return found
