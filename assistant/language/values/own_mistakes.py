"""What people say of a slip of their own, between the wrong word and the right one: "I misread my notes", "slip of the tongue"."""

from __future__ import annotations

from assistant.language.values.reader import Token

_MARKS = frozenset(",.-…–—;!:?")
_LONGEST = 9  # words of such an aside
_SOUNDS = frozenset("oh ah argh ugh uh um hm hmm gosh damn no nope sorry well".split())
# One of these it has to have ...
_SLIPS = frozenset(
    """misread misspoke misheard mistyped misremembered mixed mixing confuse confused confusing wrong wrongly mistake mistaken error slip
    typo lying lied pardon corrected correction rubbish nonsense muddled old previous outdated""".split()
)
# ... or to say it as a whole.
_PHRASES = (
    "let me look", "let me check", "let me see", "let me think", "take it back", "take that back", "keep saying that", "correct myself",
    "too fast", "my bad", "excuse me", "not right", "last year's", "last month's", "last quarter's",
)  # fmt: skip
# ... and nothing but these beside it.
_BESIDE = frozenset(
    """i i'm i've i'd am was have had must need should to let me my own mine notes note that that's it it's this the a an is are of tongue
    your beg stand keep saying said say got get something things up look check see think again read typed too fast in head here just
    sorry oh ah no wait figure number one amount deal value price sum day date back take myself with those them so not right bad excuse
    quickly line last year's month's quarter's""".split()
)


def aside_at(tokens: list[Token], i: int) -> int:
    """How many tokens of an aside of this kind stand at `i`, between marks; none where it says anything else."""
    if i == 0 or tokens[i - 1].word not in _MARKS:
        return 0
    end = i
    while end < len(tokens) and tokens[end].word not in _MARKS:
        end += 1
    words = [t.word for t in tokens[i:end]]
    if end == len(tokens) or not 0 < len(words) <= _LONGEST:
        return 0
    plain = all(w in _BESIDE or w in _SLIPS or w in _SOUNDS for w in words)
    said = " ".join(words)
    slip = bool(_SLIPS & set(words)) or any(p in said for p in _PHRASES)
    return len(words) if plain and (slip or _SOUNDS.issuperset(words)) else 0


def is_sound(token: Token) -> bool:
    """ "Oh", "argh": takes back nothing by itself."""
    return token.word in _SOUNDS - {"no", "nope", "sorry"}


def only_sounds(tokens: list[Token]) -> bool:
    """Sounds and the marks between them."""
    return all(is_sound(t) or t.word in _MARKS for t in tokens)


# What a value is said in when it is said again: "the proper figure IS 26,500", "ENTER 41k", "A DEAL OF 12k".
STATING = frozenset(
    """it it's that's is was be the a an of to at as in now should make put enter record say call comes goes stands proper right correct real
    actual true new figure number amount value deal sum price total rather for""".split()
)
