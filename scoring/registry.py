"""Models in the database: trained, kept with their quality, read to score."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from crm_store.database import Session
from scoring import features
from scoring.model import LinearModel, fit
from scoring.reasons import Reason, reasons


@dataclass(frozen=True, slots=True)
class Kind:
    """What is scored, and from which snapshots."""

    name: str
    object: str
    outcome: str
    failure: str
    past: str
    present: str


KINDS = {
    "lead": Kind("lead_conversion", "lead", "converted", "disqualified", features.LEADS_PAST, features.LEADS_NOW),
    "deal": Kind("deal_win", "deal", "won", "lost", features.DEALS_PAST, features.DEALS_NOW),
}


@dataclass(frozen=True, slots=True)
class ScoreModel:
    """A trained model and how it did on records that it had not seen."""

    kind: str
    version: int
    trained_at: datetime
    rows: int
    positives: int
    auc: float | None
    brier: float | None
    signal: bool
    warnings: tuple[str, ...]
    model: LinearModel | None


@dataclass(frozen=True, slots=True)
class Score:
    """`probability` 0 to 1; `score` the same as 0 to 100; `reasons` add up to its distance from the average."""

    id: UUID
    probability: float
    score: int
    reasons: tuple[Reason, ...]
    model: str
    as_of: datetime


async def train_all(session: Session) -> tuple[ScoreModel, ...]:
    """Train every kind on the tenant's past (system scope) and keep the result as a new version."""
    return tuple([await _train(session, kind) for kind in KINDS.values()])


async def _train(session: Session, kind: Kind) -> ScoreModel:
    trained = await asyncio.to_thread(fit, await features.past(session, kind.past), kind.outcome)
    body = trained.model.to_json().encode() if trained.model else None
    cursor = await session.connection.execute(
        "INSERT INTO crm.score_model (tenant_id, kind, version, trained_at, rows, positives, auc, brier, signal, warnings, body)"
        " SELECT %(tenant)s, %(kind)s, coalesce(max(version), 0) + 1, %(at)s, %(rows)s, %(positives)s, %(auc)s, %(brier)s,"
        " %(signal)s, %(warnings)s, %(body)s FROM crm.score_model WHERE tenant_id = %(tenant)s AND kind = %(kind)s RETURNING version",
        {
            "tenant": session.identity.tenant_id, "kind": kind.name, "at": session.now, "rows": trained.rows,
            "positives": trained.positives, "auc": trained.auc, "brier": trained.brier, "signal": trained.signal,
            "warnings": Jsonb(list(trained.warnings)), "body": body,
        },
    )  # fmt: skip
    row = await cursor.fetchone()
    assert row is not None
    return ScoreModel(
        kind.name, row[0], session.now, trained.rows, trained.positives, trained.auc, trained.brier, trained.signal,
        trained.warnings, trained.model,
    )  # fmt: skip


async def models(session: Session) -> tuple[ScoreModel, ...]:
    """The newest model of each kind."""
    async with session.connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            "SELECT DISTINCT ON (kind) kind, version, trained_at, rows, positives, auc, brier, signal, warnings, body"
            " FROM crm.score_model WHERE tenant_id = %s ORDER BY kind, version DESC",
            (session.identity.tenant_id,),
        )
        return tuple(_model(row) for row in await cursor.fetchall())


def _model(row: dict[str, Any]) -> ScoreModel:
    body = row.pop("body")
    row["warnings"] = tuple(row["warnings"])
    return ScoreModel(**row, model=LinearModel.from_json(bytes(body).decode()) if body else None)


async def scores(session: Session, object_: str, ids: Sequence[UUID]) -> tuple[Score, ...]:
    """Scores of those leads or deals that the caller sees, in the order of `ids`; none before anything was trained."""
    kind = KINDS[object_]
    found = next((m for m in await models(session) if m.kind == kind.name), None)
    if found is None:
        return ()
    by_id = {
        s.id: _settled(kind, found, s) or _score(found, s)
        for s in await features.present(session, object_, kind.present, ids)
    }
    return tuple(by_id[i] for i in ids if i in by_id)


async def chances(session: Session, found: ScoreModel, ids: Sequence[UUID]) -> dict[UUID, float]:
    """The probabilities alone, 0 to 1, by a model that has been read already: without reasons, which take most of the time."""
    kind = next(k for k in KINDS.values() if k.name == found.kind)
    if found.model is None:
        return {}
    snapshots = await features.present(session, kind.object, kind.present, ids)
    model = found.model
    return {s.id: model.probability(s.features) if s.settled is None else float(s.settled) for s in snapshots}


def _settled(kind: Kind, found: ScoreModel, snapshot: features.Snapshot) -> Score | None:
    """What has ended needs no estimate."""
    if snapshot.settled is None:
        return None
    why = Reason(f"It was {kind.outcome if snapshot.settled else kind.failure}", 0.0)
    name = f"{found.kind}/{found.version}"
    return Score(snapshot.id, float(snapshot.settled), 100 * snapshot.settled, (why,), name, snapshot.taken_at)


def _score(found: ScoreModel, snapshot: features.Snapshot) -> Score:
    name = f"{found.kind}/{found.version}"
    if found.model is None or not found.signal:
        rate = found.model.base_rate if found.model else (found.positives / found.rows if found.rows else 0.0)
        why = found.warnings[0] if found.warnings else "The past shows no pattern."
        return Score(
            snapshot.id, rate, round(100 * rate), (Reason(f"The average of all. {why}", 0.0),), name, snapshot.taken_at
        )
    probability = found.model.probability(snapshot.features)
    because = reasons(snapshot.features, found.model.contributions(snapshot.features))
    return Score(snapshot.id, probability, round(100 * probability), because, name, snapshot.taken_at)
