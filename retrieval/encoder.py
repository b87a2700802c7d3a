"""Sentence encoders: text in, unit vectors out.

Serving processes use `OnnxEncoder`: onnxruntime and tokenizers only, torch is never imported here.
"""

from __future__ import annotations

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from retrieval.errors import EncoderUnavailable

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

MAX_CHARACTERS = 4_096  # 256 tokens are about 1,200 characters; what lies beyond would be cut after costly tokenizing
SCANNED_CHARACTERS = 32_768  # how far to look for those characters in a text that is mostly white space
BATCH_TOKENS = 256  # what a layer makes of so many stays in a core's cache: larger batches are slower
ALONE_THREADS = 2  # for one query; more would wait for one another longer than they compute
MANY = 16  # batches, from which on each core takes its own instead of sharing one
MODEL_FILE, TOKENIZER_FILE, META_FILE = "model.onnx", "tokenizer.json", "meta.json"


@runtime_checkable
class Encoder(Protocol):
    """Turns texts into unit vectors; `name` stamps each stored vector with its model."""

    @property
    def name(self) -> str: ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Float32 `[len(texts), dimensions]`, rows of length 1, in order. CPU work: call it in a thread."""
        ...

    def encode_query(self, text: str) -> Vectors:
        """Float32 `[dimensions]` of length 1, read-only; repeated queries are answered from memory."""
        ...


@runtime_checkable
class Vocabulary(Protocol):
    """What an encoder may also know: ordinary words, and names that many write."""

    def word_rank(self, word: str) -> int | None:
        """The place of a lower-case word, common words first; None where it is no word of it."""
        ...


@dataclass(frozen=True)
class EncoderMeta:
    """What an exported encoder says about itself (`meta.json`)."""

    name: str
    dimensions: int
    max_tokens: int
    sha256: str
    graph: int = 1  # how it is written, not what it computes: another one gives the same vectors

    @classmethod
    def read(cls, folder: Path) -> EncoderMeta:
        """Raises `OSError`, `ValueError` or `TypeError` when the file is missing or is not ours."""
        return cls(**json.loads((folder / META_FILE).read_text("utf-8")))


class QueryCache:
    """The vectors of the last `size` different queries; safe between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._vectors: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, text: str) -> Vectors | None:
        with self._lock:
            if text in self._vectors:
                self._vectors.move_to_end(text)
            return self._vectors.get(text)

    def put(self, text: str, vector: Vectors) -> None:
        with self._lock:
            self._vectors[text] = vector
            self._vectors.move_to_end(text)
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)

    def __len__(self) -> int:
        return len(self._vectors)


class Remembering:
    """An encoder that encodes each text once, as long as it lives: for one turn, which reads the same words several times."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    @property
    def name(self) -> str:
        return self._encoder.name

    @property
    def dimensions(self) -> int:
        return self._encoder.dimensions

    def word_rank(self, word: str) -> int | None:
        return self._encoder.word_rank(word) if isinstance(self._encoder, Vocabulary) else None

    def encode(self, texts: Sequence[str]) -> Vectors:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            self._known |= dict(zip(new, self._encoder.encode(new), strict=True))
        return np.array([self._known[text] for text in texts], dtype=np.float32).reshape(len(texts), self.dimensions)

    def encode_query(self, text: str) -> Vectors:
        return self._encoder.encode_query(text)


class OnnxEncoder:
    """An exported sentence-transformers model (see `retrieval.export`), safe between threads.

    `threads` is how many cores to use (0: all): a few texts share at most two of them, so that a query is quick; for many texts each
    core takes batches of its own, which is faster and holds the weights twice (not where `side_by_side` is False). `batch_tokens` bounds the padded
    tokens of one batch, and so its memory; it does not change any vector beyond 1e-5.
    Raises `EncoderUnavailable` when the folder holds no exported encoder.
    """

    def __init__(
        self,
        folder: Path,
        *,
        threads: int = 0,
        batch_tokens: int = BATCH_TOKENS,
        query_cache: int = 2_048,
        side_by_side: bool = True,
    ) -> None:
        self._cores = threads or _cores()
        self._many = MANY if side_by_side and self._cores > 1 else None
        self._model = folder / MODEL_FILE
        try:
            self.meta = EncoderMeta.read(folder)
            self._tokenizer = _load_tokenizer(folder / TOKENIZER_FILE, self.meta.max_tokens)
            self._alone = _session(self._model, min(self._cores, ALONE_THREADS))
        except Exception as error:  # tokenizers raises bare Exception
            raise EncoderUnavailable(f"no usable sentence encoder in {folder}: run `make setup` ({error})") from error
        self._beside: tuple[Any, ThreadPoolExecutor] | None = None
        self._lock = threading.Lock()
        self._batch_tokens = batch_tokens
        self._queries = QueryCache(query_cache)

    @property
    def name(self) -> str:
        return self.meta.name

    @property
    def dimensions(self) -> int:
        return self.meta.dimensions

    def word_rank(self, word: str) -> int | None:
        """The place of a lower-case word in the vocabulary, common words first; None where it is no word of it."""
        rank: int | None = self._tokenizer.token_to_id(word)
        return rank

    def encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        rows = [encoding.ids for encoding in self._tokenizer.encode_batch_fast([shorten(t) for t in texts])]
        batches = list(batches_by_length([len(row) for row in rows], self._batch_tokens))

        def fill(session: Any, batch: list[int]) -> None:
            vectors[batch] = _run(session, [rows[i] for i in batch])

        if self._many and len(batches) >= self._many:
            session, pool = self._side_by_side()
            list(pool.map(lambda batch: fill(session, batch), batches))
        else:
            for batch in batches:
                fill(self._alone, batch)
        return vectors

    def encode_query(self, text: str) -> Vectors:
        key = shorten(text)
        vector = self._queries.get(key)
        if vector is None:
            vector = self.encode([key])[0]
            vector.setflags(write=False)
            self._queries.put(key, vector)
        return vector

    def _side_by_side(self) -> tuple[Any, ThreadPoolExecutor]:
        """A session that computes in its caller's thread alone, and as many callers as cores; made when first needed."""
        with self._lock:
            if self._beside is None:
                self._beside = _session(self._model, 1), ThreadPoolExecutor(self._cores, "encoder")
            return self._beside


def _run(session: Any, rows: Sequence[Sequence[int]]) -> Vectors:
    ids, mask = pad(rows)
    result: Vectors = session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
    return result


def shorten(text: str) -> str:
    """The part of `text` that an encoder can read, white space collapsed, safe as UTF-8."""
    words = " ".join(text[:SCANNED_CHARACTERS].split())[:MAX_CHARACTERS]
    return words.encode("utf-8", "replace").decode("utf-8")


def batches_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices of `lengths`, longest first, in batches of at most `budget` padded tokens (or one text)."""
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = longest or lengths[index]
        if batch and longest * (len(batch) + 1) > budget:
            yield batch
            batch, longest = [], lengths[index]
        batch.append(index)
    if batch:
        yield batch


def pad(rows: Sequence[Sequence[int]]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Token ids and attention mask, both `[len(rows), longest]`; padding is masked."""
    width = max(len(row) for row in rows)
    ids = np.zeros((len(rows), width), dtype=np.int64)
    mask = np.zeros_like(ids)
    for line, row in enumerate(rows):
        ids[line, : len(row)] = row
        mask[line, : len(row)] = 1
    return ids, mask


def default_encoder_path(explicit: Path | None = None) -> Path:
    """The first existing of `explicit` and `build/encoder` of this checkout; else raises `EncoderUnavailable`."""
    for folder in (explicit, build_encoder_path()):
        if folder is not None and (folder / META_FILE).is_file():
            return folder
    raise EncoderUnavailable


def build_encoder_path() -> Path:
    """Where set-up puts the encoder."""
    return Path(__file__).resolve().parents[1] / "build" / "encoder"


def _load_tokenizer(path: Path, max_tokens: int) -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.enable_truncation(max_length=max_tokens)
    tokenizer.no_padding()
    return tokenizer


def _session(model: Path, threads: int) -> Any:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Spinning threads make a query quicker; between calls a server must cost no CPU.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
