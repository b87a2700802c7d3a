"""Picklist values of a file: the option that is meant, else a new one at the end (contract, section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz

from crm_store.catalog import Field, Kind, Option, load_catalog
from crm_store.imports.columns import Column, loose
from crm_store.imports.model import Context, Counts, Row
from crm_store.records.picklists import did_you_mean, match_option

_TYPO = 80  # percent alike: more likely a slip of the pen than another word
MAX_ADDED = 500  # more new values than this in one field are no picklist
# A new stage is open and nobody said how likely it is: even odds until the admin says.
NEW_STAGE_PROBABILITY = 50
_OTHER_WORDS = {
    ("activity", "status"): {"completed": "done", "complete": "done", "closed": "done", "notstarted": "open"},
    ("activity", "type"): {"mail": "email", "event": "meeting", "todo": "task", "phonecall": "call"},
}


class Picklists:
    """The picklists of one object during one file."""

    def __init__(self, context: Context, object: str, columns: Sequence[Column], counts: Counts) -> None:
        self._context = context
        self._object = object
        self._counts = counts
        self._fields = [c.field for c in columns if c.field.kind is Kind.PICKLIST]
        self._known: dict[tuple[str, str], str] = {}
        self._added: dict[str, int] = {}
        self._stages = {p.name: [Option(s.name, s.synonyms) for s in p.stages] for p in context.catalog.pipelines}
        self._options = {f.name: list(f.options) for f in self._fields}

    async def settle(self, rows: Sequence[Row]) -> None:
        """Each row's picklist values as the tenant's own; new ones are added."""
        for row in rows:
            for field in self._fields:
                held = row.custom if field.custom else row.values
                if row.error is None and (text := held.get(field.name)):
                    value = await self._value(row, field, text)
                    if value is not None:
                        held[field.name] = value

    async def _value(self, row: Row, field: Field, text: str) -> str | None:
        pipeline = self._pipeline(row, field)
        key = (f"{field.name}/{pipeline}", text)
        if key in self._known:
            return self._known[key]
        options = self._stages[pipeline] if field.name == "stage" else self._options[field.name]
        found = match_option(options, text) or self._loose(field, options, text)
        if found is None:
            if reason := self._refused(field, options, text):
                row.error = reason
                return None
            await self._add(field, pipeline, options, text)
            found = text
        self._known[key] = found
        return found

    def _pipeline(self, row: Row, field: Field) -> str:
        if field.name != "stage":
            return ""
        said = row.values.get("pipeline")
        known = match_option([Option(name) for name in self._stages], said) if said else None
        return known or self._context.catalog.default_pipeline.name

    def _loose(self, field: Field, options: Sequence[Option], text: str) -> str | None:
        said = loose(text)
        if word := _OTHER_WORDS.get((self._object, field.name), {}).get(said):
            return word
        return next((o.value for o in options if said in {loose(w) for w in (o.value, *o.synonyms)}), None)

    def _refused(self, field: Field, options: Sequence[Option], text: str) -> str | None:
        near = did_you_mean(options, text)
        hint = f"; did you mean `{near}`?" if near else ""
        if (self._object, field.name) in {("activity", "type"), ("deal", "pipeline")}:
            return f"there is no {field.label.lower()} `{text}`{hint}"
        if self._added.get(field.name, 0) >= MAX_ADDED:
            return f"{field.label} already got {MAX_ADDED} new values from this file{hint}"
        return None

    async def _add(self, field: Field, pipeline: str, options: list[Option], text: str) -> None:
        near = did_you_mean(options, text)
        if near and fuzz.ratio(near.casefold(), text.casefold()) >= _TYPO:
            self._counts.notes.append(f"new {self._object}.{field.name} `{text}` (did you mean `{near}`?)")
        self._added[field.name] = self._added.get(field.name, 0) + 1
        options.append(Option(text))
        if field.name == "stage":
            await add_stage(self._context, pipeline, text)
            return
        await self._context.connection.execute(
            "INSERT INTO crm.picklist_value (tenant_id, object, field, value, position) SELECT %s, %s, %s, %s,"
            " coalesce(max(position), -1) + 1 FROM crm.picklist_value WHERE tenant_id = %s AND object = %s AND field = %s",
            (
                self._context.tenant_id,
                self._object,
                field.name,
                text,
                self._context.tenant_id,
                self._object,
                field.name,
            ),
        )


async def add_stage(context: Context, pipeline: str, name: str) -> None:
    """A stage that the tenant lacks, at the end of its pipeline, open."""
    await context.connection.execute(
        "INSERT INTO crm.stage (tenant_id, pipeline, name, position, probability, kind) SELECT %(t)s, %(p)s, %(n)s,"
        " coalesce(max(position), -1) + 1, %(odds)s, 'open' FROM crm.stage WHERE tenant_id = %(t)s AND pipeline = %(p)s",
        {"t": context.tenant_id, "p": pipeline, "n": name, "odds": NEW_STAGE_PROBABILITY},
    )


async def refresh(context: Context) -> None:
    """Read the catalog again, with what this run has added."""
    context.catalog = await load_catalog(context.connection, context.tenant_id)
    context.session = replace(context.session, catalog=context.catalog)
