"""The real exported encoder, shared by the tests of one run."""

from pathlib import Path

import pytest

from retrieval.encoder import OnnxEncoder, build_encoder_path
from retrieval.export import export_encoder


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """What `make setup` builds; exported now where nobody has yet."""
    return export_encoder(build_encoder_path())


@pytest.fixture(scope="session")
def encoder(encoder_folder: Path) -> OnnxEncoder:
    return OnnxEncoder(encoder_folder, threads=2)
