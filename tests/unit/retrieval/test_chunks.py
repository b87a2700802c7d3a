"""Sentences and chunks: nothing lost, nothing doubled, quotes to the letter."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.chunks import MAX_CONTEXT, chunk_text
from retrieval.sentences import sentences

TEXTS = st.text(st.sampled_from("ab A.!?\n -1。é"), max_size=600)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("Mr. Smith of Acme Inc. pays. Good.", ["Mr. Smith of Acme Inc. pays.", "Good."]),
        ("We wrapped this\nline of text. It goes on.", ["We wrapped this line of text.", "It goes on."]),
        ("Hi Daren,\nSorry for the delay.", ["Hi Daren,", "Sorry for the delay."]),
        ("Need:\n- 40 units\n- a demo\n2. price", ["Need:", "- 40 units", "- a demo", "2. price"]),
        ("No end\n\nnext paragraph", ["No end", "next paragraph"]),
        ("He said “No.” Then left.", ["He said “No.”", "Then left."]),
        ("It costs 3.50 a piece, v2.1 is out.", ["It costs 3.50 a piece, v2.1 is out."]),
        ("価格は四十です。来週送ります。", ["価格は四十です。", "来週送ります。"]),
        ("  \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert [s.text for s in sentences(text)] == expected


@given(TEXTS)
def test_every_word_is_in_exactly_one_sentence(text: str) -> None:
    found = sentences(text)
    assert "".join("".join(s.text for s in found).split()) == "".join(text.split())
    assert all(" ".join(text[s.start : s.end].split()) == s.text for s in found)
    assert all(a.end <= b.start and a.paragraph <= b.paragraph for a, b in itertools.pairwise(found))


@given(TEXTS, st.integers(20, 200))
def test_chunks_cover_the_text_once_and_are_bounded(text: str, size: int) -> None:
    chunks = chunk_text(text, size=size)
    assert "".join("".join(c.text for c in chunks).split()) == "".join(text.split())
    assert all(text[c.start : c.end] == c.text and 0 < len(c.text) <= size * 1.15 for c in chunks)
    assert [c.ordinal for c in chunks] == list(range(len(chunks)))


def test_a_short_mail_is_one_chunk_with_its_subject() -> None:
    (chunk,) = chunk_text("We need 40 units.\n\nBo", context=" Re:  Order \n" + "x" * 500)
    assert chunk.text == "We need 40 units.\n\nBo"
    assert chunk.embedded.startswith("Re: Order x")
    assert len(chunk.context) == MAX_CONTEXT


def test_paragraphs_stay_whole_where_they_fit() -> None:
    first, second = "First one here. " * 40, "Second one there. " * 40
    chunks = chunk_text(f"{first.strip()}\n\n{second.strip()}")
    assert [c.text for c in chunks] == [first.strip(), second.strip()]


def test_a_digest_changes_with_text_and_context_only() -> None:
    same, again = chunk_text("We need 40 units.", "Order"), chunk_text("\nWe need 40 units.", "Order")
    assert same[0].digest == again[0].digest
    assert same[0].digest != chunk_text("We need 41 units.", "Order")[0].digest
    assert same[0].digest != chunk_text("We need 40 units.", "Offer")[0].digest


@pytest.mark.parametrize("unit", ["word ", "x", "a. ", "Line\n", "\n\n", "e.g. ", "- item\n", "。", ". \n"])
def test_a_megabyte_of_anything_is_cut_once(unit: str) -> None:
    text = unit * (1_000_000 // len(unit))
    chunks = chunk_text(text)
    assert sum(len(c.text.split()) for c in chunks) >= len(text.split())
