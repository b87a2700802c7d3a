"""Whether a clause asks: a question changes nothing, unless it is a polite order."""

from __future__ import annotations

from assistant.language.acts.leanings import recalls
from assistant.language.chart import Item, Items

_ENDING = frozenset("when where who why".split())  # "signature expected when"
_LEADING = frozenset("on in at for to with by from since of about under".split())
_LED = frozenset("which what whom whose when".split())  # "on which days", "with whom"
_FINDING = frozenset(["find out", "check", "remember", "recall", "find", "look up", "see", "figure out"])
_ASKING = frozenset("how what what's which who whose when where why did does is are was were whats do has have".split())
_TELLING = ("tell", "show", "give", "inform", "advise")
_FILLING = frozenset("so and well um uh hm hmm er erm ok okay".split())
_RECALLED = frozenset("what when who where why how whether if".split())


def question_at(items: Items) -> int | None:
    """ "I'm in the car how much room does Curtis have": where a question begins behind what is only told before it."""
    words = 0
    for i in range(1, len(items) - 1):
        before = items[i - 1]
        words += len(before.word.split())
        if words < _PREAMBLE or items[i].word.split()[0] not in _OPENING:
            continue
        led = next((x.word for x in items if x.word not in _BEGINNING), "")
        named = bool(before.candidates) and not (_supported(items, i) or led in _MEANWHILE)
        if _begins_question(items, i) and not (named or _adds(items, i)) and before.word.split()[-1] not in _LEADS_IN:
            return None if any(x.has(*_WRITTEN) for x in items[:i]) else i
    return None


def _adds(items: Items, i: int) -> bool:
    """ "I had a talk with Ann Cho, WHO IS happy": said of somebody whom one was in touch with."""
    told = [w for x in items[:2] for w in x.word.split()]
    relative = items[i].word.split()[0] in ("who", "whose", "which") and items[i - 1].word == ","
    return relative and told[:1] in (["i"], ["we"]) and told[1:2] == ["had"] and bool(items[i - 2].candidates)


# "Before I ring Ahmed what's open there": a time of its own, which ends where the question begins.
_MEANWHILE = frozenset("before while ahead as since".split())
_BEGINNING = frozenset("ok okay so well right , and hey hi".split())
_PREAMBLE = 3  # words before a question that only tell where somebody is
_INVERTED = frozenset("do does did is are was were have has should can could will would".split())
_LEADS_IN = frozenset(
    """ask asked asks asking know knows knew tell tells told me see check out wonder wonders wondering sure about on of in at to with by
    for and or from remember that decide show explain depends understand discuss clear learn him her them us said says than""".split()
)
_WRITTEN = ("log", "remind", "create", "draft", "set", "spoke", "search", "mention", "tell", "show", "report")


def _supported(items: Items, i: int) -> bool:
    """ "… to Castellan what DID Lorna say": a question even behind a name, where "Ann who is ill" is none."""
    words = [w for x in items[i : i + 2] for w in x.word.split()][1:3]
    return bool({"do", "does", "did"} & set(words)) and not any(
        x.word in _LEADS_IN for x in items[max(0, i - 3) : i - 1] if x.word in _SPEECH
    )


_SPEECH = frozenset("ask asked asks asking tell tells told show explain".split())


def _begins_question(items: Items, i: int) -> bool:
    """ "what did …", "how much room does …", "which of …": an auxiliary before its subject, as no relative clause has it."""
    words = items[i].word.split()
    behind = [x.word for x in items[i + 1 : i + 4]]
    if words[0] not in _OPENING or items[i].candidates:
        return False
    if words[0] == "which":
        return behind[:1] == ["of"]
    led = next((x.word for x in items if x.word not in _BEGINNING), "")
    inverted = (len(words) > 1 and words[1] in _INVERTED) or (led in _MEANWHILE and words[0] in ("what's", "when's"))
    reach = behind if words[:2] in (["how", "much"], ["how", "many"]) else behind[:1]
    return inverted or any(w in _INVERTED for w in reach)


_OPENING = frozenset("which what what's who who's when where how why whose".split())


def asks(items: Items) -> bool:
    """A question changes nothing, unless it is a polite order ("can you …?")."""
    if question_at(items) is not None:
        return True
    said = [x for x in items if not x.is_mark]
    while said and (said[0].has("greet") or said[0].word in _FILLING):
        said = said[1:]
    if _wants_to_know(said) or _read_out(said) or recalls(tuple(said)):
        return True
    if len(said) > 1 and said[0].word == "which" and said[1].word in ("makes", "brings", "means", "puts", "takes"):
        return False
    if not said or any(x.has("please") for x in (*said[:2], *said[-2:])):
        return False
    if len(said) > 2 and said[-1].word in _ENDING:
        return True
    opening = [w for x in said[:2] for w in x.word.split()]
    if len(said) > 1 and opening[0] in _LEADING and opening[1] in _LED:
        return True  # "by when", "on which days"
    # "Was at Acme just now" tells, though it begins like a question.
    return (said[0].word.split()[0] in _ASKING and not said[0].has("spoke")) or items[-1].word == "?"


def _read_out(said: list[Item]) -> bool:
    """ "Read me the next step of …"."""
    first = next((i for i, x in enumerate(said[:3]) if not x.has("please")), 0)
    return len(said) > first + 2 and said[first].word == "read" and said[first + 1].word in ("me", "us", "out")


def _wants_to_know(said: list[Item]) -> bool:
    """ "Would you be so kind as to tell me …", "I'd like to know …", "I'd like to see …": politely asked, yet asked."""
    if len(said) > 2 and said[0].word in ("i", "we") and said[1].has("spoke"):
        return False  # "I rang Ann Cho to see where we are"
    words = [w for x in said[:2] for w in x.word.split()]
    if len(said) > 2 and words[:1] in (["any"], ["no"]) and words[1] in ("idea", "clue"):
        return True  # "any idea when the line must run"
    for i, item in enumerate(said[:9]):
        if item.has("assign", "set", "move", "push", "create", "log", "remind", "draft", "delete", "merge", "convert"):
            return False
        behind = said[i + 1].word if i + 1 < len(said) else ""
        if item.has("show") and item.word.startswith(("i ", "let ")):
            return True
        if item.word.startswith("tell me") or (item.word in _TELLING and behind in ("me", "us")):
            return True
        if item.word in _FINDING and behind.split("'")[0] in _RECALLED:
            return True  # "could you look up what I offered"
        speaks = said[0].has("me", "please", "show") or said[0].word in ("would", "could", "can", "want", "like")
        if (
            speaks
            and item.word in ("know", "see")
            and i
            and said[i - 1].word in ("to", "like to", "i'd like to", "want to")
        ):
            return True
    return False
