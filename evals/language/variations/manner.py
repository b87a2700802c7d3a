"""Another manner of saying the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from random import Random
from types import MappingProxyType

from evals.language.case import Case
from evals.language.variations.amounts import money_otherwise, money_taken_back
from evals.language.variations.days import date_otherwise, date_taken_back

Manner = Callable[[str, Random], str | None]  # None where a sentence has nothing that could be said so

_OPENERS = (
    "Okay so", "So,", "Right,", "Hi,", "Hey,", "Listen,", "Alright,", "Yeah, so", "Um, so", "Okay,", "Good morning,", "Morning!",
    "Before I forget,", "Oh,", "Oh and", "Well,", "Quick one,", "Right then,", "Hello,", "Uh,", "Okay, um,", "Hi there.", "Just quickly,",
)  # fmt: skip
_CLOSERS = (
    "please", "thanks", "Thanks.", "Thank you.", "That's all.", "pls", "Cheers.", "thank you", "ok?", "Thanks a lot.", "if you can",
    "when you get a moment", "That's it.", "will you",
)  # fmt: skip
_BEFORE = (
    "Just got back to the car.", "Sorry, it's loud here.", "I'm in a hurry.", "Quick thing before lunch.", "OK, next one.", "One more for today.",
    "Me again.", "So, here we go.", "Just a small thing.", "Good news first.", "Right, next.", "Finally some news.", "Let me do this before I forget.",
)  # fmt: skip
_AFTER = (
    "Talk later.", "Need to run.", "That would be great.", "I'm off to lunch now.", "No rush.", "Much appreciated.", "Let me know if that works.",
    "Nothing else for now.", "Have a good one.", "Before I forget it again.", "You're a star.", "It's about time too.",
)  # fmt: skip
_FILLERS = (", uh, ", ", um, ", " uh ", " um ", ", erm, ", " er ", ", you know, ", "... uh, ")
# Behind these a person who speaks stops to think.
_PAUSES = re.compile(r"\b(to|at|for|by|with|the|is|of|and|from|about|on|until|till|a|in)\b (?=\w)", re.IGNORECASE)
_VERBS = frozenset(
    """set move change update add create log remind show list mark assign give make put push close reassign delete find draft
    schedule book open raise bump shift tell pull run count brief note record reschedule rename convert""".split()
)
_ASKING = (
    "can you {}",
    "could you please {}",
    "I'd like you to {}",
    "I need you to {}",
    "please {}",
    "could you {} please",
    "pls {}",
    "kindly {}",
)
# What may be said for the same, as it stands at the beginning of a sentence.
_WORDINGS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "remind me to": ("I need a reminder to", "don't let me forget to", "give me a nudge to", "add a reminder to", "put a task in for me to"),
    "set a reminder": ("add a reminder", "make a reminder", "create a reminder"),
    "show me": ("list", "give me", "pull up", "let me see", "I want to see", "can I see", "I need"),
    "list": ("show me", "give me", "pull up", "let me see"),
    "how many": ("tell me how many", "do you know how many", "can you tell me how many"),
    "log a call with": ("put down a call with", "record a call with", "I had a call with", "had a call with", "add a call with"),
    "log a meeting with": ("record a meeting with", "I had a meeting with", "had a meeting with"),
    "log a": ("record a", "add a", "enter a"),
    "create a": ("add a", "make a", "set up a", "enter a", "open a", "I need a new"),
    "add a": ("create a", "make a", "put in a", "set up a"),
    "who is": ("who's", "can you tell me who is", "do you know who is", "tell me who is"),
    "who owns": ("tell me who owns", "do you know who owns", "which rep owns"),
    "what is": ("what's", "tell me what is", "can you tell me what is"),
    "when did": ("do you remember when did", "tell me when did"),
    "move": ("shift", "please move", "go ahead and move", "let's move"),
    "push": ("shift", "move", "let's push"),
    "set": ("change", "put", "let's set", "go ahead and set"),
    "mark": ("set", "go ahead and mark"),
})  # fmt: skip


def opened(text: str, random: Random) -> str:
    """ "Okay so move the renewal …"."""
    return f"{random.choice(_OPENERS)} {_small_start(text)}"


def closed(text: str, random: Random) -> str:
    """ "… to Friday, thanks"."""
    end = random.choice(_CLOSERS)
    bare = text.rstrip(" .!?")
    if text.rstrip().endswith("?"):
        return f"{bare}, {end.rstrip('.?')}?" if end[0].islower() else f"{bare}? {end}"
    return f"{bare}. {end}" if end[0].isupper() else f"{bare}, {end}" if random.random() < 0.5 else f"{bare} {end}"


def chattered(text: str, random: Random) -> str:
    """A sentence beside it that says nothing of a customer."""
    end = text.rstrip() if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."
    return f"{random.choice(_BEFORE)} {text}" if random.random() < 0.5 else f"{end} {random.choice(_AFTER)}"


def hesitant(text: str, random: Random) -> str | None:
    """ "… to, uh, Friday"."""
    if '"' in text or not (gaps := list(_PAUSES.finditer(text))):
        return None
    for match in sorted(random.sample(gaps, min(2, len(gaps))), key=lambda m: -m.start()):
        text = text[: match.end() - 1] + random.choice(_FILLERS) + text[match.end() :]
    return text


def typed_small(text: str, _: Random) -> str | None:
    """ "move the globex renewal to friday"."""
    small = text.lower().rstrip(" .!")
    return small if small != text and '"' not in text else None


def without_marks(text: str, _: Random) -> str | None:
    """One sentence without commas, as it is typed in a hurry."""
    bare = re.sub(r"(?<!\d),(?= )", "", text).rstrip(" .!?")
    return bare if bare != text and not re.search(r"[.!?:;] ", bare) and text.count(",") < 3 else None


def asked(text: str, random: Random) -> str | None:
    """ "Could you please move …"."""
    verb = text.split(" ", 1)[0].lower()
    if verb not in _VERBS or re.search(r"[.!?] ", text):
        return None
    body = _small_start(text).rstrip(" .!?")
    form = random.choice(_ASKING).format(body)
    return f"{form[0].upper()}{form[1:]}{'?' if form.startswith(('can', 'could')) else ''}"


def worded(text: str, random: Random) -> str | None:
    """ "Don't let me forget to …" for "remind me to …"."""
    for start, others in _WORDINGS.items():
        if re.match(rf"{re.escape(start)}\b", text, re.IGNORECASE):
            other = random.choice(others)
            return f"{other[0].upper()}{other[1:]}{text[len(start) :]}"
    return None


def mistyped(text: str, random: Random) -> str | None:
    """Two letters of one small word changed places."""
    words = list(re.finditer(r"(?<![\w@./-])[a-z]{5,}(?![\w@./-])", text))
    if not words or "@" in text:
        return None
    word = random.choice(words)
    at = word.start() + random.randrange(1, len(word.group()) - 2)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if text[at] != text[at + 1] else None


def _small_start(text: str) -> str:
    first = text.split(" ", 1)[0]
    known = first.lower() in _VERBS | {
        "what",
        "who",
        "when",
        "where",
        "which",
        "how",
        "is",
        "are",
        "do",
        "does",
        "did",
        "any",
        "the",
        "had",
        "just",
    }
    return text[0].lower() + text[1:] if known else text


MANNERS: Mapping[str, Manner] = MappingProxyType({
    "opened": opened, "closed": closed, "chattered": chattered, "hesitant": hesitant, "typed_small": typed_small, "without_marks": without_marks, "asked": asked,
    "worded": worded, "mistyped": mistyped, "date_otherwise": date_otherwise, "money_otherwise": money_otherwise,
    "date_taken_back": date_taken_back, "money_taken_back": money_taken_back,
})  # fmt: skip


def varied(case: Case, name: str, random: Random) -> Case | None:
    """The case with its last sentence said in that manner; None where it cannot be."""
    last = case.turns[-1]
    said = MANNERS[name](last.say, random) if last.say else None
    if said is None or said == last.say:
        return None
    return replace(case, id=f"{case.id}~{name}", turns=(*case.turns[:-1], replace(last, say=said)))
