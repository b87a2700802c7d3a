"""What can go wrong in retrieval."""

from __future__ import annotations

from crm_store.errors import Unavailable


class EncoderUnavailable(Unavailable):
    """The sentence encoder is not built; run `make setup`."""

    code = "encoder_unavailable"
