"""Takes out of dictated text what carries no meaning, and nothing else."""

import re

from assistant.language.values.traced import Traced

# Only sounds and set phrases. "like", "well", "so" and "you know" mean something elsewhere: they go only
# where commas or the start of a sentence set them apart.
_SOUND = r"u+h+m*|u+m+|e+r+m+|er(?=[,\s])|h+m+|a+h+|mm+hm+|uhm+"
_PHRASE = r"so yeah|basically|literally"
_START = r"okay so|ok so|alright so|so basically|so|well|okay|ok|alright|right|anyway|yeah"
_FILLER = re.compile(rf"(?<![\w'’-])(?:{_SOUND}|{_PHRASE})(?![\w'’-])[,.…]*\s*", re.IGNORECASE)
# Behind these a thought stops, and goes on: "to, uh, Friday", "on the... you know, 5th"; the marks go with the sound.
_SMALL = (
    "to|at|for|by|with|the|is|are|was|be|of|and|from|about|on|until|till|in|a|an|my|our|her|his|their|its|as|than|into|or|that|"
    "called|named|it's|should|will|would|i'd|because"
)
_ASIDE = r"like|you know|i guess|let's see|let me see|what was it|how do you say"
_STOPPED = re.compile(
    rf"(?<![\w'’-])(?:{_SMALL})(?P<gap>(?:,|\.{{2,}}|…|\s[-–—])?\s+(?:(?:{_SOUND})(?![\w'’-])[,.…]*\s*|(?:{_ASIDE}),\s*)+)(?=\S)",
    re.IGNORECASE,
)
_TRAILING = re.compile(rf"(?<![\w'’-])(?:{_SMALL})(?P<gap>(?:\.{{2,}}|…)\s+)(?=\w)", re.IGNORECASE)
_APART = re.compile(r"(?<=,)\s*(?:like|you know|i guess|let's see|let me see|what else),(?=\s)", re.IGNORECASE)
_LIKE = re.compile(
    r"(?:(?<=\bfor )|(?<=\bwas )|(?<=\b(?:to|at|of|is|by) ))like (?=[$€£]?\d|(?:twenty|thirty|forty|fifty|sixty|seventy)\b)"
)
_OPENING = re.compile(rf"(?:^|(?<=[.!?] ))(?:{_START}),\s+", re.IGNORECASE)
_STUTTER = re.compile(r"\b(i|we|he|she|the|a|an|to|with|for|from|at|by|in|on|and|of|my),?\s+(?=\1\b)", re.IGNORECASE)
_CAPITALS = re.compile(r"\b[A-Z]{2,}\W*$")


def without_fillers(text: Traced) -> Traced:
    """The text without fillers and stutters; what stands in quotes stays."""
    for pattern in (_STOPPED, _TRAILING):
        gaps = [m.span("gap") for m in pattern.finditer(text.text) if _plain(text.text, m)]
        # One space of each gap stays between the words.
        text = (
            text.without([(s, e - 1) if text.text[e - 1].isspace() else (s + 1, e) for s, e in gaps]) if gaps else text
        )
    for pattern in (_FILLER, _APART, _LIKE, _OPENING, _STUTTER):
        spans = [m.span() for m in pattern.finditer(text.text) if _plain(text.text, m)]
        if spans:
            text = text.without(spans)
    return text


def _plain(text: str, match: "re.Match[str]") -> bool:
    """Not in quotes, and no abbreviation ("ER", "the ER,")."""
    quoted = text.count('"', 0, match.start()) % 2 == 1
    return not quoted and not _CAPITALS.search(match.group())
