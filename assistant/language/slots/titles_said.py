"""Titles of people in several words, of which one is the name of an industry too: "finance director", "logistics managers at Acme"."""

from __future__ import annotations

from assistant.language.slots.named import is_title
from assistant.language.slots.scan import Scan


def of_title(scan: Scan, i: int) -> bool:
    """Item `i` is the first word of a title: one person's, or that of those at an account that is named."""
    if not (0 <= i < len(scan.items) - 1) or not scan.has_field("title") or i in scan.used:
        return False
    item, behind = scan.items[i], scan.items[i + 1]
    industry = any(s.kind == "option" and s.field == "industry" for s in item.senses) and not item.candidates
    if not industry or not is_title(behind) or behind.first != item.last:
        return False
    return not behind.plural or any(x.of("account") for x in scan.items)
