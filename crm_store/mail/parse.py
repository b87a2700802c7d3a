"""RFC 5322 bytes to `ParsedMail`. Nothing is refused: what is broken is bent and said in `problems`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import compat32
from typing import Any, cast

from crm_store.mail import headers
from crm_store.mail.attachments import MAX_ATTACHMENTS, read_attachment
from crm_store.mail.clean import clean_text
from crm_store.mail.decode import decoded_text
from crm_store.mail.html import html_to_text
from crm_store.mail.mbox import MAX_MAIL
from crm_store.mail.model import Attachment, ParsedMail
from crm_store.mail.orders import gives_orders
from crm_store.mail.quotes import cut_history

MAX_BODY = 1_000_000  # characters
STUB = 5  # plain text this many times shorter than the HTML beside it is a stub
MAX_PARTS = 1_000
MAX_DEPTH = 30


def parse_mail(raw: bytes) -> ParsedMail:
    """One mail from its bytes, of which the first 30 MB count. CPU work (PDFs most of all): use a thread."""
    mail = _message(raw[:MAX_MAIL])
    parts = list(_leaves(mail))
    body = _body([part for part in parts if not _is_attachment(part)])
    subject = headers.decoded(headers.header(mail, "Subject"))
    cut = cut_history(body, subject)
    attachments = tuple(read_attachment(p) for p in _attached(parts)[:MAX_ATTACHMENTS])
    found = headers.message_id(headers.header(mail, "Message-ID"))
    references = headers.message_ids(headers.header(mail, "References"))
    in_reply_to = next(iter(headers.message_ids(headers.header(mail, "In-Reply-To"))), "")
    identifier = found or f"sha256-{hashlib.sha256(raw).hexdigest()[:40]}@missing.invalid"
    sender = headers.addresses(mail, "From") or headers.addresses(mail, "Sender")
    return ParsedMail(
        message_id=identifier,
        thread_key=next(iter((*references, in_reply_to)), "") or identifier,
        subject=subject,
        from_=sender[0] if sender else None,
        to=headers.addresses(mail, "To"),
        cc=headers.addresses(mail, "Cc"),
        bcc=headers.addresses(mail, "Bcc"),
        date=headers.date(headers.header(mail, "Date")),
        in_reply_to=in_reply_to or (references[-1] if references else ""),
        references=references,
        body_text=cut.text,
        full_text=body,
        quoted_removed=cut.removed,
        attachments=attachments,
        suspicious=any(gives_orders(text) for text in (subject, body, *(a.text for a in attachments))),
        problems=tuple(_problems(raw, mail, parts, attachments, found)),
    )


def _message(raw: bytes) -> EmailMessage:
    # compat32 keeps raw headers: the newer policies parse them at once and raise on broken ones.
    return cast("EmailMessage", BytesParser(policy=compat32).parsebytes(raw))


def _leaves(mail: EmailMessage) -> Iterator[EmailMessage]:
    """Parts that are no containers, in order, at most `MAX_PARTS`; an attached mail gives its parts."""
    stack: list[tuple[Any, int]] = [(mail, 0)]
    count = 0
    while stack and count < MAX_PARTS:
        part, depth = stack.pop()
        count += 1
        children = part.get_payload() if part.is_multipart() else None
        if isinstance(children, list) and depth < MAX_DEPTH:
            stack.extend((child, depth + 1) for child in reversed(children))
        elif children is None:
            yield part


def _is_attachment(part: EmailMessage) -> bool:
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return disposition.startswith("attachment") or part.get_content_type() not in ("text/plain", "text/html")


def _attached(parts: list[EmailMessage]) -> list[EmailMessage]:
    return [part for part in parts if _is_attachment(part)]


def _body(parts: list[EmailMessage]) -> str:
    """The plain parts, or the HTML ones where the plain text only says "see the HTML", or nothing."""
    plain = (decoded_text(p)[:MAX_BODY] for p in parts if p.get_content_type() == "text/plain")
    text = clean_text("\n\n".join(plain)[:MAX_BODY])
    pages = (html_to_text(decoded_text(p)) for p in parts if p.get_content_type() == "text/html")
    html = "\n\n".join(pages)[:MAX_BODY]
    return html if len(html) > STUB * len(text) else text


def _problems(
    raw: bytes, mail: EmailMessage, parts: list[EmailMessage], attachments: tuple[Attachment, ...], found: str
) -> Iterator[str]:
    if len(raw) > MAX_MAIL:
        yield f"only the first {MAX_MAIL // 2**20} MB of {len(raw) / 2**20:.0f} MB were read"
    if not found:
        yield "no Message-ID"
    if headers.header(mail, "Date") and headers.date(headers.header(mail, "Date")) is None:
        yield "unreadable date"
    if len(_attached(parts)) > MAX_ATTACHMENTS:
        yield f"more than {MAX_ATTACHMENTS} attachments"
    if any(a.content_type == "application/ms-tnef" or a.filename.lower() == "winmail.dat" for a in attachments):
        yield "winmail.dat is listed, not opened"
    defects = {type(defect).__name__ for part in (mail, *parts) for defect in part.defects}
    yield from sorted(f"broken MIME: {name}" for name in defects)
