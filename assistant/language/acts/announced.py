"""Somebody or something new that is told of rather than ordered: "Lead: Ann Cho, ann@…"."""

from __future__ import annotations

from assistant.language.acts.makes import heads, made
from assistant.language.acts.signs import Seen


def announces(seen: Seen) -> bool:
    """ "Lead: Ann Cho, ann@…", "got a referral: …": somebody or something new, with what only new ones have."""
    fresh = any(x.kind in ("email", "phone", "money", "quote") and not x.candidates for x in seen.items)
    fresh = fresh or any(x.word in ("called", "named", "name it", "call it", "name") for x in seen.items)
    fresh = fresh and not any(
        x.kind == "comparator" for x in seen.items
    )  # "contacts: only from accounts with over 50k"
    fresh = fresh or (seen.noun("ticket") and opened(seen) and seen.record("account", "contact"))
    return fresh and made(seen.items) is not None and (heads(seen.items) or (referred(seen) and opened(seen)))


def opened(seen: Seen) -> bool:
    """A colon, behind which comes what was announced."""
    return any(x.word == ":" for x in seen.items)


def referred(seen: Seen) -> bool:
    """ "Got a referral: Luke Barton, luke@…": somebody new with an address."""
    return seen.family("has") or any(x.word in ("got", "another") for x in seen.items[:2])
