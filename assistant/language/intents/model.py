"""Which of the things that are said or asked most a whole message says: the classifier of `acts`, over `phrases/INTENT.txt`.

The acts are recognised clause by clause, and each needs its signs; an idiom has none ("they went with somebody else"). Read as a
whole, among thousands of ways to say some fifty things, it is near its likes. What is asked, what says several things and what says
nothing are intents too (`read`, `several`, `nothing`), so that whatever is none of the others has somewhere to go.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from assistant.language.acts.features import features, masked
from assistant.language.acts.model import ActModel
from assistant.language.acts.train import example_chart, examples, fit
from assistant.language.chart import Items
from assistant.language.lexicon import Lexicon
from assistant.language.values import ValueContext
from retrieval.encoder import Encoder

_REASON = 0.6  # of the odds of all losses: enough to say why
VERSION = "1"  # raised when the features change


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message says, with its probability."""

    name: str
    confidence: float


# What each of several messages or sentences says.
Reading = Callable[[Sequence[Items]], list[Intent]]


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Reads whole messages."""

    model: ActModel

    def read(self, messages: Sequence[Items], encoder: Encoder) -> list[Intent]:
        """The likeliest intent of each message or sentence."""
        rows = self.model.odds(encoder.encode([masked(m) for m in messages]), [features(m) for m in messages])
        return [self._likeliest(row) for row in rows]

    def _likeliest(self, row: list[tuple[str, float]]) -> Intent:
        """That a deal is lost is surer than why, so the reasons are weighed among themselves."""
        losses = [(name, odds) for name, odds in row if name.startswith("lost")]
        lost = sum(odds for _, odds in losses)
        if lost <= max(odds for name, odds in row if not name.startswith("lost")):
            return Intent(*row[0])
        why, odds = losses[0]
        return Intent(why if odds >= _REASON * lost else "lost", lost)


SAID = "assistant.language.intents"
ASKED = "assistant.language.intents.asked"


def phrases(package: str) -> list[tuple[str, str]]:
    """(intent, phrase with <slots>) of a package; what the acts know as only told is a detail of what is said."""
    said = [
        (f.name.removesuffix(".txt"), line)
        for f in _files(package)
        for line in f.read_text("utf-8").splitlines()
        if line
    ]
    told = [("detail", line) for act, line in examples() if act == "state"] if package == SAID else []
    return said + told[::2]


def _files(package: str) -> list[Traversable]:
    files = (resources.files(package) / "phrases").iterdir()
    return sorted((f for f in files if f.name.endswith(".txt")), key=lambda f: f.name)


def _key(acts: ActModel, package: str) -> str:
    """Changes whenever the model would: with the phrases, and with whatever changes the acts' model."""
    known = hashlib.sha256(f"{VERSION}{acts.key}".encode())
    for file in _files(package):
        known.update(file.read_bytes())
    return known.hexdigest()


def load_or_train(
    path: Path, package: str, acts: ActModel, encoder: Encoder, lexicon: Lexicon, context: ValueContext
) -> IntentModel:
    """The saved model where it is of these phrases and this encoder, else a new one, saved."""
    key = _key(acts, package)
    try:
        model = ActModel.load(path)
        if model.key == key:
            return IntentModel(model)
    except (OSError, KeyError, ValueError):
        pass
    known = phrases(package)
    charts = [example_chart(line, lexicon, context) for _, line in known]
    model = fit([intent for intent, _ in known], charts, encoder, key)
    model.save(path)
    return IntentModel(model)
