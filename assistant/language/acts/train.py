"""Trains the act classifier from `language/examples/*.yaml`: about two seconds, at set-up or at the first start."""

from __future__ import annotations

import hashlib
from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.language.acts.features import MASKS, features, masked
from assistant.language.acts.model import ActModel, design
from assistant.language.chart import Items, build_chart
from assistant.language.lexicon import Lexicon
from assistant.language.linking.model import Candidate
from assistant.language.text import tokens
from assistant.language.values import ValueContext, find_values
from retrieval.encoder import Encoder

Floats64 = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
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
VERSION = "2"  # raised when the features change


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
    links: dict[tuple[int, int], tuple[Candidate, ...]] = {
        (i, i + 1): (Candidate(_BY_FILL[t.word], "", t.raw, 1.0),) for i, t in enumerate(parts) if t.word in _BY_FILL
    }
    return build_chart(sentence, parts, find_values(sentence, context), lexicon, links, {})


def training_key(encoder: Encoder) -> str:
    """Changes whenever the model would."""
    text = "\n".join(f"{act}\t{line}" for act, line in examples())
    words = "".join(
        (resources.files("assistant.language.lexicon") / name).read_text("utf-8")
        for name in ("words.yaml", "talk.yaml", "questions.yaml", "fields.yaml", "reporting.yaml")
    )
    return hashlib.sha256(f"{VERSION}{encoder.name}{text}{words}".encode()).hexdigest()


def train(encoder: Encoder, lexicon: Lexicon, context: ValueContext) -> ActModel:
    """Fit on every example; the temperature is fitted on each example as the others predict it."""
    known = examples()
    charts = [example_chart(line, lexicon, context) for _, line in known]
    named = [features(chart) for chart in charts]
    names = _common(named)
    rows = design(encoder.encode([masked(chart) for chart in charts]), named, names)
    order = tuple(sorted({act for act, _ in known}))
    right = np.array([order.index(act) for act, _ in known])
    weights, held_out = _ridge(rows.astype(np.float64), right, len(order))
    return ActModel(
        order,
        names,
        weights[:, :-1].astype(np.float32),
        weights[:, -1].astype(np.float32),
        _temperature(held_out, right),
        training_key(encoder),
    )


# Chosen by leave-one-out: between 3 and 8 it makes no difference.
_RIDGE = 5.0


def _ridge(rows: Floats64, right: Ints, acts: int) -> tuple[Floats64, Floats64]:
    """(weights [acts, columns + 1], what all others say of each row [rows, acts]).

    Ridge regression on the acts as 0 and 1, rare acts weighing more; solved in the dual, where leaving one out is free.
    """
    rows = np.hstack([rows, np.ones((len(rows), 1))])
    counts = np.bincount(right, minlength=acts)
    weight = np.sqrt(np.sqrt(len(right) / (acts * counts[right])))[:, None]
    wanted = np.eye(acts)[right] * weight
    weighed = rows * weight
    inverse = np.linalg.inv(weighed @ weighed.T + _RIDGE * np.eye(len(rows)))
    dual = inverse @ wanted
    held_out = (wanted - dual / np.diag(inverse)[:, None]) / weight
    return (weighed.T @ dual).T, held_out


def _common(named: list[frozenset[str]]) -> tuple[str, ...]:
    """Features of more than one example: what stands once teaches nothing."""
    counts = Counter(name for row in named for name in row)
    return tuple(sorted(name for name, count in counts.items() if count > 1))


def _temperature(scores: Floats64, right: Ints) -> float:
    """The one that makes held-out examples likeliest."""

    def loss(temperature: float) -> float:
        logits = scores / temperature
        logits = logits - logits.max(axis=1, keepdims=True)
        logs = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        return float(-logs[np.arange(len(right)), right].mean())

    return min((t / 200 for t in range(5, 101)), key=loss)


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
