"""A batch of rows into its table: COPY into a temporary table, then one statement for each step.

COPY does not work into tables under row-level security, and a statement per row would be a hundred times slower. Keys of
the temporary table are plain columns: a function in the comparison would keep the secured table's indexes from use.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from crm_store.catalog import Kind, Object
from crm_store.driver_errors import translate
from crm_store.errors import CrmError
from crm_store.imports.doubles import SHOWN, note_doubles
from crm_store.imports.ids import new_id
from crm_store.imports.keys import DEFAULTS, FORWARD, KEYS, MAIL, NAME_KEYS, NATURAL, TAKE_MATCH, TYPES
from crm_store.imports.model import Context, Counts, Row


@dataclass(frozen=True, slots=True)
class Loader:
    """The statements for one object, made once for a file."""

    context: Context
    object: Object
    columns: dict[str, str]  # column -> SQL type
    mail: bool = False

    @classmethod
    def make(cls, context: Context, object: Object, *, mail: bool = False) -> Loader:
        columns = {
            f.column: TYPES.get(f.kind, "text")
            for f in object.fields.values()
            if f.stored and f.name not in ("created_at", "updated_at", "completed_at")
        }
        columns |= dict.fromkeys(KEYS.get(object.name, ()), "text")
        return cls(context, object, columns | (MAIL if mail else {}), mail)

    async def open(self) -> None:
        """The temporary table, gone with the transaction."""
        columns = {"external_id": "text", "created_at": "timestamptz", "updated_at": "timestamptz"} | self.columns
        listed = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        name_key = NAME_KEYS.get(self.object.name, "name")
        email = ", email_key text GENERATED ALWAYS AS (lower(btrim(email))) STORED" if "email" in columns else ""
        await self.context.connection.execute("DROP TABLE IF EXISTS pg_temp.incoming")
        await self.context.connection.execute(
            "CREATE TEMP TABLE incoming (line int, id uuid NOT NULL, place bigint, match uuid, found boolean DEFAULT false,"
            f" gone boolean DEFAULT false, changed boolean DEFAULT false, custom jsonb, {listed},"
            f" name_key text GENERATED ALWAYS AS (crm.fold({name_key})) STORED{email}) ON COMMIT DROP"
        )

    async def load(self, rows: Sequence[Row], counts: Counts) -> None:
        """Write these rows; one that the database refuses gets its `error` and takes no other with it."""
        if not rows:
            return
        try:
            async with self.context.connection.transaction():
                done = await self._steps(rows)
        except psycopg.Error as error:
            shown = translate(error)
            if not isinstance(shown, CrmError) or shown.code == "unavailable":
                if not isinstance(error, psycopg.IntegrityError | psycopg.DataError):
                    raise
                shown = CrmError("the database refuses this row: " + (error.diag.message_primary or "").strip())
            if len(rows) == 1:
                rows[0].error = shown.message
                return
            middle = len(rows) // 2
            await self.load(rows[:middle], counts)
            await self.load(rows[middle:], counts)
            return
        counts.created += done.created
        counts.updated += done.updated
        counts.unchanged += done.unchanged
        counts.doubles += done.doubles
        counts.alike = [*counts.alike, *done.alike][:SHOWN]

    async def _steps(self, rows: Sequence[Row]) -> Counts:
        await self._copy(rows)
        # What the temporary table was analysed as is no longer so after the first step: a nested loop chosen for one row
        # would run over 5,000 times 5,000.
        await self.context.connection.execute("SET LOCAL enable_nestloop = off")
        found, gone = await self._match(rows)
        # A mail never changes: one that is there is left alone.
        updated = 0 if self.mail else await self._update()
        created = await self._insert()
        await self.context.connection.execute("SET LOCAL enable_nestloop = on")
        done = Counts(created, updated, found - updated)
        if created and not self.mail:
            await note_doubles(self.context, self.object.name, done)
        for row in rows:
            if row.line in gone:
                row.error = "this record was deleted in the CRM: restore it first"
        return done

    async def _copy(self, rows: Sequence[Row]) -> None:
        names = ["line", "id", "custom", "external_id", "created_at", "updated_at", *self.columns]
        statement = sql.SQL("COPY pg_temp.incoming ({}) FROM STDIN").format(
            sql.SQL(", ").join(map(sql.Identifier, names))
        )
        await self.context.connection.execute("TRUNCATE pg_temp.incoming")
        async with self.context.connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                held = row.values
                custom = json.dumps(row.custom) if row.custom else None
                await copy.write_row([row.line, new_id(), custom, *(held.get(name) for name in names[3:])])
        await self.context.connection.execute("ANALYZE pg_temp.incoming")

    async def _match(self, rows: Sequence[Row]) -> tuple[int, set[int]]:
        """How many rows are there already, and the lines of those whose record was deleted."""
        run = self.context.connection.execute
        gone: set[int] = set()
        if any("external_id" in row.values for row in rows):
            await run("SELECT set_config('crm.writing', 'on', true)")  # to see deleted records: their ids are taken
            await run(self._known())
            await run(TAKE_MATCH)
            gone = await self._gone()
            await run("SELECT set_config('crm.writing', 'off', true)")
        if not self.mail:
            for condition in NATURAL[self.object.name]:
                await run(self._natural(condition))
                await run(TAKE_MATCH)
        cursor = await run("SELECT count(*) FROM pg_temp.incoming WHERE found")
        row = await cursor.fetchone()
        return (row[0] if row else 0), gone

    # Of a tenant that is new the statistics know no rows. Given its id as a value, the planner takes all of it to be one
    # row, so that any index and any order of joins looks as good as the right one, and walks through the whole tenant for
    # each row (50,000 contacts: over four minutes). So the tenant is asked for, not given, and subqueries, not joins, find rows.
    def _known(self) -> str:
        return (
            f"UPDATE pg_temp.incoming i SET match = (SELECT r.id FROM crm.{self.object.name} r"
            " WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.external_id = i.external_id) WHERE i.external_id IS NOT NULL"
        )

    def _natural(self, condition: str) -> str:
        return (
            "UPDATE pg_temp.incoming i SET match = (SELECT x.id FROM (SELECT r.id, r.created_at"
            f" FROM crm.{self.object.name} r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND {condition}"
            " AND (r.external_id IS NULL OR i.external_id IS NULL) OFFSET 0) x ORDER BY x.created_at, x.id LIMIT 1)"
            " WHERE NOT i.found"
        )

    async def _gone(self) -> set[int]:
        """Take out the rows whose record was deleted; their lines."""
        await self.context.connection.execute(
            f"UPDATE pg_temp.incoming i SET gone = EXISTS (SELECT FROM crm.{self.object.name} r"
            " WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = i.id AND r.deleted_at IS NOT NULL) WHERE i.found"
        )
        cursor = await self.context.connection.execute("DELETE FROM pg_temp.incoming WHERE gone RETURNING line")
        return {line for (line,) in await cursor.fetchall()}

    async def _update(self) -> int:
        """Rows that differ from their record; an empty cell leaves what is there."""
        run = self.context.connection.execute
        names = ["external_id", "created_at", *self.columns]
        differs = " OR ".join(f"({self._new(n)} IS DISTINCT FROM r.{n})" for n in names)
        table = f"crm.{self.object.name}"
        same = "r.tenant_id = (SELECT crm.tenant_id()) AND r.id = i.id"
        marked = await run(
            f"UPDATE pg_temp.incoming i SET changed = true WHERE i.found AND EXISTS (SELECT FROM {table} r WHERE {same}"
            f" AND ({differs} OR (i.custom IS NOT NULL AND NOT r.custom @> i.custom)) OFFSET 0)"
        )
        if not marked.rowcount:
            return 0
        await run(self._audit_update(table), self._values())
        sets = ", ".join(f"{n} = {self._new(n)}" for n in names)
        await run("SELECT set_config('crm.writing', 'on', true)")
        cursor = await run(
            f"UPDATE {table} r SET {sets}, custom = r.custom || coalesce(i.custom, '{{}}')"
            f" FROM pg_temp.incoming i WHERE {same} AND i.changed"
            " AND r.id = ANY (ARRAY(SELECT c.id FROM pg_temp.incoming c WHERE c.changed))"
        )
        await run("SELECT set_config('crm.writing', 'off', true)")
        return cursor.rowcount

    @staticmethod
    def _new(name: str) -> str:
        return f"greatest(i.{name}, r.{name})" if name in FORWARD else f"coalesce(i.{name}, r.{name})"

    async def _insert(self) -> int:
        names = ["id", "ref", "external_id", *self.columns]
        values = ["i.id", "f.ref", "i.external_id"]
        for name in self.columns:
            default = DEFAULTS.get((self.object.name, name))
            values.append(f"coalesce(i.{name}, {default})" if default else f"i.{name}")
        # Numbered, so that each new row can take one of as many refs made at once.
        numbered = await self.context.connection.execute(
            "UPDATE pg_temp.incoming i SET place = x.n FROM (SELECT line, row_number() OVER (ORDER BY line) AS n"
            " FROM pg_temp.incoming WHERE NOT found) x WHERE x.line = i.line"
        )
        if not numbered.rowcount:
            return 0
        cursor = await self.context.connection.execute(
            f"INSERT INTO crm.{self.object.name} (tenant_id, {', '.join(names)}, custom, created_at, updated_at)"
            f" SELECT %(tenant)s, {', '.join(values)}, coalesce(i.custom, '{{}}'), coalesce(i.created_at, crm.now()),"
            " coalesce(i.updated_at, crm.now()) FROM pg_temp.incoming i"
            " JOIN crm.next_refs(%(object)s, %(many)s) WITH ORDINALITY AS f(ref, n) ON f.n = i.place WHERE NOT i.found",
            self._values() | {"many": numbered.rowcount},
        )
        await self.context.connection.execute(self._audit_insert(), self._values())
        return cursor.rowcount

    def _values(self) -> dict[str, Any]:
        pipeline = self.context.catalog.default_pipeline
        return {
            "tenant": self.context.tenant_id,
            "pipeline": pipeline.name,
            "stage": pipeline.stages[0].name,
            "currency": self.context.catalog.settings.currency,
            "actor": self.context.actor_id,
            "reason": self.context.reason,
            "object": self.object.name,
        }

    def _audit_insert(self) -> str:
        return self._audit("create", "NULL::jsonb", f"jsonb_strip_nulls(jsonb_build_object({self._pairs('i')}))",
                           "pg_temp.incoming i WHERE NOT i.found")  # fmt: skip

    def _audit_update(self, table: str) -> str:
        before = f"jsonb_strip_nulls(jsonb_build_object({self._pairs('r', changed=True)}))"
        after = f"jsonb_strip_nulls(jsonb_build_object({self._pairs('i', changed=True)}))"
        return self._audit("update", before, after,
                           f"pg_temp.incoming i, LATERAL (SELECT * FROM {table} r WHERE r.tenant_id = (SELECT crm.tenant_id()) AND r.id = i.id OFFSET 0) r WHERE i.changed")  # fmt: skip

    def _audit(self, action: str, before: str, after: str, source: str) -> str:
        owner = "i.owner_id" if "owner_id" in self.columns else "NULL::uuid"
        return (
            "INSERT INTO crm.audit_event (tenant_id, actor_id, actor_kind, action, object, record_id, record_owner_id, before, after, reason)"
            f" SELECT %(tenant)s, %(actor)s, 'import', '{action}', %(object)s, i.id, {owner}, {before}, {after}, %(reason)s FROM {source}"
        )

    def _pairs(self, side: str, *, changed: bool = False) -> str:
        """Fields by name, as `after` and `before` show them: money in major units, references by id."""
        pairs = []
        for field in self.object.fields.values():
            if not field.stored or field.column not in self.columns or field.kind is Kind.LONG_TEXT:
                continue
            value = f"{side}.{field.column}" + (" / 100.0" if field.kind is Kind.MONEY else "")
            if changed:
                value = f"CASE WHEN i.{field.column} IS DISTINCT FROM r.{field.column} AND i.{field.column} IS NOT NULL THEN {value} END"
            pairs.append(f"'{field.name}', {value}")
        return ", ".join(pairs)
