"""What the author wrote in this mail, apart from the history below it and the signature."""

from __future__ import annotations

import re
from dataclasses import dataclass

# "… wrote:" ends an attribution; in some languages the name follows the verb.
_ATTRIBUTION = re.compile(
    r"\b(wrote|writes|a écrit|escribió|ha scritto|escreveu|kirjoitti|написал[аи]?|写道)\s*[:：]\s*$"
    r"|\b(schrieb|schreef|skrev|napisał\(?a?\)?|пишет)\b.{0,100}:\s*$",
    re.IGNORECASE,
)
_WHEN = re.compile(r"\d{1,2}[:.h]\d\d|\b(19|20)\d\d\b|\d[/.-]\d|@")
_ORIGINAL = re.compile(
    r"^\s*[-_=*]{2,}\s*(Original (Message|Appointment)|Ursprüngliche Nachricht|Message d'origine"
    r"|Mensaje original|Messaggio originale|Oorspronkelijk bericht|Mensagem original|Reply Message)"
    r"\s*[-_=*]{2,}\s*$",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"^\s*([-_=*]{2,}\s*(Forwarded (message|by)|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado"
    r"|Doorgestuurd)|Begin forwarded message)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"^[\s*>]*(From|Von|De|Da|Van|Sent|Gesendet|Envoyé|Enviado|Date|Datum|Fecha|To|An|À|Para|Cc|Subject|Betreff|Objet|Asunto)"
    r"\s*\*?\s*:",
    re.IGNORECASE,
)
_FROM_HEADER = re.compile(r"^[\s*]*(From|Von|De|Da|Van)\s*\*?\s*:", re.IGNORECASE)
_LOTUS = re.compile(
    r"^\s*\S.{0,80}(@\S+)?\s+\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\s+\d{1,2}:\d{2}(:\d\d)?\s*([AP]M)?\s*$",
    re.IGNORECASE,
)
_RULE = re.compile(r"^\s*[_\-=]{5,}\s*$")
_FORWARD_SUBJECT = re.compile(r"^\s*(fw|fwd|wg|tr|rv|i|doorst|enc)\s*:", re.IGNORECASE)
_DEVICE = re.compile(
    r"^\s*(Sent from (my|Mail|Outlook|Yahoo)|Get Outlook for|Von meinem .{1,30} gesendet|Envoyé de mon)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*((kind|best|warm|with (kind|best|warm))?\s*(regards|wishes)|sincerely( yours)?"
    r"|yours (sincerely|truly|faithfully)|cheers|(many )?thanks( and regards| again| so much)?|thank you|best"
    r"|mit freundlichen grüßen|viele grüße|cordialement|saludos( cordiales)?|atentamente)\s*[,.!]*\s*$",
    re.IGNORECASE,
)
# After "Thanks," these start a sentence, not a name.
_SAYS = re.compile(
    r"^(i|i'\w+|we|we'\w+|you|he|she|they|it|this|that|there|the|please|pls|let|can|could|will|would|if|when"
    r"|talk|see|call|and|but|also|so|what|who|how|ps|p\.s)\b|\?$|^(\S+ ){4,}\S+[.!]$",
    re.IGNORECASE,
)
MAX_SIGNATURE_LINES = 25  # empty ones too; a longer tail after "Regards," is rather text
MAX_SIGNATURE_LINE = 80  # characters; a longer line is prose
MAX_MARKER = 300  # characters; a longer line is no header of a quoted mail
_WRAPPED = 3  # lines over which mail programs wrap "On … wrote:"


@dataclass(frozen=True)
class Cut:
    """`text` is the author's own; `removed` says whether quoted history was cut from it."""

    text: str
    removed: bool


def cut_history(text: str, subject: str = "") -> Cut:
    """Cut quoted history and the signature from clean text.

    Answers written between quoted lines stay. What a mail forwards stays: it is news to its reader. When
    nothing would be left, everything stays.
    """
    lines = text.split("\n")
    if _FORWARD_SUBJECT.match(subject):
        return _keep_something(text, _without_signature(lines), removed=False)
    end = _history_start(lines)
    kept = _without_quotes(lines[:end])
    removed = end < len(lines) or len(kept) < len(lines)
    return _keep_something(text, _without_signature(kept), removed=removed)


def _keep_something(text: str, lines: list[str], *, removed: bool) -> Cut:
    own = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Cut(own, removed) if own else Cut(text, False)


def _history_start(lines: list[str]) -> int:
    """Index of the first line of the history that runs to the end, or `len(lines)`."""
    for index, line in enumerate(lines):
        if not line or len(line) > MAX_MARKER:
            continue
        if _FORWARDED.match(line):
            return len(lines)
        if _ORIGINAL.match(line) or _opens_header_block(lines, index) or _is_last_attribution(lines, index):
            return index - 1 if index and _RULE.match(lines[index - 1]) else index
    return len(lines)


def _opens_header_block(lines: list[str], index: int) -> bool:
    """Outlook and Notes: a block of From, Sent, To, Subject lines without a marker above."""
    if _FROM_HEADER.match(lines[index]):
        return sum(bool(_HEADER.match(line)) for line in lines[index : index + 6]) >= 3
    return bool(_LOTUS.match(lines[index])) and any(re.match(r"\s*To:", line) for line in lines[index + 1 : index + 4])


def _is_last_attribution(lines: list[str], index: int) -> bool:
    """ "On … wrote:" above text that is not quoted by `>`: all below it is history."""
    end = _attribution_end(lines, index)
    return bool(end) and not any(line.lstrip().startswith(">") for line in lines[end:])


def _attribution_end(lines: list[str], index: int) -> int:
    """Index after the attribution that starts at `index`, or 0."""
    if not lines[index].strip():
        return 0
    for end in range(index + 1, min(index + _WRAPPED, len(lines)) + 1):
        if lines[end - 1].rstrip().endswith((":", "：")):
            joined = " ".join(lines[index:end])
            said = len(joined) <= MAX_MARKER and _ATTRIBUTION.search(joined)
            return end if said and _WHEN.search(joined) else 0
        if not lines[end - 1].strip():
            return 0
    return 0


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    index = 0
    while index < len(lines):
        end = _attribution_end(lines, index)
        if end and next((line for line in lines[end:] if line.strip()), "").lstrip().startswith(">"):
            index = end
            continue
        if not lines[index].lstrip().startswith(">"):
            kept.append(lines[index])
        index += 1
    return kept


def _without_signature(lines: list[str]) -> list[str]:
    for index, line in enumerate(lines):
        if line.rstrip() == "--" and len(lines) - index <= 2 * MAX_SIGNATURE_LINES:
            return lines[:index]
        if len(lines) - index <= MAX_SIGNATURE_LINES and _closes(lines, index):
            return lines[:index]
    return lines


def _closes(lines: list[str], index: int) -> bool:
    """A closing or a phone's advertisement, below which only short lines stand: a name, a title, numbers."""
    if not (_CLOSING.match(lines[index]) or _DEVICE.match(lines[index])):
        return False
    tail = [line.strip() for line in lines[index + 1 :] if line.strip()]
    return all(len(line) <= MAX_SIGNATURE_LINE and not _SAYS.search(line) for line in tail)
