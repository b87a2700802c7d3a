"""Whom or what it was not, said before the same small word: "with Robert, sorry, not Robert, with Lorna"."""

import re

from assistant.language.values.traced import Traced

# "with Robert Ames, sorry, not Robert, with Lorna Bates": whom it was not, and the same small word again.
_TAKEN_BACK = re.compile(
    r"\b(with|to|for|at|from|on|about) (?:[^\s,.;:]+ ){0,3}?[^\s,.;:]+,? (?:(?:no|sorry|wait|oops|nope|hang on|i mean|actually),? )+"
    r"(?:not (?:with |to |for )?(?:[^\s,.;:]+,? ){1,3}?(?:but )?)?(?=\1 )",
    re.IGNORECASE,
)


def without_taken_back(text: Traced) -> Traced:
    spans = [m.span() for m in _TAKEN_BACK.finditer(text.text) if text.text.count('"', 0, m.start()) % 2 == 0]
    return text.without(spans) if spans else text
