"""Conditions on a part of a text: "starts with S", "phone ends in 0134", "with a gmail address", "an @globex.example mail"."""

from __future__ import annotations

from assistant.language.chart import Item
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.scan import Scan
from assistant.language.slots.turn import op
from crm_store.catalog import Field, Kind

_STARTS = frozenset("starts start starting begin begins beginning".split())
_ENDS = frozenset("ends end ending".split())
_LEADING = frozenset("the a an letter letters word digits".split())
_TEXTS = (Kind.TEXT, Kind.EMAIL, Kind.PHONE, Kind.URL)
# Whose addresses are nobody's own domain.
_MAILERS = frozenset("gmail googlemail yahoo hotmail outlook icloud aol gmx proton protonmail live msn".split())


def text_parts(scan: Scan) -> None:
    """How a text begins or ends, and where an e-mail address is."""
    for i, item in list(scan.free()):
        words = item.word.split()
        if words[:1] and words[0] in _STARTS | _ENDS and i not in scan.used:
            _edge(scan, i, starts=words[0] in _STARTS)
    if scan.has_field("email"):
        _addresses(scan)


def _edge(scan: Scan, i: int, *, starts: bool) -> None:
    at = i + 1
    if len(scan.items[i].word.split()) == 1:
        if scan.word(at) not in ("with", "in", "on", "by"):
            return
        at += 1
    while scan.word(at) in _LEADING:
        at += 1
    field = _field_before(scan, i)
    if at >= len(scan.items) or field is None or not _literal(scan.items[at]):
        return
    end = _end_of(scan, at)
    whole = starts and field.kind is not Kind.PHONE  # a phone number begins with that of its country
    said = scan.turn.text[scan.items[at].start : scan.items[end - 1].end]
    named = next((j for j in range(max(0, i - 3), i) if scan.items[j].sense("field")), i)
    scan.take(named, end, op(field.name, "starts" if whole else "contains", said))


def _field_before(scan: Scan, i: int) -> Field | None:
    """The text field that is said right before, else what the record is called; none for a last name alone."""
    before = scan.before(i, 3)
    if any(x.word in ("last", "surname", "surnames") for x in before):
        return None
    named = next((s.field for x in before for s in x.senses if s.kind == "field" and s.object == scan.head), None)
    noun = any(x.sense("object", scan.head) for x in scan.items[:i])
    spec = scan.turn.catalog.objects[scan.head]
    field = scan.turn.field(scan.head, named or spec.label_field) if named or noun else None
    return field if field is not None and field.kind in _TEXTS else None


def _literal(item: Item) -> bool:
    """What can be a piece of a text, and is no day and no "biggest"."""
    return item.value is None or item.kind in ("number", "url", "quote", "email")


def _end_of(scan: Scan, at: int) -> int:
    """Behind a piece of text: one word, or what is written without a gap."""
    end = at + 1
    while end < len(scan.items) and scan.items[end].start == scan.items[end - 1].end:
        end += 1
    return end


def _addresses(scan: Scan) -> None:
    """ "With a GMAIL address", "on YAHOO", "an @GLOBEX.EXAMPLE address"."""
    for i, item in list(scan.free()):
        if item.word == "@" and i + 1 < len(scan.items) and scan.items[i + 1].start == item.end:
            end = _end_of(scan, i)
            said = scan.turn.text[item.start : scan.items[end - 1].end]
            scan.take(i, end, op("email", "contains", said.rstrip(".,!?")))
        elif item.word in _MAILERS and not item.candidates and _of_mail(scan, i):
            scan.take(i, i + 1, op("email", "contains", f"@{item.word}"))


def _of_mail(scan: Scan, i: int) -> bool:
    """Near a word of mail, or at the end: "contacts on gmail"."""
    near = [x for x in scan.items[max(0, i - 4) : i + 4] if x.word not in FUNCTION_WORDS]
    mail = any(
        x.word.startswith(("address", "mail", "e-mail")) or any(s.field == "email" for s in x.senses) for x in near
    )
    return mail or i + 1 == len(scan.items)
