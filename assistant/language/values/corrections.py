"""Words by which people take back what they said: "no", "wait", "scratch that", "I mean"."""

from assistant.language.values.own_mistakes import aside_at, is_sound, only_sounds
from assistant.language.values.reader import Token

_MARKERS = [
    tuple(words.split())
    for words in [
        "no",
        "or no",
        "no that was",
        "no wait that was",
        "wait that was",
        "sorry that was",
        "nope",
        "wait",
        "sorry",
        "scratch that",
        "strike that",
        "forget that",
        "make that",
        "make it",
        "i mean",
        "i meant",
        "actually",
        "correction",
        "or rather",
        "scrap that",
        "ignore that",
        "on second thought",
        "on second thoughts",
        "let me rephrase",
        "let me start over",
        "rather",
        "oops",
        "hang on",
        "hold on",
        "not that",
        "let me correct that",
        "change that to",
        "excuse me",
        "not yet",
        "that's wrong",
        "that was wrong",
        "that's the old one",
        "that's the old number",
        "that's the old price",
        "that was the old one",
        "that was the old number",
        "that was the old price",
    ]
]
_MARKERS_BY_WORD: dict[str, list[tuple[str, ...]]] = {}
for _words in _MARKERS:
    _MARKERS_BY_WORD.setdefault(_words[0], []).append(_words)
# These say by themselves that something before was wrong.
STRONG = frozenset({"scratch", "strike", "forget", "correction", "oops", "wait"})
POLITE = frozenset({",", ".", "-", "…", "–", "—", ";", "!", "("})
BEHIND = POLITE | {":"}  # "correction: 112k"


def correction_runs(text: str, tokens: list[Token]) -> list[tuple[int, int]]:
    """Token ranges of correction words, with the punctuation between them; none in quotes."""
    runs, i = [], 1
    while i < len(tokens):
        end = _run_end(tokens, i)
        if end > i and not only_sounds(tokens[i:end]):
            if text.count('"', 0, tokens[i].start) % 2 == 0:
                runs.append((i, end))
            i = end
        i += 1
    return runs


def _run_end(tokens: list[Token], i: int) -> int:
    end = i
    while True:
        at = end
        while end > i and at < len(tokens) and tokens[at].word in POLITE:
            at += 1
        size = _marker_at(tokens, at)
        if not size:
            return end
        end = at + size


def _marker_at(tokens: list[Token], i: int) -> int:
    """How many tokens of a correction phrase stand here."""
    if i >= len(tokens):
        return 0
    behind = _known_at(tokens, i + 1) if i + 1 < len(tokens) and is_sound(tokens[i]) else 0
    return max(_known_at(tokens, i), aside_at(tokens, i), behind and behind + 1)  # "oh hang on"


def _known_at(tokens: list[Token], i: int) -> int:
    return max((len(m) for m in _MARKERS_BY_WORD.get(tokens[i].word, ()) if _stands(tokens, i, m)), default=0)


def only_aside(tokens: list[Token], start: int, end: int) -> bool:
    """Nothing but what somebody says of a slip, which takes back a value and nobody's name: "Ann, wrong number, Bo"."""
    return not any(_known_at(tokens, i) for i in range(start, end))


def _stands(tokens: list[Token], i: int, words: tuple[str, ...]) -> bool:
    return i + len(words) <= len(tokens) and all(tokens[i + n].word == word for n, word in enumerate(words))
