"""The table that the thresholds of `retrieval.answers` are read from: `CRM_DATA_DIR=… python -m evals.retrieval.calibrate`.

Asks the calibration questions and the seen ones of the demo company as an all-seeing user; for each threshold, the share of questions
with an answer that are kept and of those without that are turned away, apart for questions that name somebody.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import yaml

from assistant.cli.context import operator, run
from crm_store.database import Database
from evals.retrieval.questions import load_questions
from retrieval.encoder import OnnxEncoder, default_encoder_path
from retrieval.search import SearchQuery, search

FILE = Path(__file__).parent / "calibration.yaml"


def questions() -> list[tuple[str, bool]]:
    """Each question, and whether it has an answer."""
    own = [(raw["ask"], bool(raw["subjects"])) for raw in yaml.safe_load(FILE.read_text("utf-8"))]
    return own + [(q.ask, bool(q.relevant)) for q in load_questions() if q.split == "seen"]


async def scores(database: Database) -> list[tuple[bool, float, bool]]:
    """Of each question: whether anybody found was named in it, the best score, whether it has an answer."""
    encoder = OnnxEncoder(await asyncio.to_thread(default_encoder_path))
    system = await operator(database, None)
    rows = []
    for ask, answered in questions():
        async with database.session(system) as session:
            hits = await search(session, encoder, SearchQuery(ask))
        rows.append((any(hit.names for hit in hits), hits[0].score if hits else 0.0, answered))
    return rows


def main() -> None:
    rows = run(scores)
    for named in (False, True):
        having = [score for is_named, score, answered in rows if is_named == named and answered]
        without = [score for is_named, score, answered in rows if is_named == named and not answered]
        print(f"names somebody: {named}; {len(having)} with an answer, {len(without)} without")
        for threshold in [n / 100 for n in range(40, 95, 2)]:
            kept = sum(score >= threshold for score in having) / max(len(having), 1)
            refused = sum(score < threshold for score in without) / max(len(without), 1)
            print(f"  {threshold:.2f}  kept {kept:.2f}  turned away {refused:.2f}")


if __name__ == "__main__":
    main()
