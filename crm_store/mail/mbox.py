"""Mailbox files split into mails, one at a time, in bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

MAX_MAIL = 30 * 1024 * 1024  # bytes; what a mail has beyond is dropped while splitting, the mail stays
LONGEST_LINE = 1 << 20  # bytes read at once: a file need not have line ends

# "From sender date": a time and a year must stand in it, since "From now on we …" starts many a sentence.
_SEPARATOR = re.compile(rb"From \S+(?=.*\d:\d\d).*\b(19|20)\d\d\b")
_HEADER = re.compile(rb"[!-9;-~]{1,100}:")
_QUOTED_FROM = re.compile(rb">+From ")


def split_mbox(file: BinaryIO, max_mail: int = MAX_MAIL) -> Iterator[bytes]:
    """The mails of an mbox file (mboxo, mboxrd, with or without empty lines between), as RFC 5322 bytes.

    A line starts a new mail when it looks like a separator and a header line (or another end) follows it;
    so an unquoted "From …" inside a body does not cut a mail. Text before the first separator is a mail only
    if it starts with a header (a single `.eml` under another name).
    """
    mail: list[bytes] = []
    size = 0
    for line, starts in _with_starts(iter(lambda: file.readline(LONGEST_LINE), b"")):
        if starts:
            if _is_mail(mail):
                yield b"".join(mail)
            mail, size = [], 0
            continue
        if size + len(line) <= max_mail:
            mail.append(line[1:] if _QUOTED_FROM.match(line) else line)
        size += len(line)
    if _is_mail(mail):
        yield b"".join(mail)


def _with_starts(lines: Iterator[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each line and whether it separates two mails, by looking one line ahead."""
    line = next(lines, None)
    while line is not None:
        following = next(lines, None)
        yield line, bool(_SEPARATOR.match(line)) and following is not None and bool(_HEADER.match(following))
        line = following


def _is_mail(lines: list[bytes]) -> bool:
    first = next((line for line in lines if line.strip()), b"")
    return bool(_HEADER.match(first))
