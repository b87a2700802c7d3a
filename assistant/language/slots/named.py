"""Conditions that a record's name makes: "at Globex", "with Sarah Chen", "subsidiaries of Globex"."""

from __future__ import annotations

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.scan import Scan
from assistant.language.slots.turn import Json, eq, op
from assistant.language.slots.unread import NAMED, fills
from crm_store.catalog import Field, Kind

_DAUGHTERS = frozenset(
    ["subsidiaries", "daughters", "daughter companies", "affiliates", "child accounts", "child companies", "branches"]
)


def says_daughters(items: Items) -> bool:
    """ "subsidiaries of Globex": the accounts whose parent is named."""
    return any(x.word in _DAUGHTERS and not x.candidates for x in items) and any(x.of("account") for x in items)


def _by_parent(items: Items) -> bool:
    """ "Whose parent is Globex", where "the parent of Globex" is another one."""
    first = next((i for i, x in enumerate(items) if x.of("account")), 0)
    named = (any(s.field == "parent_account" for s in x.senses) and not x.candidates for x in items[:first])
    return any(said and behind.word != "of" for said, behind in zip(named, items[1:], strict=False))


def records(scan: Scan) -> None:
    """Records that the object points at: "at Globex", "for Swift Cart", "with Sarah Chen"."""
    daughters = scan.head == "account" and (says_daughters(scan.items) or _by_parent(scan.items))
    for i, item in list(scan.free()):
        if daughters and item.of("account"):
            scan.take(i, i + 1, eq("parent_account", item.of("account")[0].id))
            continue
        if fills(item) and item.word not in FUNCTION_WORDS and not item.capital:
            continue  # "our books" are no Ashford Books
        if scan.has_field("title") and is_title(item):
            continue
        path = (reference_path(scan, item) or _called(scan, item)) if item.candidates else None
        if path:
            scan.take(i, i + 1, path)


def is_title(item: Item) -> bool:
    """ "Purchasing MANAGER": a word of titles, though the name of some record has it too."""
    return item.sense("title") is not None and not (item.candidates and item.candidates[0].score >= NAMED)


def _called(scan: Scan, item: Item) -> Json | None:
    """ "every Sarah among our contacts": by the name itself."""
    own = item.of(scan.head)
    if not own or scan.head not in ("account", "contact", "lead", "deal", "product"):
        return None
    exact = [c.id for c in own if c.score >= 0.95]
    if not exact:
        return op("name", "contains", item.text)
    return eq("id", exact[0]) if len(exact) == 1 else op("id", "in", exact)


def reference_path(scan: Scan, item: Item) -> Json | None:
    fields = scan.turn.catalog.objects[scan.head].fields
    for candidate in sorted(item.candidates, key=lambda c: (-c.score, _distance(fields, c.object))):
        direct = _pointing(fields, candidate.object)
        if direct:
            same = [
                c.id
                for c in item.candidates
                if c.object == candidate.object and (c.score == candidate.score or candidate.score < 0.95)
            ]
            return eq(direct, same[0]) if len(same) == 1 else op(direct, "in", same)
        if scan.head == "activity" or candidate.object in ("user",):
            continue
        if scan.head == "contact" and candidate.object == "deal" and candidate.account_id:
            return eq("account", candidate.account_id)  # who is involved in a deal are the people of its account
        if _related(scan, candidate.object):
            return {"related": {"object": candidate.object, "via": scan.head, "where": eq("id", candidate.id)}}
    return None


def _pointing(fields: object, target: str) -> str | None:
    assert hasattr(fields, "values")
    found: list[Field] = [
        f for f in fields.values() if f.kind is Kind.REFERENCE and f.target == target and f.name != "parent_account"
    ]
    return found[0].name if found else None


def _distance(fields: object, target: str) -> int:
    return 0 if _pointing(fields, target) else 1


def _related(scan: Scan, object_: str) -> bool:
    return _pointing(scan.turn.catalog.objects[object_].fields, scan.head) is not None
