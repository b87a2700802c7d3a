"""The serving encoder beside torch and bare onnxruntime: texts/s, milliseconds a query, load time, memory.

`python -m evals.performance.encoder [--texts N] [--encoder FOLDER]` prints one table. Each backend runs
in fresh processes of its own, so that memory and load time are its own. The backends take turns, so that other work on the
machine slows each alike, and the best round of each counts, because such work only ever slows.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from retrieval.encoder import MODEL_FILE, OnnxEncoder, Vectors, default_encoder_path, pad

BACKENDS = ("ours", "bare onnxruntime", "torch")
PHRASES = (
    "they compare us with another vendor on price",
    "the security review must be finished before anybody signs",
    "Sarah asked for forty more units by the end of March",
    "our budget was cut and the project moves to next quarter",
    "please send the revised contract to legal and to procurement",
    "delivery of the last order was two weeks late again",
    "the new plant manager wants a demo on site",
    "we would renew for three years at a discount of eight percent",
    "support answered quickly and the integration works now",
    "invoice 20417 shows the wrong purchase order number",
)
Encode = Callable[[Sequence[str]], Vectors]


def sample_texts(count: int, phrases: int, seed: int = 7) -> list[str]:
    """`count` texts of 1 to `2 * phrases - 1` phrases each, always the same for one seed."""
    rng = random.Random(seed)
    return [". ".join(rng.choices(PHRASES, k=rng.randint(1, 2 * phrases - 1))) for _ in range(count)]


def load(backend: str, folder: Path) -> tuple[Encode, Encode]:
    """The backend's functions for many texts and for one query."""
    if backend == "torch":
        return _torch()
    encoder = OnnxEncoder(folder, query_cache=0)
    if backend == "ours":
        return encoder.encode, lambda texts: encoder.encode_query(texts[0])
    bare = _bare(folder, encoder.meta.max_tokens)
    return bare, bare


def _torch() -> tuple[Encode, Encode]:
    from retrieval.export import reference_model

    model = reference_model()

    def encode(texts: Sequence[str]) -> Vectors:
        vectors: Vectors = model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
        return vectors

    return encode, encode


def _bare(folder: Path, max_tokens: int, batch: int = 32) -> Encode:
    """What a plain script would do: default session, batches of 32 as they come."""
    import onnxruntime
    from tokenizers import Tokenizer

    session = onnxruntime.InferenceSession(str(folder / MODEL_FILE), providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.enable_truncation(max_tokens)
    tokenizer.no_padding()

    def encode(texts: Sequence[str]) -> Vectors:
        parts = []
        for start in range(0, len(texts), batch):
            rows = [e.ids for e in tokenizer.encode_batch(list(texts[start : start + batch]))]
            ids, mask = pad(rows)
            parts.append(session.run(None, {"input_ids": ids, "attention_mask": mask})[0])
        return np.concatenate(parts)

    return encode


def measure(backend: str, folder: Path, count: int) -> dict[str, float]:
    """All figures of one backend in this process, once."""
    started = time.perf_counter()
    many, query = load(backend, folder)
    query(["warm"])
    result = {"load_s": time.perf_counter() - started}
    for kind, texts in {"short": sample_texts(count, 1), "long": sample_texts(max(count // 4, 1), 12)}.items():
        result[kind] = len(texts) / _seconds(many, texts)
    times = sorted(_seconds(query, [f"who asked about order {i}?"]) * 1_000 for i in range(200))
    return result | {"query_ms": times[100], "query_p95_ms": times[190], "rss_mb": _peak_mb()}


def best(rounds: Sequence[dict[str, float]]) -> dict[str, float]:
    """Of each figure the best: texts/s the highest, everything else the lowest."""
    return {key: (max if key in ("short", "long") else min)(r[key] for r in rounds) for key in rounds[0]}


def agreement(folder: Path, count: int) -> tuple[float, float, float]:
    """Largest difference from torch, overlap@10 of neighbours with torch, largest effect of batch mates."""
    texts = list(dict.fromkeys(sample_texts(count, 3, seed=11)))
    encoder = OnnxEncoder(folder)
    ours, theirs = encoder.encode(texts), _torch()[0](texts)
    alone = np.stack([encoder.encode([text])[0] for text in texts[:50]])
    overlap = [len(set(a) & set(b)) / 10 for a, b in zip(_nearest(ours), _nearest(theirs), strict=True)]
    return float(abs(ours - theirs).max()), float(np.mean(overlap)), float(abs(alone - ours[:50]).max())


def _nearest(vectors: Vectors) -> Any:
    scores = vectors @ vectors.T
    np.fill_diagonal(scores, -1)
    return np.argsort(-scores, axis=1)[:, :10]


def _seconds(encode: Encode, texts: Sequence[str]) -> float:
    started = time.perf_counter()
    encode(texts)
    return time.perf_counter() - started


def _peak_mb() -> float:
    import resource

    unit = 1 if sys.platform == "darwin" else 1_024  # bytes there, kibibytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--encoder", type=Path, default=None)
    parser.add_argument("--backend", choices=BACKENDS, help="measure one, print JSON")
    arguments = parser.parse_args()
    folder = default_encoder_path(arguments.encoder)
    if arguments.backend:
        print(json.dumps(measure(arguments.backend, folder, arguments.texts)))
        return
    rounds = [
        {backend: _in_own_process(backend, folder, arguments.texts) for backend in BACKENDS}
        for _ in range(arguments.rounds)
    ]
    figures = {backend: best([r[backend] for r in rounds]) for backend in BACKENDS}
    print(f"{'backend':<18}{'short/s':>9}{'long/s':>9}{'query ms':>10}{'p95':>7}{'load s':>8}{'RSS MB':>8}")
    for backend in BACKENDS:
        print(_line(backend, figures[backend]))
    for other in BACKENDS[1:]:
        shares = [figures[BACKENDS[0]][kind] / figures[other][kind] for kind in ("short", "long")]
        print(f"{BACKENDS[0]} against {other}: {shares[0]:.2f} x short, {shares[1]:.2f} x long texts/s")
    difference, overlap, mates = agreement(folder, 300)
    print(f"against torch: difference {difference:.1e}, overlap@10 {overlap:.3f}; batch mates {mates:.1e}")


def _in_own_process(backend: str, folder: Path, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "evals.performance.encoder", "--backend", backend]
    command += ["--texts", str(count), "--encoder", str(folder)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    result: dict[str, float] = json.loads(output.splitlines()[-1])
    return result


def _line(backend: str, r: dict[str, float]) -> str:
    figures = f"{r['short']:>9.0f}{r['long']:>9.0f}{r['query_ms']:>10.2f}{r['query_p95_ms']:>7.2f}"
    return f"{backend:<18}{figures}{r['load_s']:>8.2f}{r['rss_mb']:>8.0f}"


if __name__ == "__main__":
    main()
