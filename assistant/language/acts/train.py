"""Trains the act classifier from `language/examples/*.yaml`: about two seconds, at set-up or at the first start."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import yaml

from assistant.language.acts.features import MASKS, features, masked
from assistant.language.acts.model import ActModel, design
from assistant.language.chart import Items, build_chart
from assistant.language.lexicon import Lexicon
from assistant.language.linking.model import Candidate
from assistant.language.text import tokens
from assistant.language.values import ValueContext, find_values
from retrieval.encoder import Encoder

_RECORDS = {"deal", "account", "contact", "lead", "user", "product"}
_FILLS = {
    **MASKS,
    "deal": "Acmedeal",
    "account": "Acmeco",
    "contact": "Johnsmith",
    "lead": "Janelead",
    "user": "Peteruser",
    "product": "Widgetprod",
    "number": "10",
    "name": "Jane Roe",
    "company": "Initech",
    "place": "Boston",
    "email": "jane@initech.com",
    "phone": "+1 617 555 0187",
}
_BY_FILL = {_FILLS[name].lower(): name for name in _RECORDS}
VERSION = "1"  # raised when the features change


def examples() -> list[tuple[str, str]]:
    """(act, sentence with <slots>)."""
    found: list[tuple[str, str]] = []
    for file in sorted(resources.files("assistant.language.examples").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            table: dict[str, str] = yaml.safe_load(file.read_text("utf-8"))
            found.extend(
                (act, line.strip()) for act, lines in table.items() for line in lines.splitlines() if line.strip()
            )
    return found


def example_chart(sentence: str, lexicon: Lexicon, context: ValueContext) -> Items:
    """The chart that a sentence with <slots> has when linking finds what they stand for."""
    for name, fill in _FILLS.items():
        sentence = sentence.replace(f"<{name}>", fill)
    parts = tokens(sentence)
    links = {
        (i, i + 1): (Candidate(_BY_FILL[t.word], "", t.raw, 1.0),) for i, t in enumerate(parts) if t.word in _BY_FILL
    }
    return build_chart(sentence, parts, find_values(sentence, context), lexicon, links, {})


def training_key(encoder: Encoder) -> str:
    """Changes whenever the model would."""
    text = "\n".join(f"{act}\t{line}" for act, line in examples())
    words = "".join(
        (resources.files("assistant.language.lexicon") / name).read_text("utf-8")
        for name in ("words.yaml", "reporting.yaml")
    )
    return hashlib.sha256(f"{VERSION}{encoder.name}{text}{words}".encode()).hexdigest()


def train(encoder: Encoder, lexicon: Lexicon, context: ValueContext) -> ActModel:
    """Fit on every example; the temperature is fitted on predictions of held-out folds."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    known = examples()
    charts = [example_chart(line, lexicon, context) for _, line in known]
    named = [features(chart) for chart in charts]
    names = _common(named)
    rows = design(encoder.encode([masked(chart) for chart in charts]), named, names)
    acts = np.array([act for act, _ in known])
    fit = LogisticRegression(C=1.0, max_iter=120, tol=1e-3, class_weight="balanced")
    held_out = cross_val_predict(fit, rows, acts, cv=3, method="decision_function")
    fit.fit(rows, acts)
    order = tuple(map(str, fit.classes_))
    return ActModel(
        order,
        names,
        fit.coef_.astype(np.float32),
        fit.intercept_.astype(np.float32),
        _temperature(held_out, np.array([order.index(a) for a in acts])),
        training_key(encoder),
    )


def _common(named: list[frozenset[str]]) -> tuple[str, ...]:
    """Features of more than one example: what stands once teaches nothing."""
    counts = Counter(name for row in named for name in row)
    return tuple(sorted(name for name, count in counts.items() if count > 1))


def _temperature(
    scores: np.ndarray[tuple[int, int], np.dtype[np.float64]], right: np.ndarray[tuple[int], np.dtype[np.int64]]
) -> float:
    """The one that makes held-out examples likeliest."""

    def loss(temperature: float) -> float:
        logits = scores / temperature
        logits = logits - logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(right)), right].mean())

    return min((t / 20 for t in range(4, 61)), key=loss)


def load_or_train(path: Path, encoder: Encoder, lexicon: Lexicon, context: ValueContext) -> ActModel:
    """The saved model where it is of these examples and this encoder, else a new one, saved."""
    try:
        model = ActModel.load(path)
        if model.key == training_key(encoder):
            return model
    except (OSError, KeyError, ValueError):
        pass
    model = train(encoder, lexicon, context)
    model.save(path)
    return model
