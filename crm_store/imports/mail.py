"""Mailboxes: each mail becomes one activity, linked by the addresses in it."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from psycopg.types.json import Json

from crm_store.errors import Invalid
from crm_store.imports.load import Loader
from crm_store.imports.mail_links import Links, find_links
from crm_store.imports.model import Bar, Context, Counts, Row
from crm_store.imports.rejects import Rejects
from crm_store.mail import ParsedMail, parse_mail, split_mbox

BATCH = 200
MAX_SUBJECT = 300
MAX_BODY = 1_000_000
MAX_PEOPLE = 200  # of one mail; what is sent to more names nobody in particular
MAX_ID = 500


async def import_mail(context: Context, path: Path, rejects: Rejects, bar: Bar) -> Counts:
    """Load an mbox file or a single mail; a mail whose Message-ID is there already is left alone."""
    counts = Counts()
    loader = Loader.make(context, context.catalog.object("activity"), mail=True)
    await loader.open()
    line = 0
    with path.open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        raws = _mails(file, path)
        while batch := await asyncio.to_thread(_take, raws):
            rows = await mail_rows(context, [mail for mail in batch if isinstance(mail, ParsedMail)], line)
            for place, mail in enumerate(batch):
                if not isinstance(mail, ParsedMail):
                    rejects.add(line + place + 1, [mail[0]], mail[1])
            line += len(batch)
            fresh = list({row.values["external_id"]: row for row in reversed(rows)}.values())[::-1]
            counts.unchanged += len(rows) - len(fresh)
            await loader.load(fresh, counts)
            rejects.take(row for row in fresh if row.error is not None)
            bar(file.tell(), size)
    if line == 0:
        raise Invalid(f"{path.name} holds no mail.")
    return counts


async def mail_rows(context: Context, mails: Sequence[ParsedMail], line: int = 0) -> list[Row]:
    """Mails as rows of activities, with everything that their addresses tell."""
    links = await find_links(context, mails)
    return [_row(mail, found, line + place + 1) for place, (mail, found) in enumerate(zip(mails, links, strict=True))]


def _mails(file: BinaryIO, path: Path) -> Iterator[bytes]:
    if path.suffix.lower() == ".eml":
        return iter([file.read()])
    return split_mbox(file)


def _take(raws: Iterator[bytes]) -> list[ParsedMail | tuple[str, str]]:
    """Up to a batch of mails, parsed; (the start of it, why not) for what is none."""
    return [_parsed(raw) for raw in islice(raws, BATCH)]


def _parsed(raw: bytes) -> ParsedMail | tuple[str, str]:
    start = raw[:500].decode("utf-8", "replace").replace("\x00", "")
    try:
        mail = parse_mail(raw)
    except Exception as error:
        # Whatever a hostile mail breaks, it breaks for itself alone.
        return start, f"not readable as a mail: {type(error).__name__}"
    if mail.from_ is None and not mail.recipients:
        return start, "the mail has neither sender nor recipient"
    return mail


def _row(mail: ParsedMail, links: Links, line: int) -> Row:
    shown = [mail.message_id]
    values: dict[str, Any] = {
        "external_id": _identifier(mail.message_id),
        "type": "email",
        "subject": _clean(mail.subject, MAX_SUBJECT) or "(no subject)",
        "body": _clean(mail.body_text or mail.full_text, MAX_BODY) or None,
        "occurred_at": mail.date,
        "created_at": mail.date,
        "owner_id": links.owner_id,
        "account_id": links.account_id,
        "contact_id": links.contact_id,
        "lead_id": links.lead_id,
        "deal_id": links.deal_id,
        "participants": Json(_participants(mail, links)),
        "thread_key": _identifier(mail.thread_key),
        "direction": links.direction,
        "attachments": Json(
            [{"name": _clean(a.filename, 300), "type": a.content_type, "bytes": a.size} for a in mail.attachments]
        ),
        "suspicious": mail.suspicious,
    }
    return Row(line, shown, values)


def _identifier(text: str) -> str:
    text = _clean(text, 10_000)
    return text if len(text) <= MAX_ID else f"sha256-{hashlib.sha256(text.encode()).hexdigest()}"


def _clean(text: str, limit: int) -> str:
    """Text that the database can hold."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()[:limit]


def _participants(mail: ParsedMail, links: Links) -> list[dict[str, str]]:
    people: list[dict[str, str]] = []
    sides = (("from", (mail.from_,) if mail.from_ else ()), ("to", mail.to), ("cc", (*mail.cc, *mail.bcc)))
    seen: set[str] = set()
    for role, addresses in sides:
        for address in addresses:
            if (role != "from" and address.email in seen) or len(people) >= MAX_PEOPLE:
                continue
            seen.add(address.email)
            said = {"role": role, "name": _clean(address.name, 200), "email": _clean(address.email, 254)}
            people.append(said | links.people.get(address.email, {}))
    return people
