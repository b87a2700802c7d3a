"""What ranking reads in a question and in a text, without a database: names, sides, languages, sentences written often, weights."""

from __future__ import annotations

import pytest

from retrieval.encoder import OnnxEncoder
from retrieval.languages import language_of
from retrieval.phrases import phrase_hash
from retrieval.question import read_question, without
from retrieval.ranking import FEATURES, SURE, ranking
from retrieval.terms import terms


@pytest.mark.parametrize(
    ("question", "names", "matter"),
    [
        ("Why is Bluepeak so nervous?", ["bluepeak"], "Why is so nervous ?"),
        ("What is Fenwick's complaint?", ["fenwick"], "What is complaint ?"),
        ("Sarah Chen?", ["sarah", "chen"], "Sarah Chen?"),
        ("who waits?", [], "who waits?"),
    ],
)
def test_the_matter_is_the_question_without_names(question: str, names: list[str], matter: str) -> None:
    assert without(question, names) == matter


@pytest.mark.parametrize(
    ("question", "ours", "subjects", "holds"),
    [
        ("What did we offer Hollis?", True, ("we",), None),
        ("What did Marcus promise?", False, ("marcus",), None),
        ("How much is Sarah willing to spend?", False, (), r"\d"),
        ("When does Anna start?", False, ("anna",), "january"),
        ("Who signs the order?", False, (), "director"),
        ("Why is the project late?", False, (), "because"),
    ],
)
def test_who_should_have_said_it_and_what_it_holds(
    encoder: OnnxEncoder, question: str, ours: bool, subjects: tuple[str, ...], holds: str | None
) -> None:
    asked = read_question(encoder, question, [])
    assert (asked.ours, asked.subjects) == (ours, subjects)
    assert (holds in asked.expected) if holds and asked.expected else asked.expected is holds


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The report is late and we need it for the board.", "english"),
        ("Die Lieferung ist nicht da und wir warten auf die Rechnung.", "german"),
        ("Nous avons besoin des documents pour la visite et pas avant le mois de mai.", "french"),
        ("Necesitamos los papeles para la visita del lunes y el precio que nos dijo.", "spanish"),
        ("TX-400", "english"),
        ("", "english"),
    ],
)
def test_language_is_told_by_little_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_the_same_sentence_about_others_is_the_same_phrase() -> None:
    assert phrase_hash("Moved our visit with Anna Bell to 9:30.") == phrase_hash("Moved our visit with Tom to 10.")
    assert phrase_hash("Moved our visit.") != phrase_hash("Moved our demo.")
    assert -(2**63) <= phrase_hash("") < 2**63


def test_the_weights_fit_the_features() -> None:
    weights = ranking()
    assert tuple(weights.order) == FEATURES
    assert tuple(weights.sure) == SURE
    assert 0 < weights.least < 1 < weights.margin
    low, high = (dict.fromkeys(SURE, value) for value in (0.0, 1.0))
    assert 0 < weights.confidence(low) < weights.confidence(high | {"score": 20.0}) <= 1


@pytest.mark.parametrize(
    ("question", "capitals"),
    [
        ("What did Katrin Vogl say about Northwind's carts?", {"what", "katrin", "vogl", "northwind"}),
        ("what did katrin vogl say", None),  # nothing is told by case
        ('"Solar Farm" tender', None),  # quoted: to the letter
        ("Élan?", {"élan"}),
        ("", None),
    ],
)
def test_words_with_a_capital_are_known(question: str, capitals: set[str] | None) -> None:
    assert terms(question).capitals == capitals
