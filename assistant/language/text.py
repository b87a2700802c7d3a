"""Words of a text, folded the way the database folds names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

# A hyphen inside a word is no token: "follow-up" is said as "follow up".
_PARTS = r"\d+(?:[.,:/]\d+)*%?|[^\W\d_]+(?:['’][^\W\d_]+)*{owners}|(?:(?<!\w)-|-(?!\w)|[^\w\s-])"
_TOKEN = re.compile(_PARTS.format(owners=r"(?:(?<=s)['’](?=\s+\w))?"))  # "my customers' tickets"
_QUOTED = re.compile(_PARTS.format(owners=""))
_OPENS_QUOTE = re.compile(r"(?<!\w)['‘’](?=\w)")
_LIGATURES = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "’": "'"})
_KEEPS_S = frozenset(
    "is was has this its business status address process access less loss wins miss pass boss us news always "
    "across previous sales does yes plus discuss gas bus campus basis analysis series logistics kudos thus".split()
)
_IRREGULAR = {"people": "person", "won": "won", "cases": "case", "leases": "lease", "notes": "note", "calls": "call"}


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]`; `word` is folded without a possessive ending, `stem` its singular."""

    start: int
    end: int
    raw: str
    word: str
    stem: str
    possessive: bool = False

    @property
    def is_word(self) -> bool:
        return self.word[:1].isalnum()

    @property
    def capital(self) -> bool:
        return self.raw[:1].isupper()


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Lower case without accents: what `crm.fold` makes of a name."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The singular of a folded word, roughly."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _KEEPS_S or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("shes", "ches", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1]


_SHORT = {"w/": "with", "w/o": "without", "b/c": "because"}
_AND = re.compile(r"(?<=[a-z]) '?n'? (?=[a-z])")  # "email n phone"
_SLASHED = re.compile(r"(?<!\S)(?:w/o|w/|b/c)(?=\s)", re.IGNORECASE)
# Short words as they are typed in a hurry; the spelling of longer ones is the business of `spelling`.
_HURRIED = {
    "dont": "don't", "doesnt": "doesn't", "didnt": "didn't", "havent": "haven't", "havnt": "haven't", "havn't": "haven't",
    "hasnt": "hasn't", "hadnt": "hadn't", "isnt": "isn't", "arent": "aren't", "wasnt": "wasn't", "werent": "weren't",
    "couldnt": "couldn't", "wouldnt": "wouldn't", "shouldnt": "shouldn't", "cant": "can't", "wont": "won't",
    "wats": "what's", "wat": "what", "waht": "what", "wahts": "what's", "wich": "which", "whcih": "which", "teh": "the",
    "hte": "the", "adn": "and", "taht": "that", "nwe": "new", "frm": "from", "abuot": "about", "baout": "about",
    "emial": "email", "eamil": "email", "thsi": "this", "tihs": "this", "wnat": "want", "knwo": "know", "shwo": "show", "lsit": "list", "opne": "open",
    "dael": "deal", "daels": "deals", "tsak": "task", "tsaks": "tasks", "thier": "their", "yuo": "you", "yoru": "your", "hve": "have", "hav": "have", "ahve": "have", "jsut": "just", "wiht": "with",
}  # fmt: skip
_IN_A_HURRY = re.compile(rf"(?<![\w'’@.\-])(?:{'|'.join(_HURRIED)})(?![\w'’@\-])", re.IGNORECASE)
_HONORIFICS = re.compile(r"\b(?:Mr|Mrs|Ms|mr|mrs|[Mm]ister)\b\.?\s+(?=[^\W\d_])")  # "Mr. Ames"; "MS" and "60 ms" stay
_ARROWS = re.compile(r"\s*(?:-+>|=+>|→|⇒|»)\s*")


def plain(text: str) -> str:
    """Arrows and short forms said as what they mean: "Acme -> Won" is "Acme to Won", "call w/ Ann" one with her; "Mr." is no name."""
    # Runs of white space first: what looks for marks around words would walk through them once for each of their characters.
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(" ".join(line.split()) for line in text.splitlines()))
    text = _AND.sub(" and ", _HONORIFICS.sub("", _ARROWS.sub(" to ", text)))
    text = _IN_A_HURRY.sub(lambda m: _cased(m.group(), _HURRIED[m.group().lower()]), text)
    return _SLASHED.sub(lambda m: _SHORT[m.group().lower()], text)


def possessive(text: str, names: Collection[str]) -> str:
    """ "Toms open deals" of a Tom: whose they are, where the apostrophe was left out."""
    owned = "|".join(re.escape(n) for n in names if n.isalpha() and f"{n}s" not in names)
    return re.sub(rf"\b({owned})s(?= [a-z])", r"\1's", text, flags=re.IGNORECASE) if owned else text


def _cased(said: str, meant: str) -> str:
    return meant.capitalize() if said[0].isupper() else meant


def tokens(text: str) -> list[Token]:
    """All tokens in order, punctuation too."""
    parts = _QUOTED if _OPENS_QUOTE.search(text) else _TOKEN
    return [_token(m) for m in parts.finditer(text)]


@lru_cache(maxsize=8_192)  # the names of users are compared with each part of each message
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name, folded, without punctuation: as `crm.name_words` has them."""
    return tuple(w for w in re.split(r"[^\w]+|_", fold(name)) if w)


def _token(match: re.Match[str]) -> Token:
    raw = match.group()
    word = fold(raw)
    possessive = word.endswith("'s") and word not in (
        "it's",
        "what's",
        "who's",
        "that's",
        "let's",
        "he's",
        "she's",
        "how's",
        "where's",
        "there's",
        "here's",
        "when's",
    )
    if possessive:
        word = word[:-2]
    elif word.endswith("s'"):
        possessive, word = True, word[:-1]
    return Token(match.start(), match.end(), raw, word, stem(word), possessive)


# Words within a slip of a known one, or of a name, that mean what they say.
ENGLISH = frozenset(
    """margin margins profit profits discount quota bonus budget birthday there their these those where which would could should about after again other under never every first right great
    might since still think thing those three until while whole world years order ordered carts units water house place point small large
    large found round sound going being doing having taking making coming table stable sales sells shown shows means meant leads
    ready study story plant plans prices pricing point paint print close later latter letter better matter center sites size sized stock stack stick
    renew renews renewed renewing worse worst worth north south cover covers short sharp share shape stage state store stuff sight light night fight eight""".split()
)
