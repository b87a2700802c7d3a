"""Trains the act classifier from `language/examples/*.yaml`: about half a minute, at set-up or at the first start."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml

from assistant.language.acts.breaks import learn
from assistant.language.acts.features import MASKS, features, masked
from assistant.language.acts.model import ActModel, Flags, Floats, likeness
from assistant.language.chart import Items, build_chart
from assistant.language.lexicon import Lexicon
from assistant.language.linking.model import Candidate
from assistant.language.text import tokens
from assistant.language.values import ValueContext, find_values
from retrieval.encoder import Encoder

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
VERSION = "5"  # raised when the features change


def _example_files() -> list[Traversable]:
    files = resources.files("assistant.language.examples").iterdir()
    return sorted((f for f in files if f.name.endswith(".yaml")), key=lambda f: f.name)


def examples() -> list[tuple[str, str]]:
    """(act, sentence with <slots>)."""
    found: list[tuple[str, str]] = []
    for file in _example_files():
        table: dict[str, str] = yaml.safe_load(file.read_text("utf-8"))
        found.extend((act, line.strip()) for act, lines in table.items() for line in lines.splitlines() if line.strip())
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
    """Changes whenever the model would. Of the files as they lie: to read them as YAML takes a tenth of a second of each start."""
    known = hashlib.sha256(f"{VERSION}{encoder.name}".encode())
    for file in (*_example_files(), *(resources.files("assistant.language.lexicon") / name for name in _LEXICON)):
        known.update(file.read_bytes())
    return known.hexdigest()


_LEXICON = ("words.yaml", "talk.yaml", "questions.yaml", "fields.yaml", "reporting.yaml")


def train(encoder: Encoder, lexicon: Lexicon, context: ValueContext) -> ActModel:
    """Fit on every example."""
    known = examples()
    charts = [example_chart(line, lexicon, context) for _, line in known]
    return replace(
        fit([act for act, _ in known], charts, encoder, training_key(encoder)),
        breaks=_breaks(known, charts, lexicon, context),
    )


def fit(labels: Sequence[str], charts: Sequence[Items], encoder: Encoder, key: str) -> ActModel:
    """A model of charts and what each of them is; the temperature is fitted on each as the others predict it."""
    named = [features(chart) for chart in charts]
    names = _common(named)
    flags = np.array([[name in row for row in named] for name in names], dtype=np.bool_).reshape(len(names), len(named))
    vectors = encoder.encode([masked(chart) for chart in charts]).astype(np.float32)
    order = tuple(sorted(set(labels)))
    right = np.array([order.index(label) for label in labels])
    says, held_out = _ridge(likeness(vectors, _differing(flags), vectors), right, len(order))
    no_breaks = np.zeros(0, dtype=np.float32)
    return ActModel(order, names, vectors, flags, says, says.sum(axis=0), no_breaks, _temperature(held_out, right), key)


_SAID = frozenset(["log", "state", "task", "update", "create", "complete"])  # what people say in one breath


def _breaks(known: list[tuple[str, str]], charts: list[Items], lexicon: Lexicon, context: ValueContext) -> Floats:
    joints = {word: example_chart(word, lexicon, context)[0] for word in ("and", "so", "then", "also")}
    return learn([chart for (act, _), chart in zip(known, charts, strict=True) if act in _SAID], joints)


def _differing(flags: Flags) -> Floats:
    """[examples, examples]: how many features two of them do not share."""
    held = flags.astype(np.float32)
    counts = held.sum(axis=0)
    differing: Floats = counts[:, None] + counts[None, :] - 2 * (held.T @ held)
    return differing


# Chosen by leave-one-out: between 0.03 and 0.2 it makes no difference.
_RIDGE = 0.075


def _ridge(alike: Floats, right: Ints, acts: int) -> tuple[Floats, Floats]:
    """(what each example says [examples, acts], what all others say of it [examples, acts]).

    Kernel ridge regression on the acts as 0 and 1, rare acts weighing more; leaving one out is free. The constant in the
    kernel is the bias. Single precision tells every example as double does, in half the memory.
    """
    counts = np.bincount(right, minlength=acts)
    weight: Floats = np.sqrt(np.sqrt(len(right) / (acts * counts[right])))[:, None].astype(np.float32)
    wanted = np.eye(acts, dtype=np.float32)[right] * weight
    kernel = weight * (alike + np.float32(1)) * weight.T
    kernel[np.diag_indices_from(kernel)] += np.float32(_RIDGE)
    inverse = np.linalg.inv(kernel)
    dual = inverse @ wanted
    held_out = (wanted - dual / np.diag(inverse)[:, None]) / weight
    return np.asarray(weight * dual, dtype=np.float32), np.asarray(held_out, dtype=np.float32)


def _common(named: list[frozenset[str]]) -> tuple[str, ...]:
    """Features of more than one example: what stands once teaches nothing."""
    counts = Counter(name for row in named for name in row)
    return tuple(sorted(name for name, count in counts.items() if count > 1))


def _temperature(scores: Floats, right: Ints) -> float:
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
