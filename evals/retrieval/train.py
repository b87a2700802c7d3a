"""Fits `retrieval/ranking.json`: `CRM_DATA_DIR=… python -m evals.retrieval.train`, on an installation of the demo company.

Order: a linear score whose softmax over the candidates of a question puts its answers first (listwise, L2 on standardised weights).
Sureness: logistic regression on what a search found, answered questions against those without an answer, both kinds weighing the same.
Trained on the calibration questions and the seen ones; the cross-validated figures are printed, the unseen ones are never asked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import minimize  # type: ignore[import-untyped]
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold, cross_val_predict

import retrieval
from assistant.cli.context import operator, run
from crm_store.database import Database, Session
from evals.retrieval.questions import ANSWERS, load_questions
from retrieval.answers import holding_all, surety
from retrieval.encoder import Encoder, OnnxEncoder, default_encoder_path
from retrieval.ranking import FEATURES, SURE, ranking
from retrieval.search import SearchQuery, candidates, search
from retrieval.statement import OF_ONE_THREAD

FILE = Path(__file__).parent / "calibration.yaml"
TARGET = Path(retrieval.__file__).parent / "ranking.json"
PENALTY = 3.0  # of squared standardised weights; between 0.3 and 10 the figures differ by 0.01
FOLDS = 5
KEPT = 0.96  # of the questions whose answer is among the first `SUCCESS` hits that are to be answered, cross-validated
SUCCESS = 5
DIVISIONS = 12
SHOWN = 0.99  # of the answers among the first ten hits that the margin is to keep
Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Example:
    """A question's candidates: features `[n, features]`, which of them answer, and of which thread each is."""

    seen: bool
    features: Array
    answers: npt.NDArray[np.bool_]
    threads: Sequence[str]


@dataclass(frozen=True)
class Questions:
    """`relevant` says whether a text, by its external id and subject, answers; None where the question has no answer."""

    ask: str
    seen: bool
    relevant: Callable[[str, str], bool] | None


def questions() -> list[Questions]:
    """The calibration questions and the seen ones."""
    own = [
        Questions(raw["ask"], False, _by_subject(raw["subjects"])) for raw in yaml.safe_load(FILE.read_text("utf-8"))
    ]
    seen = [q for q in load_questions() if q.split == "seen"]
    return own + [Questions(q.ask, True, _by_name({n for n, g in q.relevant.items() if g >= ANSWERS})) for q in seen]


def _by_subject(subjects: Sequence[str]) -> Callable[[str, str], bool] | None:
    return (lambda _, subject: re.sub(r"^re: ", "", subject, flags=re.IGNORECASE) in subjects) if subjects else None


def _by_name(names: set[str]) -> Callable[[str, str], bool] | None:
    return (
        (lambda key, subject: f"mail:{key.split('@')[0]}" in names or f"subject:{subject}" in names) if names else None
    )


async def examples(database: Database) -> list[Example]:
    """The candidates of every question that has an answer among them."""
    encoder = OnnxEncoder(default_encoder_path())
    async with database.session(await operator(database, None)) as session:
        cursor = await session.connection.execute("SELECT id, coalesce(external_id, ''), subject FROM crm.activity")
        texts = {row[0]: (row[1], row[2]) for row in await cursor.fetchall()}
        found = [await _example(session, encoder, q, texts) for q in questions() if q.relevant]
    print(f"{len(found)} questions with an answer, of {sum(e.answers.any() for e in found)} it is among the candidates")
    return found


async def _example(
    session: Session, encoder: Encoder, question: Questions, texts: dict[object, tuple[str, str]]
) -> Example:
    rows = await candidates(session, encoder, SearchQuery(question.ask))
    answers = [question.relevant is not None and question.relevant(*texts[row[0]]) for row in rows]
    return Example(question.seen, np.array([row[2] for row in rows]), np.array(answers), [str(row[1]) for row in rows])


def fit_order(chosen: Sequence[Example]) -> Array:
    """Weights `[features]` of the raw features."""
    usable = [e for e in chosen if e.answers.any()]
    scale = np.concatenate([e.features for e in usable]).std(axis=0) + 1e-6

    def loss(weights: Array) -> tuple[float, Array]:
        total, slope = PENALTY * float(weights @ weights), 2 * PENALTY * weights
        for example in usable:
            scaled = example.features / scale
            scores = scaled @ weights
            every = np.exp(scores - scores.max())
            right = every * example.answers
            total += float(np.log(every.sum()) - np.log(right.sum()))
            slope = slope + scaled.T @ (every / every.sum() - right / right.sum())
        return total, slope

    fitted: Array = minimize(loss, np.zeros(len(FEATURES)), jac=True, method="L-BFGS-B").x / scale
    return fitted


def success(example: Example, weights: Array, of_one: int, depth: int = 5) -> bool:
    """Whether an answer is among the first `depth`, of which a thread has `of_one` at most."""
    taken: dict[str, int] = {}
    places = 0
    for n in np.argsort(-(example.features @ weights), kind="stable"):
        thread = example.threads[n]
        taken[thread] = taken.get(thread, 0) + 1
        if taken[thread] <= of_one:
            if example.answers[n]:
                return True
            places += 1
            if places == depth:
                return False
    return False


def validated(all_of: Sequence[Example]) -> None:
    """Print success@5 of questions that the weights were not fitted on."""
    folds = np.random.default_rng(0).permutation(len(all_of)) % FOLDS
    fitted = [fit_order([e for e, fold in zip(all_of, folds, strict=True) if fold != n]) for n in range(FOLDS)]
    for name, seen in (("seen", True), ("calibration", False)):
        for of_one in (1, OF_ONE_THREAD):
            right = [success(e, fitted[fold], of_one) for e, fold in zip(all_of, folds, strict=True) if e.seen == seen]
            print(
                f"cross-validated success@5, {name}, {of_one} of a thread: {np.mean(right):.3f} ({len(right)} questions)"
            )


@dataclass(frozen=True)
class Search:
    """What was found for a question: whether it is `answered` at all, whether an answer is among the `first` hits, whether it is
    shown in any case (`held`), `SURE`, and how far each answer stands `below` the best hit."""

    answered: bool
    first: bool
    held: bool
    sure: Sequence[float]
    below: Sequence[float]


async def searches(database: Database) -> list[Search]:
    """Every question for which anything was found."""
    encoder = OnnxEncoder(default_encoder_path())
    async with database.session(await operator(database, None)) as session:
        found = [await _search(session, encoder, question) for question in questions()]
    return [search for search in found if search is not None]


async def _search(session: Session, encoder: Encoder, question: Questions) -> Search | None:
    query = SearchQuery(question.ask)
    found = await search(session, encoder, query)
    if not found.hits:
        return None
    right = [question.relevant is not None and question.relevant(h.external_id or "", h.title) for h in found.hits]
    below = [found.hits[0].score - hit.score for hit, is_right in zip(found.hits, right, strict=True) if is_right]
    sure = surety(found)
    return Search(
        question.relevant is not None,
        any(right[:SUCCESS]),
        bool(holding_all(query, found)),
        [sure[name] for name in SURE],
        below,
    )


def fit_sure(rows: Sequence[Search]) -> dict[str, object]:
    """Weights, bias, threshold and margin; prints what they keep and turn away."""
    values, answered = np.array([row.sure for row in rows]), np.array([row.answered for row in rows])
    scale = values.std(axis=0)
    model = LogisticRegression(C=0.3, class_weight="balanced", max_iter=1_000)
    least = _threshold(model, values / scale, rows)
    model.fit(values / scale, answered)
    margin = float(np.quantile([x for row in rows for x in row.below[:1]], SHOWN))
    weights = dict(zip(SURE, (model.coef_[0] / scale).round(4).tolist(), strict=True))
    return {
        "sure": weights,
        "bias": round(float(model.intercept_[0]), 4),
        "least": round(least, 4),
        "margin": round(margin, 2),
    }


def _threshold(model: LogisticRegression, values: Array, rows: Sequence[Search]) -> float:
    """The confidence that `KEPT` of what is answered rightly has, in the middle of some divisions into folds.

    An answered question whose answer is not among the first hits loses nothing by being turned away; what is shown in any case is not asked.
    """
    answered = np.array([row.answered for row in rows])
    right, wrong = (
        np.array([wanted(row) and not row.held for row in rows])
        for wanted in (lambda r: r.first, lambda r: not r.answered)
    )
    sure = [cross_val_predict(model, values, answered, cv=StratifiedKFold(8, shuffle=True, random_state=n), method="predict_proba")[:, 1]
            for n in range(DIVISIONS)]  # fmt: skip
    every = sum(row.first for row in rows)
    for share in (1.0, 0.99, 0.98, 0.97, 0.96, 0.95, 0.93):
        lost = (1 - share) * every / right.sum()  # of those that the threshold decides
        away = [np.mean(p[wrong] < np.quantile(p[right], lost)) for p in sure]
        print(
            f"  keeping {share:.3f} of {every} right answers turns away {np.mean(away):.3f} ± {np.std(away):.3f} of {wrong.sum()} questions without one"
        )
    return float(np.mean([np.quantile(p[right], (1 - KEPT) * every / right.sum()) for p in sure]))


def write(content: dict[str, object]) -> None:
    """Keep what is there and not in `content`."""
    present = json.loads(TARGET.read_text("utf-8"))
    TARGET.write_text(json.dumps(present | content, indent=2) + "\n", "utf-8")
    ranking.cache_clear()


def main() -> None:
    all_of = run(examples)
    validated(all_of)
    write({"order": dict(zip(FEATURES, fit_order(all_of).round(4).tolist(), strict=True))})
    write(fit_sure(run(searches)))


if __name__ == "__main__":
    main()
