"""The act classifier: a linear model over a sentence vector and named features, kept as plain arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Act:
    """The likeliest act of a clause with its probability, and the next one."""

    name: str
    confidence: float
    second: str
    second_confidence: float


@dataclass(frozen=True)
class ActModel:
    """`weights` [acts, dimensions + names], `bias` [acts]; `temperature` makes the probabilities honest."""

    acts: tuple[str, ...]
    names: tuple[str, ...]
    weights: Floats
    bias: Floats
    temperature: float
    key: str

    def rows(self, vectors: Floats, features: Sequence[frozenset[str]]) -> Floats:
        """[n, dimensions + names]: what the weights are for."""
        return design(vectors, features, self.names)

    def odds(self, vectors: Floats, features: Sequence[frozenset[str]]) -> list[list[tuple[str, float]]]:
        """Every act with its probability, likeliest first, per row of `vectors` [n, dimensions]."""
        logits = (self.rows(vectors, features) @ self.weights.T + self.bias) / self.temperature
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds = shifted / shifted.sum(axis=1, keepdims=True)
        return [[(self.acts[i], float(row[i])) for i in np.argsort(-row)] for row in odds]

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez_compressed(
            part,
            acts=np.array(self.acts),
            names=np.array(self.names),
            weights=self.weights,
            bias=self.bias,
            temperature=np.array(self.temperature),
            key=np.array(self.key),
        )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> ActModel:
        """Raises OSError, KeyError or ValueError where the file is none of ours."""
        with np.load(path, allow_pickle=False) as data:
            return cls(
                tuple(map(str, data["acts"])),
                tuple(map(str, data["names"])),
                data["weights"],
                data["bias"],
                float(data["temperature"]),
                str(data["key"]),
            )


# A sentence vector has length 1 and hundreds of features: this gives both parts a say of about the same size.
VECTOR_SCALE, NAME_SCALE = 4.0, 0.6


def design(vectors: Floats, features: Sequence[frozenset[str]], names: Sequence[str]) -> Floats:
    flags = np.array([[name in row for name in names] for row in features], dtype=np.float32)
    return np.hstack([vectors * VECTOR_SCALE, flags.reshape(len(features), len(names)) * NAME_SCALE])
