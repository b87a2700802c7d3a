"""The serving encoder against the reference, and against everything a user may type."""

import json
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.encoder import (
    MAX_CHARACTERS,
    Encoder,
    OnnxEncoder,
    QueryCache,
    batches_by_length,
    default_encoder_path,
    shorten,
)
from retrieval.errors import EncoderUnavailable
from retrieval.export import export_encoder, is_exported, reference_model

TEXTS = ["", "40 units", "Grüße aus Köln 👩‍💻", "They compare us with a competitor. " * 30, "a", "日本語", "x " * 5_000]


def test_it_is_an_encoder(encoder: OnnxEncoder) -> None:
    typed: Encoder = encoder
    assert isinstance(encoder, Encoder)
    assert (typed.name, typed.dimensions) == ("all-MiniLM-L6-v2", 384)


def test_vectors_are_those_of_the_reference(encoder: OnnxEncoder) -> None:
    texts = [shorten(text) for text in TEXTS]
    expected = reference_model().encode(texts, normalize_embeddings=True)
    np.testing.assert_allclose(encoder.encode(TEXTS), expected, atol=1e-6)


def test_shape_length_and_order(encoder: OnnxEncoder) -> None:
    vectors = encoder.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), 384), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.encode(TEXTS[::-1])[::-1], vectors, atol=1e-5)
    assert encoder.encode([]).shape == (0, 384)


def test_a_vector_does_not_depend_on_its_batch_mates(encoder: OnnxEncoder) -> None:
    alone = np.stack([encoder.encode([text])[0] for text in TEXTS])
    for times in (5, 20):  # few share the cores, many are encoded side by side
        np.testing.assert_allclose(encoder.encode(TEXTS * times), np.tile(alone, (times, 1)), atol=1e-5)


def test_meaning_is_nearer_than_words(encoder: OnnxEncoder) -> None:
    asked = encoder.encode_query("Who complained about late deliveries?")
    near, far = encoder.encode(["The shipment arrived two weeks behind schedule.", "Who sings about deliveries?"])
    other = encoder.encode(["Lunch on Friday at noon."])[0]
    assert asked @ near > 0.35 > asked @ other
    assert asked @ far < 1


@given(st.text(st.characters(), max_size=200))
@settings(max_examples=60, deadline=None)
def test_no_text_is_refused(encoder: OnnxEncoder, text: str) -> None:
    assert abs(float(np.linalg.norm(encoder.encode_query(text))) - 1) < 1e-4


def test_lone_surrogates_and_nul_are_no_error(encoder: OnnxEncoder) -> None:
    assert np.isfinite(encoder.encode(["\ud800 broken", "\x00"])).all()


def test_a_hundred_thousand_characters_are_quick(encoder: OnnxEncoder) -> None:
    started = time.perf_counter()
    for text in ("word " * 20_000, "x" * 100_000, " " * 99_999 + "x", "💥" * 100_000):
        encoder.encode_query(text)
    assert time.perf_counter() - started < 4


def test_a_repeated_query_is_the_same_object_and_read_only(encoder: OnnxEncoder) -> None:
    first = encoder.encode_query("who asked?")
    assert encoder.encode_query(" who  asked?\n") is first
    with pytest.raises(ValueError, match="read-only"):
        first[0] = 1


def test_threads_get_the_same_vectors(encoder_folder: Path) -> None:
    shared = OnnxEncoder(encoder_folder, threads=1, query_cache=2)
    queries = [f"question {n % 7}" for n in range(60)]
    expected = shared.encode(queries)
    with ThreadPoolExecutor(6) as pool:
        np.testing.assert_allclose(list(pool.map(shared.encode_query, queries)), expected, atol=1e-5)


def test_the_cache_drops_the_longest_unused() -> None:
    cache, vector = QueryCache(2), np.zeros(1, dtype=np.float32)
    cache.put("a", vector)
    cache.put("b", vector)
    assert cache.get("a") is vector
    cache.put("c", vector)
    assert (cache.get("b"), len(cache)) == (None, 2)


@given(st.lists(st.integers(1, 300)), st.integers(1, 2_000))
def test_batches_hold_each_text_once_within_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(batches_by_length(lengths, budget))
    assert sorted(i for batch in batches for i in batch) == list(range(len(lengths)))
    assert all(len(b) == 1 or max(lengths[i] for i in b) * len(b) <= budget for b in batches)


def test_shortening_looks_far_enough_and_stops() -> None:
    assert shorten(" " * 30_000 + "far") == "far"
    assert len(shorten("y" * 100_000)) == MAX_CHARACTERS


def test_serving_never_imports_torch(encoder_folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from retrieval.encoder import OnnxEncoder;"
        f"OnnxEncoder(Path({str(encoder_folder)!r})).encode_query('x');"
        "sys.exit(any(m.split('.')[0] in ('torch', 'transformers', 'sentence_transformers') for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_or_broken_encoder_is_said_plainly(tmp_path: Path, encoder_folder: Path) -> None:
    with pytest.raises(EncoderUnavailable, match="make setup"):
        OnnxEncoder(tmp_path)
    for name in ("meta.json", "tokenizer.json"):
        (tmp_path / name).write_bytes((encoder_folder / name).read_bytes())
    (tmp_path / "model.onnx").write_bytes(b"half a file")
    with pytest.raises(EncoderUnavailable, match="make setup"):
        OnnxEncoder(tmp_path)
    assert not is_exported(tmp_path)


def test_export_mends_what_is_broken_and_leaves_what_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "encoder"
    target.mkdir(parents=True)
    (target / "meta.json").write_text("{")
    export_encoder(target)
    assert is_exported(target)
    written = (target / "model.onnx").stat().st_mtime_ns
    assert export_encoder(target) == target
    assert (target / "model.onnx").stat().st_mtime_ns == written
    assert [p.name for p in target.parent.iterdir()] == ["encoder"]


def test_an_export_of_an_older_graph_serves_until_set_up_makes_a_new_one(tmp_path: Path, encoder_folder: Path) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).symlink_to(encoder_folder / name)
    meta = json.loads((encoder_folder / "meta.json").read_text("utf-8"))
    del meta["graph"]
    (tmp_path / "meta.json").write_text(json.dumps(meta), "utf-8")
    assert not is_exported(tmp_path)
    assert OnnxEncoder(tmp_path).name == meta["name"]


def test_the_default_is_the_first_that_is_there(tmp_path: Path, encoder_folder: Path) -> None:
    assert default_encoder_path(encoder_folder) == encoder_folder
    assert default_encoder_path(tmp_path) == encoder_folder
