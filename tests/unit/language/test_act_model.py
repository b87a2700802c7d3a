"""The act classifier and the breaks between clauses, on arrays and clauses small enough to check by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assistant.language.acts.breaks import BUCKETS, learn, spoken_parts
from assistant.language.acts.model import HOLDING, MEANING, ActModel, likeness
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense


def model() -> ActModel:
    """Two examples, one of each act, apart in meaning and in what they hold."""
    return ActModel(
        ("find", "log"),
        ("w:show", "w:call"),
        np.array([[1, 0], [0, 1]], dtype=np.float32),
        np.array([[True, False], [False, True]]),
        np.array([[1, 0], [0, 1]], dtype=np.float32),
        np.zeros(2, dtype=np.float32),
        np.zeros(BUCKETS + 1, dtype=np.float32),
        0.1,
        "key",
    )


def test_the_likeliest_act_is_that_of_the_nearest_example() -> None:
    row = model().odds(np.array([[0.1, 0.99]], dtype=np.float32), [frozenset(["w:call", "w:unknown"])])[0]
    assert row[0][0] == "log"
    assert sum(p for _, p in row) == pytest.approx(1)


def test_a_clause_is_as_like_an_example_as_meaning_and_features_say() -> None:
    same = np.array([[1.0, 0.0]], dtype=np.float32)
    other = np.array([[0.0, 1.0]], dtype=np.float32)
    alike = likeness(same, np.array([[0.0, 3.0]], dtype=np.float32), np.vstack([same, other]))
    assert alike[0] == pytest.approx([1.0, np.exp(-2 / MEANING - 3 / HOLDING)])


def test_what_is_saved_is_what_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "acts.npz"
    model().save(path)
    clause = (np.array([[0.6, 0.8]], dtype=np.float32), [frozenset(["w:show"])])
    assert ActModel.load(path).odds(*clause) == model().odds(*clause)


def test_another_file_is_none_of_ours(tmp_path: Path) -> None:
    np.savez(tmp_path / "acts.npz", weights=np.zeros(3))
    with pytest.raises(KeyError):
        ActModel.load(tmp_path / "acts.npz")


def _clause(text: str) -> Items:
    """Words as items; "called" tells of a call."""
    items: list[Item] = []
    at = 0
    for n, word in enumerate(text.split()):
        senses = (Sense("family", value="spoke"),) if word == "called" else ()
        items.append(Item(at, at + len(word), n, n + 1, word, word, None, senses))
        at += len(word) + 1
    return tuple(items)


TOLD = [
    "ann called about the broken belt", "they want a new price", "she needs the drawing soon", "he called this morning",
    "they want the long version", "she needs a second quote", "bob called from the plant", "he likes the blue one",
]  # fmt: skip


def test_speech_without_stops_is_parted_where_a_teller_begins() -> None:
    joints = {w: _clause(w)[0] for w in ("and", "so", "then", "also")}
    weights = learn([_clause(c) for c in TOLD], joints)
    parts = spoken_parts(
        _clause("ann called about the broken belt they want a new price and she needs the drawing"), weights
    )
    assert [" ".join(x.word for x in p) for p in parts] == [
        "ann called about the broken belt",
        "they want a new price",
        "and she needs the drawing",
    ]


def test_a_short_clause_stays_whole() -> None:
    weights = np.full(BUCKETS + 1, 5, dtype=np.float32)
    assert spoken_parts(_clause("ann called they want more"), weights) == [_clause("ann called they want more")]
