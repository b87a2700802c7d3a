"""The act classifier: kernel ridge regression over a sentence's vector and its named features, kept as plain arrays.

Two clauses are alike as far as they mean and hold the same: `exp(-|u - v|² / MEANING - differing features / HOLDING)`.
An example says how near a clause is to its act; how much each says is learned (`train.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

# About the medians between two examples: of the squared distance of their vectors (length 1), of the features that differ.
MEANING, HOLDING = 1.8, 22.0


@dataclass(frozen=True, slots=True)
class Act:
    """The likeliest act of a clause with its probability, and the next one."""

    name: str
    confidence: float
    second: str
    second_confidence: float


@dataclass(frozen=True)
class ActModel:
    """`vectors` [examples, dimensions] and `flags` [names, examples] of the examples, `says` [examples, acts] and `bias` [acts];
    `breaks` are the weights of `breaks.py`; `temperature` makes the probabilities honest."""

    acts: tuple[str, ...]
    names: tuple[str, ...]
    vectors: Floats
    flags: Flags
    says: Floats
    bias: Floats
    breaks: Floats
    temperature: float
    key: str

    def odds(self, vectors: Floats, features: Sequence[frozenset[str]]) -> list[list[tuple[str, float]]]:
        """Every act with its probability, likeliest first, per row of `vectors` [n, dimensions]."""
        near = likeness(vectors, self._differing(features), self.vectors)
        logits = (near @ self.says + self.bias) / self.temperature
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        odds = shifted / shifted.sum(axis=1, keepdims=True)
        return [[(self.acts[i], float(row[i])) for i in np.argsort(-row)] for row in odds]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def _held(self) -> Floats:
        """How many features each example has [examples]."""
        return np.asarray(self.flags.sum(axis=0), dtype=np.float32)

    def _differing(self, features: Sequence[frozenset[str]]) -> Floats:
        """[n, examples]: how many features a clause and an example do not share. A clause has some thirty of two thousand."""
        rows = []
        for row in features:
            places = [self._places[name] for name in row if name in self._places]
            shared = self.flags[places].sum(axis=0, dtype=np.float32)
            rows.append(len(places) + self._held - 2 * shared)
        return np.array(rows, dtype=np.float32).reshape(len(rows), len(self._held))

    def save(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            acts=np.array(self.acts),
            names=np.array(self.names),
            vectors=self.vectors.astype(np.float16),
            flags=np.packbits(self.flags, axis=1),
            says=self.says,
            bias=self.bias,
            breaks=self.breaks,
            temperature=np.array(self.temperature),
            key=np.array(self.key),
        )
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> ActModel:
        """Raises OSError, KeyError or ValueError where the file is none of ours."""
        with np.load(path, allow_pickle=False) as data:
            vectors = data["vectors"].astype(np.float32)
            return cls(
                tuple(map(str, data["acts"])),
                tuple(map(str, data["names"])),
                vectors,
                np.unpackbits(data["flags"], axis=1, count=len(vectors)).astype(np.bool_),
                data["says"],
                data["bias"],
                data["breaks"],
                float(data["temperature"]),
                str(data["key"]),
            )


def likeness(vectors: Floats, differing: Floats, examples: Floats) -> Floats:
    """[n, examples], 1 for the same clause; vectors of length 1."""
    apart = 2 - 2 * (vectors @ examples.T)
    return np.asarray(np.exp(-apart / MEANING - differing / HOLDING), dtype=np.float32)
