"""Whether a clause asks for what somebody said, wrote or felt: then mails and notes answer it, whatever the tables hold of its other words."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items

# Forms that only tell what was said, and orders nothing: "wrote", never "write".
_SAID = frozenset(
    """said saying says wrote written writing mentioned mentions mentioning complained complains complaining told heard replied answered
    asked asks promised promises explained explains warned confirmed praised praising objected argued hinted quoted raised
    unhappy happy annoyed angry upset frustrated dissatisfied disappointed
    objections objection complaints complaint concerns feedback opinion opinions gist reasons arguments excuse correspondence promises commitments committed""".split()
)
_BASE = frozenset(
    "say write mention complain tell hear reply answer ask promise explain warn confirm object give".split()
)
_PAIRS = frozenset(
    [
        ("brought", "up"),
        ("bring", "up"),
        ("came", "in"),
        ("came", "out"),
        ("going", "on"),
        ("is", "true"),
        ("talking", "about"),
        ("it", "true"),
        ("reply", "to"),
    ]
)
_ANY = frozenset("any anyone anybody anything everything whatever".split())
_TABLED = frozenset(["deal", "lead", "ticket", "product"])
_NEAR = 4  # words at the beginning that may open a question without a question mark


def asks_for_words(items: Items, asked: bool) -> bool:
    """ "Anybody heard back from Yvonne", "which accounts have mentioned budget cuts", "did Priya reply to Kate"; `asked`: it is a question."""
    said = [x for x in items if not x.is_mark and not x.has("greet", "please")]
    if not said or not (asked or _opened(said)) or any(x.has("count", "group_by") for x in said):
        return False
    if any(
        (_holds(a) and _SAID & set(b.word.split())) or (a.sense("metric") and b.word == "say")
        for a, b in pairwise(said)
    ):
        return False  # "where the next step mentions the night shift", "what it says"
    if said[0].has("when") and said[-1].word in ("that", "it", "this"):
        return False  # "when did he write that": of what was shown
    if any(a.word == "as" and x.sense("field") and not x.candidates for a, x in pairwise(said)):
        return False  # "what I wrote as next step"
    if any(x.has("silent", "never_contacted") for x in said) or _nobody_does(said):
        return False  # "accounts that have not been heard of since May"
    if any((s := x.sense("object")) and _of_tables(s.object, s.value) and not x.candidates for x in said):
        return False
    plain = (
        x for x in said if not (x.candidates or x.sense("dimension") or x.sense("metric"))
    )  # "loss reasons" are counted
    words = [w for x in plain for w in x.word.split()]
    if " came out on top " in f" {' '.join(words)} ":
        return False
    helped = bool({"did", "does", "ever"} & set(words))
    return (
        bool(_SAID & set(words)) or (helped and bool(_BASE & set(words))) or any(p in _PAIRS for p in pairwise(words))
    )


def asks_behind(items: Items) -> bool:
    """ "Sheila wrote something about his boat, WHEN WAS THAT": what was said is told, and asked for."""
    words = [w for x in items if not x.is_mark for w in x.word.split() if w != "again"]
    tail = words[-3:]
    asked = (
        len(words) > _TOLD and tail[0] in _QUERIES and tail[1] in ("was", "is") and tail[2] in ("that", "it", "this")
    )
    return (asked and bool(_SAID & set(words[:-3]))) or _asks_why(words)


def _asks_why(words: list[str]) -> bool:
    """ "They can't use our certificate, WHAT'S THE REASON"."""
    return len(words) > _TOLD and words[-1] in _REASONS and bool({"what", "what's", "whats"} & set(words[-4:-1]))


_REASONS = frozenset("reason matter problem issue mistake catch trouble".split())


_TOLD = 5  # words of what was said and the question behind it
_QUERIES = frozenset("when where what who how".split())


def _nobody_does(said: list[Item]) -> bool:
    """ "Which accounts has nobody written to since May": silence, and nothing that was said."""
    denied = any(
        (x.value is not None and x.value.value in ("not", "without")) or x.word in ("never", "nobody", "no one")
        for x in said
    )
    many = any((s := x.sense("object")) and s.plural and not x.candidates for x in said)
    return denied and many and any(x.kind in ("duration", "period", "date") for x in said)


def _holds(item: Item) -> bool:
    """A field, or what was shown: they say what is written in them."""
    return item.word == "it" or (item.sense("field") is not None and not item.candidates)


def _opened(said: list[Item]) -> bool:
    """ "Everything that Ann wrote", "the latest thing Ann wrote": asked for without a question."""
    who = said[0].sense("object")  # "customers talking about MoveMate"
    if who and who.object in ("account", "contact") and who.plural and len(said) > 1 and said[1].word.endswith("ing"):
        return True
    latest = any(x.has("latest", "search") or x.kind == "limit" for x in said[:_NEAR])
    return latest or said[0].has("show", "open_it") or bool(_ANY & {w for x in said[:_NEAR] for w in x.word.split()})


def _of_tables(object_: str, kind: str) -> bool:
    """Records that are listed by what they are: deals, tickets, tasks."""
    return object_ in _TABLED or (object_ == "activity" and kind in ("task",))
