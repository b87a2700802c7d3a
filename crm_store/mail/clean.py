"""Text made safe to store and to show: no control, zero-width or direction-changing characters."""

from __future__ import annotations

import re

# Zero-width and soft hyphen hide words from search; overrides, embeddings and isolates show them in another
# order; tag characters (U+E0000 …) carry invisible text. A zero-width joiner is kept between letters that
# are not Latin (Persian, Hindi) and between emoji, where it belongs to the spelling.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_JOINERS = re.compile("(?<![\u0590-\U0001faff])[\u200c\u200d]|[\u200c\u200d](?![\u0590-\U0001faff])")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]|[ \t\u00a0]+\n")
_BLANK_LINES = re.compile(r"\n{3,}")


def clean_text(text: str) -> str:
    """Multi-line text: `\\n` line ends, single empty lines, nothing invisible, no lone surrogate."""
    text = _LINE_ENDS.sub("\n", text.replace("\r\n", "\n"))
    text = _SURROGATES.sub("\ufffd", text)
    text = _JOINERS.sub("", _INVISIBLE.sub("", text)).replace("\u00a0", " ")
    return _BLANK_LINES.sub("\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n ")


def clean_line(text: str, limit: int = 998) -> str:
    """One line (a subject, a name) of at most `limit` characters."""
    return " ".join(clean_text(text[: 4 * limit]).split())[:limit]
