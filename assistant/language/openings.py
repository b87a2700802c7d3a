"""Where a message only opens with the contact that it is from: "After my call with Ann Cho, …", "According to Ann, whom I rang, …"."""

from __future__ import annotations

from assistant.language.acts.contacts_told import contact_told
from assistant.language.chart import Items

_FROM = frozenset("after according as per following from during in on".split())
_SUBJECTS = frozenset("the i i'm i've i'd i'll we we're we've they they're it it's there our my this that".split())
_LEAST, _LONGEST = 4, 24  # items of such an opening
_REST = 3  # items of what is said behind it


def opened(clause: Items) -> list[Items]:
    """The opening and what is said behind it; the clause alone where it opens with nothing of the kind."""
    if not clause or clause[0].word.split()[0] not in _FROM:
        return [clause]
    for i in range(_LEAST, min(_LONGEST, len(clause) - _REST)):
        rest = clause[i + 1 :] if clause[i].word == "," else clause[i:]
        begins = rest[0].word in _SUBJECTS or (clause[i].word == "," and bool(rest[0].candidates))
        plain = clause[i].word == "," or (rest[0].word in ("i", "we", "i'm") and not _relates(clause, i))
        if begins and plain and any(x.of("contact", "lead") for x in clause[:i]) and contact_told(clause[:i]):
            return [clause[:i], rest]
    return [clause]


def _relates(items: Items, i: int) -> bool:
    """ "Ann WHOM I called": a part of the name before it."""
    before = items[i - 1]
    return bool(before.candidates) or before.word in ("whom", "who", "that", "which", "and", "as", "what", "when")
