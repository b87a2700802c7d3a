"""Headers of real mails: addresses, identifiers, dates, decoded and bounded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from crm_store.mail.clean import clean_line
from crm_store.mail.decode import decode
from crm_store.mail.model import Address

MAX_RECIPIENTS = 10_000
MAX_REFERENCES = 100
MAX_HEADER = 2_000_000  # characters; 10,000 long addresses fit
_ID = re.compile(r"<\s*([^<>\s]{1,900})\s*>")
_EMAIL = re.compile(r"[^\s@<>\"(),;:\\]+@[^\s@<>\"(),;:\\]+")


def header(mail: Message[Any, Any], name: str) -> str:
    """The raw value(s) of a header, folded lines joined, encoded words left as they are."""
    # `get_all` would replace raw 8-bit characters, which many a mail has, by question marks.
    values = (str(value) for key, value in mail.raw_items() if key.lower() == name.lower())
    return re.sub(r"\r?\n[ \t]*", " ", ", ".join(values))[:MAX_HEADER]


def decoded(value: str) -> str:
    """A header value as a person reads it, on one line."""
    raw = value.encode("utf-8", "surrogateescape")  # 8-bit headers arrive as escaped bytes
    try:
        parts = decode_header(value) if "=?" in value else [(raw, None)]
        text = "".join(p if isinstance(p, str) else decode(p, c or "") for p, c in parts)
    except Exception:  # a broken encoded word: shown as it came
        text = decode(raw)
    return clean_line(text)


def addresses(mail: Message[Any, Any], name: str) -> tuple[Address, ...]:
    """Mailboxes of a header without doubles, at most `MAX_RECIPIENTS`; what is no address is left out."""
    value = header(mail, name)
    try:
        pairs: Iterable[tuple[str, str]] = getaddresses([value])
    except Exception:  # unbalanced quotes and the like
        pairs = [("", found) for found in _EMAIL.findall(value)]
    if not any(email for _, email in pairs):
        pairs = [("", found) for found in _EMAIL.findall(value)]
    found = (Address(decoded(label), email.strip().strip("'").lower()) for label, email in pairs)
    unique = {a.email: a for a in found if _EMAIL.fullmatch(a.email) and len(a.email) <= 320}
    return tuple(unique.values())[:MAX_RECIPIENTS]


def message_ids(value: str) -> tuple[str, ...]:
    """Identifiers in angle brackets, without them, in order, without doubles; the newest 100."""
    return tuple(dict.fromkeys(_ID.findall(value)))[-MAX_REFERENCES:]


def message_id(value: str) -> str:
    """The one identifier of a header, with or without brackets; empty if there is none."""
    found = message_ids(value)
    bare = clean_line(value, 900)
    return found[0] if found else bare.strip("<> ") if " " not in bare else ""


def date(value: str) -> datetime | None:
    """The instant in UTC; a date without a zone is taken as UTC."""
    try:
        at = parsedate_to_datetime(value.strip())
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
