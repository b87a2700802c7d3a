"""Bytes of a MIME part to text, whatever its labels claim."""

from __future__ import annotations

import codecs
from email.message import EmailMessage


def decoded_bytes(part: EmailMessage) -> bytes:
    """The part's content without its transfer encoding; empty for a container."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:  # broken encodings make the standard library raise several errors
        return b""
    return payload if isinstance(payload, bytes) else b""


def decoded_text(part: EmailMessage, payload: bytes | None = None) -> str:
    """Text of the part: by its charset if that fits, else UTF-8, else Windows-1252; never raises."""
    data = decoded_bytes(part) if payload is None else payload
    try:
        label = part.get_content_charset() or ""
    except Exception:  # as above: a header that cannot be parsed
        label = ""
    return decode(data, label)


def decode(data: bytes, label: str = "") -> str:
    """Text of `data`. ASCII and Latin-1 are labels that lie: UTF-8 or Windows-1252 is meant."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        label = "utf-16"
    named = "" if label.lower() in ("us-ascii", "ascii", "iso-8859-1", "latin-1", "unknown-8bit") else label
    for charset in (named, "utf-8-sig", "cp1252"):
        try:
            if charset and codecs.lookup(charset)._is_text_encoding:
                return data.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("latin-1")
