"""A question's words: what must stand together, and what is better than nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PHRASE = re.compile(r'["“”]([^"“”]{2,200})["“”]')
_WORD = re.compile(r"[\w][\w'’./,+&-]*[\w]|[\w]", re.UNICODE)
MAX_QUESTION = 2_000  # characters: what a person asks is shorter, and beyond it nothing new is said
MAX_WORDS = 24

# Words of the question itself, which say nothing of the answer. Stop words of the language are PostgreSQL's affair.
ASKING = frozenset(
    "did do does has have had anyone anybody someone somebody mention mentioned mentions say said says tell told talk talked "
    "about what when where who whom whose why which how is are was were there any find show me search look emails email mails "
    "mail notes note message messages customer customers client clients us our we they their them please".split()
)


@dataclass(frozen=True, slots=True)
class Terms:
    """`words` in order, lower case, without question words; `phrases` as quoted; `capitals` are those of the words that are
    written with a capital, None where the question has none at all (then case says nothing)."""

    words: tuple[str, ...]
    phrases: tuple[str, ...]
    capitals: frozenset[str] | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.phrases)

    @property
    def all_phrases(self) -> str:
        """For websearch_to_tsquery: every quoted phrase; empty when nothing is quoted."""
        return " ".join(f'"{p}"' for p in self.phrases)


def terms(question: str) -> Terms:
    """The searchable words of a question of any length; a question of question words alone keeps them."""
    text = question[:MAX_QUESTION]
    phrases = tuple(" ".join(p.split()) for p in _PHRASE.findall(text))
    written = _WORD.findall(_PHRASE.sub(" ", text))
    found = [_bare(w.casefold()) for w in written]
    capitals = frozenset(_bare(w.casefold()) for w in written if w[0].isupper())
    words = [w for w in found if w not in ASKING] or ([] if phrases else found)
    return Terms(tuple(dict.fromkeys(words))[:MAX_WORDS], phrases, capitals or None)


def _bare(word: str) -> str:
    """A name without its genitive."""
    return re.sub(r"['’]s$", "", word)
