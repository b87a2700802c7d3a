"""Attachments: always listed; read where they are text or PDF, within bounds."""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from email.message import EmailMessage

from crm_store.mail.clean import clean_line, clean_text
from crm_store.mail.decode import decoded_bytes, decoded_text
from crm_store.mail.html import html_to_text
from crm_store.mail.model import Attachment

MAX_ATTACHMENTS = 200
MAX_TEXT = 200_000  # characters of one attachment; about 70 pages
MAX_PDF_BYTES = 20_000_000
MAX_PDF_PAGES = 100


def read_attachment(part: EmailMessage) -> Attachment:
    """The attachment with its text; what cannot be read is listed without text, never refused."""
    content_type = part.get_content_type()
    payload = decoded_bytes(part)
    name = clean_line(_filename(part), 255)
    return Attachment(name or "unnamed", content_type, len(payload), _text(part, name, content_type, payload))


def _filename(part: EmailMessage) -> str:
    try:
        return (part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1]
    except Exception:  # a header so broken that the standard library's own parser fails
        return ""


def _text(part: EmailMessage, name: str, content_type: str, payload: bytes) -> str:
    if content_type == "application/pdf" or name.lower().endswith(".pdf"):
        return pdf_text(payload)
    if content_type == "text/html":
        return html_to_text(decoded_text(part, payload))[:MAX_TEXT]
    if part.get_content_maintype() == "text":
        return clean_text(decoded_text(part, payload)[:MAX_TEXT])
    return ""


def pdf_text(payload: bytes) -> str:
    """Text of the first pages of a PDF, at most `MAX_TEXT` characters; empty when it cannot be read."""
    from pypdf import PdfReader

    if not payload or len(payload) > MAX_PDF_BYTES:
        return ""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns about each oddity of each file
    pages: list[str] = []
    with suppress(Exception):  # pypdf raises all kinds of errors on broken files; what was read so far counts
        for page in PdfReader(io.BytesIO(payload)).pages[:MAX_PDF_PAGES]:
            pages.append(page.extract_text())
            if sum(map(len, pages)) > MAX_TEXT:
                break
    return clean_text("\n\n".join(pages))[:MAX_TEXT]
