"""What a record holds now, for changes that are steps: "two weeks later", "the next stage", "10 % more"."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from psycopg import sql
from psycopg.rows import dict_row

from assistant.language.slots.turn import Json, Turn, number
from assistant.language.values import ShiftValue
from assistant.language.values.calendar import add

# The present values of a few columns of one record.
_READ = "SELECT {columns} FROM crm.{table} WHERE id = %s"


async def stepped(turn: Turn, object_: str, record_id: str, relative: Mapping[str, Any]) -> Json | None:
    """The values that the steps lead to; None where there is nothing to step from."""
    now = await _read(turn, object_, record_id, list(relative))
    if now is None:
        return None
    found: Json = {}
    for name, step in relative.items():
        value = _step(turn, name, now, step)
        if value is None:
            return None
        found[name] = value
    return found


async def _read(turn: Turn, object_: str, record_id: str, names: list[str]) -> Json | None:
    fields = turn.catalog.objects[object_].fields
    columns = [fields[n].column for n in names if n in fields]
    if object_ == "deal":
        columns += ["pipeline", "stage"]
    query = sql.SQL(_READ).format(
        columns=sql.SQL(", ").join(map(sql.Identifier, dict.fromkeys(columns))), table=sql.Identifier(object_)
    )
    async with turn.session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, (UUID(record_id),))
        return await cursor.fetchone()


def _step(turn: Turn, name: str, now: Json, step: Any) -> Any:
    if name == "stage":
        return _next_stage(turn, now, int(step))
    if isinstance(step, ShiftValue):
        current = now.get(name)
        return shifted(current, step).isoformat() if isinstance(current, date) else None
    kind, amount = step
    minor = now.get(f"{name}_minor")
    if minor is None:
        return None
    major = Decimal(minor) / 100
    result = major * (1 + amount / 100) if kind == "percent" else major + amount
    return number(result.quantize(Decimal("0.01"), ROUND_HALF_UP))


async def in_scale(turn: Turn, object_: str, record_id: str, values: Json) -> Json:
    """ "amount confirmed at 54" of a deal of 54,000: said in thousands, as what is there shows."""
    said = values.get("amount")
    if object_ != "deal" or not isinstance(said, int | float) or not 0 < said < _THOUSAND:
        return values
    now = await _read(turn, object_, record_id, ["amount"])
    minor = now.get("amount_minor") if now else None
    major = minor / 100 if minor else 0
    near = major >= _LEAST and 1 / _TIMES <= said * _THOUSAND / major <= _TIMES
    return {**values, "amount": round(said * _THOUSAND, 2)} if near else values


_THOUSAND, _LEAST, _TIMES = 1000, 5_000, 4


def shifted(day: date, step: ShiftValue) -> date:
    """`day` moved by a step."""
    return add(day, step.duration, step.sign)


def _next_stage(turn: Turn, now: Json, step: int) -> str | None:
    pipeline = turn.catalog.pipeline(now["pipeline"])
    stages = [s.name for s in pipeline.stages if s.kind != "lost"] if pipeline else []
    if now["stage"] not in stages:
        return None
    place = stages.index(now["stage"]) + step
    return stages[place] if 0 <= place < len(stages) else None
