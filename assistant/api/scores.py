"""Scores, how good they are, and what to do next."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query

from assistant.api.dependencies import Reader
from assistant.api.schemas import Finding, Items, Reason, Score, ScoreModel
from assistant.conversation.blocks import wire_finding
from crm_store.errors import NotFound
from crm_store.records import get
from scoring import models, recommend, scores

router = APIRouter(tags=["scores"])


@router.get("/leads/{id}/score", response_model=Score)
async def lead_score(id: str, reader: Reader) -> Score:
    """How likely a lead is to convert, and why."""
    return await _score("lead", id, reader)


@router.get("/deals/{id}/score", response_model=Score)
async def deal_score(id: str, reader: Reader) -> Score:
    """How likely a deal is to be won, and why."""
    return await _score("deal", id, reader)


async def _score(object_: str, id_: str, reader: Reader) -> Score:
    async with reader() as session:
        record = await get(session, object_, id_)
        found = await scores(session, object_, [record.id])
    if not found:
        raise NotFound("No model has been trained yet: run `crm train`.")
    score = found[0]
    return Score(
        probability=round(score.probability, 4), score=score.score, model=score.model, as_of=score.as_of,
        reasons=[Reason(text=r.text, weight=r.weight) for r in score.reasons],
    )  # fmt: skip


@router.get("/scores/models", response_model=Items[ScoreModel])
async def score_models(reader: Reader) -> Items[ScoreModel]:
    """The newest model of each kind and how it did on records that it had not seen."""
    async with reader() as session:
        found = await models(session)
    return Items(items=[ScoreModel(**_quality(m)) for m in found])


def _quality(model: Any) -> dict[str, Any]:
    names = ("kind", "trained_at", "rows", "positives", "auc", "brier", "signal")
    return {n: getattr(model, n) for n in names} | {"version": str(model.version), "warnings": list(model.warnings)}


@router.get("/recommendations", response_model=Items[Finding])
async def recommendations(reader: Reader, limit: Annotated[int, Query(ge=1)] = 10) -> Items[Finding]:
    """Next best actions, best first."""
    async with reader() as session:
        found = await recommend(session, limit)
    return Items(items=[wire_finding(f) for f in found])
