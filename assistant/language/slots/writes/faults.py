"""What is wrong, wherever a message tells it: what a ticket is about that is only ordered "for that"."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.slots.turn import Turn

_ENDS = frozenset([".", "!", "?", ";", "\n"])
_PARTS = _ENDS | frozenset([",", ":", "-", "–"])
_POINTING = frozenset("it that this them those".split())
_NEAR_NOUN = 5  # items behind "a ticket" among which it points back

# Nouns that announce a fault, and verbs by which somebody tells of one or has one.
_FAULTS = frozenset(
    "issue problem complaint trouble fault defect matter reason snag concern nuisance grievance".split()
)
_TELLING = frozenset(
    """report reports reported mention mentions mentioned complain complains complained complaining notice notices noticed flag flags flagged
    informed brought raised raises found discovered spotted describes described experiencing""".split()
)
_HAVING = frozenset("have has had got having".split())
_SUFFERING = frozenset(
    "dealing struggling fighting living suffering suffers struggle struggles stuck putting plagued annoyed bothered".split()
)
_LINKS = frozenset("of about with up from is was are : that there's namely by me us to - – over".split())
_JOINING = frozenset("but and now namely so then also just that there's it's they've about".split())
_ARTICLES = frozenset("a an the their one two three some several another our its no".split())
_BROKEN = frozenset(
    """broken broke break dead wrong faulty defective damaged cracked bent loose leak leaks leaking leaked missing jammed jams jamming stuck worn torn
    rusty noisy squeaking squeaks rattles rattling overheats overheating fails failing failed failure error errors smoking burnt blocked slipping slips
    flickers flickering unreadable incorrect mislabelled mislabeled scratched dented stops stopped stalls stalling crashes crashed crashing frozen
    doesn't don't won't can't cannot isn't aren't malfunction malfunctions malfunctioning outage""".split()
)
_TAILS = frozenset("which who while without so because since and but though although when".split())
_LEAST = 2  # words of a fault


def points_back(items: Items, noun: int) -> bool:
    """ "Open a ticket FOR THAT", "a ticket for it anyway": what it is about was told in another sentence."""
    end = next((i for i in range(noun + 1, len(items)) if items[i].word in _PARTS), len(items))
    behind = items[noun + 1 : min(end, noun + _NEAR_NOUN)]
    led = (i for i, x in enumerate(behind) if i and x.word in _POINTING and not x.candidates)
    return any(behind[i - 1].word in ("for", "about", "on", "over") for i in led)


def fault_told(turn: Turn) -> str:
    """What a message tells that is wrong: "they reported AN OIL LEAK UNDER THE LIFT"; empty where nothing clearly is."""
    told = [found for part in _parts(turn.items) if (found := _fault(part))]
    best = max((weight for weight, _ in told), default=0)
    said = next((part for weight, part in reversed(told) if weight == best), ())
    return turn.text[said[0].start : said[-1].end] if said else ""


def _parts(items: Items) -> Iterator[Items]:
    """Parts between marks; what stands behind a label's colon goes with it."""
    start = 0
    for i in range(len(items) + 1):
        if i < len(items) and not (items[i].is_mark and items[i].word in _PARTS):
            continue
        if i < len(items) and items[i].word == ":" and i and _FAULTS & set(items[i - 1].word.split()):
            continue
        if i > start:
            yield items[start:i]
        start = i + 1


def _fault(part: Items) -> tuple[int, Items] | None:
    """How clearly a part tells of a fault, and the fault in it."""
    cues = [found for i in range(len(part)) if (found := _behind_cue(part, i))]
    clear, start = [weight for weight, _ in cues], max((j for _, j in cues), default=0)
    said = _trimmed(part[start:])
    end = next((i for i, x in enumerate(said) if i >= _LEAST and x.word in _TAILS), len(said))
    said = said[:end]
    broken = any(_BROKEN & set(x.word.split()) for x in said if not x.candidates)
    weight = max(clear, default=0) + 2 * broken
    told = [x for x in said if not (x.is_mark or x.word in FUNCTION_WORDS)]
    plain = len(told) >= _LEAST - broken and not any(x.of("contact", "lead", "account") for x in said)
    return (weight, said) if weight and plain and not any(map(_says_ticket, part)) else None


def _trimmed(part: Items) -> Items:
    """ "But NAMELY a wrong label": without the words that only join it to what stands before."""
    start = next((i for i, x in enumerate(part) if x.word not in _JOINING), len(part))
    return part[start:]


def _behind_cue(part: Items, i: int) -> tuple[int, int] | None:
    """How clearly item `i` announces a fault, and where that begins; None where it announces none."""
    words = set(part[i].word.split())
    fault, telling = words & _FAULTS, words & (_TELLING | _SUFFERING)
    having = words & _HAVING and i + 1 < len(part) and part[i + 1].word in _ARTICLES
    called = part[i].has("spoke") and not part[i].candidates
    j = i + 1
    while j < len(part) and part[j].word in _LINKS:
        j += 1
    if j >= len(part) or not (fault or part[j].word in _ARTICLES):
        return None
    if (fault and j > i + 1) or telling or having:
        return 2, j
    return (1, j) if called and part[j - 1].word in ("about", "of") else None


def _says_ticket(item: Item) -> bool:
    return item.sense("object", "ticket") is not None and not item.candidates and "ticket" in item.word
