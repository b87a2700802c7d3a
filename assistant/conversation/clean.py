"""Model output and untrusted text, made harmless.

A mail may tell a model to write an image or a link whose address carries data out. So an answer keeps no image, no
HTML, no address and no link but those to the app's own records and to its citations. Every rule looks at one word
(no white space inside), so that a stream is cleaned word by word with the same result.
"""

from __future__ import annotations

import re

_LINK = re.compile(r"\]\((?!(?:/[a-z]+/[\w-]+|#cite-\d+)\))")
_IMAGE = re.compile(r"(?<!!)!+(?=\[)")
_DEFINITION = re.compile(r"\](?=:)")
_TAG = re.compile(r"<(?=[a-zA-Z/!?])")
_ADDRESS = re.compile(r"(?i)(?:[a-z][a-z0-9+.-]{0,30}://|www\.)[^\s)\]>]+")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]"
)
_FENCE = re.compile(r"(?i)</?\s*untrusted")


def clean(text: str, *, addresses: bool = False) -> str:
    """Markdown without images, HTML, foreign links and invisible characters; bare `addresses` may stay as text."""
    text = _UNSEEN.sub("", text)
    if not addresses:
        text = _ADDRESS.sub("[link removed]", text)
    text = _IMAGE.sub("", text)
    text = _LINK.sub("] (", text)
    text = _DEFINITION.sub("] ", text)
    return _TAG.sub("< ", text)


def untrusted(text: str, kind: str) -> str:
    """Text of somebody outside, fenced as data for a model; it cannot close its own fence."""
    return f'<untrusted kind="{kind}">{_FENCE.sub("[fence]", _UNSEEN.sub("", text))}</untrusted>'


class StreamCleaner:
    """Cleans a text that comes in pieces: holds back the word that is not complete yet."""

    def __init__(self) -> None:
        self._held = ""

    def push(self, piece: str) -> str:
        """What can be shown now."""
        text = self._held + piece
        cut = max(text.rfind(" "), text.rfind("\n"), text.rfind("\t")) + 1
        self._held = text[cut:]
        return clean(text[:cut])

    def flush(self) -> str:
        """The rest, at the end."""
        rest, self._held = self._held, ""
        return clean(rest)
