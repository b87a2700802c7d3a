"""The company of a new record, and where it is: what stands behind "at", "from" and "in"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.model import Candidate
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.drafts import UNKNOWN
from assistant.language.slots.writes.matter import COMPANY_LEADS
from assistant.language.slots.writes.names import (
    STOPS,
    moves_in_name,
    run,
)


def company_of(items: Items, turn: Turn, object_: str, fields: Json, used: set[int], at: int) -> str | None:
    """The account of a contact, deal or ticket; the company name of a lead; a name that no account has."""
    if object_ in ("account", "product"):
        return None
    for i, item in enumerate(items):
        account = item.of("account")
        if object_ == "deal" and account and _part_of_name(items, i):
            continue
        if account and i not in used and object_ != "lead":
            exact = [c for c in account if c.score >= 0.99] or list(account)
            if len(exact) == 1:
                fields["account"] = exact[0].id
                used.add(i)
                return None
    leads = (COMPANY_LEADS | ({"owns"} if object_ == "lead" else set())) - (
        {"for"} if object_ == "lead" and _placed(items) else set()
    )
    for i, item in enumerate(items):
        if item.word in leads and i > at and i + 1 < len(items) and not _is_person(items[i + 1]):
            start = i + 1 + (item.word == "company" and items[i + 1].word in ("is", ":"))
            end = run(items, start, used)
            behind = items[end : end + 2] if item.word == "from" else ()
            if len(behind) > 1 and behind[0].word in ("of", "at") and behind[1].capital:
                continue  # "a card from Ann Cho of Beck Glass"
            if end > start:
                said = turn.text[items[start].start : items[end - 1].end]
                used.update(range(i, end))
                if object_ == "lead":
                    fields["company"] = said if any(c.isupper() for c in said) else said.title()
                    return None
                return said
    return None


def named_in_it(items: Items) -> str | None:
    """ "New deal QUILLMARK roll carts": the only company whose name begins the deal's."""
    found = {
        c.id
        for i, x in enumerate(items)
        if x.of("account") and _part_of_name(items, i)
        for c in undecided(x.of("account"))
    }
    return found.pop() if len(found) == 1 else None


def rival_accounts(items: Items) -> tuple[Candidate, ...]:
    """ "A contact at Castellan", where two companies begin so: those of whom one has to be picked."""
    at = next((i for i in range(len(items)) if _rivals(items, i)), None)
    return undecided(items[at].of("account")) if at is not None else ()


def _rivals(items: Items, i: int) -> bool:
    accounts = items[i].of("account")
    ahead = i == 0 or items[i - 1].is_mark or items[i - 1].word in _WHOSE
    behind = i + 1 == len(items) or items[i + 1].is_mark or items[i + 1].word in STOPS | _TITLED_AS
    return len(accounts) > 1 and ahead and behind and len(undecided(accounts)) > 1


def doubtful(items: Items, object_: str, fields: Json, used: set[int]) -> bool:
    if (
        object_ not in ("contact", "deal", "ticket")
        or "account" in fields
        or any(len(x.of("account")) == 1 for x in items)
    ):
        return False
    at = next((i for i in range(len(items)) if i not in used and _rivals(items, i)), None)
    if at is not None:
        fields["account"] = UNKNOWN
        used.add(at)
    return at is not None


_WHOSE = frozenset(["at", "from", "of", "to", "for", "with", "contact", "ticket", "deal"])


_TITLED_AS = frozenset(["called", "named", "name it", "call it", "please"])


def _is_person(item: Item) -> bool:
    """ "A referral from Owen Marsh": somebody by the whole name, and no company."""
    return (
        bool(item.candidates)
        and item.candidates[0].object in ("contact", "user")
        and item.candidates[0].score >= _WHOLE
    )


_WHOLE = 0.95


def home_of(items: Items, fields: Json) -> str | None:
    """The company of the contact that was named: a deal or ticket with her is one of her company's."""
    people = (c for x in items for c in x.of("contact"))
    return next((c.account_id for c in people if c.id == fields.get("contact")), None)


def _placed(items: Items) -> bool:
    """ "A lead for Dana Fox at Foxglove": the company stands behind "at", and whom it is for is a person."""
    return any(a.word in ("at", "from", "of") and b.capital for a, b in pairwise(items))


def _part_of_name(items: Items, i: int) -> bool:
    """ "…, Prairie spring tuggers, …": a word of an account's name that begins a name of its own."""
    behind = items[i + 1] if i + 1 < len(items) else None
    led = i > 0 and items[i - 1].word in ("for", "at", "with", "from")
    plain = behind is not None and (
        behind.kind == "ordinal"
        or moves_in_name(items, i + 1)
        or (behind.word.isalpha() and not (behind.value or behind.senses or behind.candidates))
    )
    return (
        bool(plain)
        and not led
        and items[i].of("account")[0].score < 0.9
        and behind is not None
        and behind.word not in STOPS
    )


_OWNING = frozenset(["owns", "owner", "is", "takes", "has"])


def place(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """The city of an account: a name behind "in" or a comma that is nothing else."""
    if object_ != "account":
        return
    small = turn.typed_small
    for i, item in enumerate(items):
        plain = i not in used and not item.senses and not item.value and item.word not in FUNCTION_WORDS
        plain = plain and not (item.of("user") or (i + 1 < len(items) and items[i + 1].word in _OWNING))
        led = items[i - 1].word if i else ""
        if plain and ((item.capital and led in ("in", ",", "from")) or (small and led == "in")):
            end = run(items, i, used)
            said = turn.text[item.start : items[end - 1].end]
            fields["city"] = said.title() if small else said
            used.update(range(i, end))
            return
