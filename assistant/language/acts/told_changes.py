"""Forms of words that mean a change of a record that is there, whichever verb they have."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.acts.retimed import retimes_task
from assistant.language.acts.signs import Seen
from assistant.language.acts.ticket_over import ticket_ended
from assistant.language.acts.told_ends import ends_told
from assistant.language.acts.told_next import names_step
from assistant.language.acts.told_shortly import (
    FEW,
    counts_now,
    field_behind_name,
    from_to,
    gets_follow_up,
    goes_to,
    graded,
    large,
    states_field,
)
from assistant.language.acts.told_steps import signs_on, steps_told

_STANDING = [
    w.split()
    for w in (
        "we're at",
        "is at",
        "is now at",
        "are at",
        "it's at",
        "we at",
        "makes it",
        "brings it to",
        "brings us to",
        "comes to",
        "make it",
    )
]
_WRONG = frozenset("wrong incorrect incorrectly wrongly inaccurate mistaken outdated misspelled misspelt".split())
_POLITE = frozenset("could can would will please kindly".split())
_OUTCOME = 6  # words of "the Oakhurst deal is finally won"
_SHORT = 8  # words of a sentence that only goes on from the last answer


def changes_plainly(seen: Seen) -> bool:
    """One of the forms of words here: a record that is there is to become different."""
    return any(says(seen) for says in _FORMS)


def outcome(seen: Seen) -> bool:
    """ "The Oakhurst deal won": a record with its end, and nothing that counts or compares."""
    said = [x for x in seen.items if not x.is_mark]
    last = said[-1].word.split()[-1] if said else ""
    ends = bool(said) and (said[-1].has("won", "lost") or last in ("won", "lost") or said[0].word in ("won", "lost"))
    ends = ends and seen.items[-1].word != "?"
    many = any((n := x.sense("object")) and n.plural for x in said) or len(said) > _OUTCOME
    return ends and seen.record("deal", "account") and not many and not seen.family("show", "count", "what", "report")


def renames(seen: Seen) -> bool:
    """ "call the deal “Better name” from now on"."""
    said = [x for x in seen.items if not x.is_mark]
    if seen.value("phone") and not seen.value("quote"):
        return False  # "she can be called on 303 555 0102"
    calls = bool(said) and said[0].word in ("call", "name", "title", "rename")
    if any(b.word in ("called", "named") and a.word in ("be", "is", "now") for a, b in pairwise(said)):
        other = said[0].has("show", "what", "who", "create", "log") or seen.items[-1].word == "?"
        return seen.record() and not other
    return calls and seen.value("quote") and seen.record("deal", "account", "product", "ticket")


_HANDED = frozenset("goes go going moves passes over is now should will be also and both the".split())


def hands(seen: Seen) -> bool:
    """ "Acme renewal to Tom", "lead Ann Cho and Bo Hay go to Maya": records, then a user, and nothing else."""
    said = [
        x
        for x in seen.items
        if not x.is_mark and x.word not in _HANDED and not (x.sense("object") and not x.candidates)
    ]
    led = [i for i, x in enumerate(said) if i and said[i - 1].word in ("to", "go to") and x.of("user")]
    if len(said) < FEW or not led or led[-1] != len(said) - 1 or seen.items[-1].word == "?":
        return False
    kinds = ("deal", "lead", "account", "contact", "ticket")
    rest = (x for i, x in enumerate(said) if i not in led and i + 1 not in led)
    return all(said[i].candidates[0].object == "user" for i in led) and all(x.of(*kinds) for x in rest)


def hands_all(seen: Seen) -> bool:
    """ "… and his leads to Jonas": records in the plural, then a colleague, and nothing else."""
    said = [x for x in seen.items if not x.is_mark]
    if len(said) < FEW or len(said) > _OUTCOME or seen.items[-1].word == "?":
        return False
    noun = any((n := x.sense("object")) and n.plural and not x.candidates for x in said[:-2])
    user = bool(said[-1].of("user")) and said[-1].candidates[0].object == "user"
    return noun and user and said[-2].word == "to" and said[0].word in ("his", "her", "their", "all", "my", "the")


def now_at(seen: Seen) -> bool:
    """ "so we're at 65k now", "that makes it 59,600", "which brings us to 112k": what the deal stands at."""
    items = [x for x in seen.items if not x.is_mark and not x.has("cancel")]  # "makes it, hang on, 112k"
    words = [x.word for x in items]
    if len(items) == 2 and words[0] in ("that's", "thats") and items[1].kind in ("money", "number"):
        return items[1].kind == "money" or large(items[1])
    for i, item in enumerate(items):
        led = " ".join(words[max(0, i - 3) : i]).split()[-3:]
        if item.kind == "money" and (led[-2:] in _STANDING or led in _STANDING):
            return True
        if item.kind == "number" and led[-1:] == ["at"] and led[-2:] in _STANDING:
            return True
    return False


def lifts(seen: Seen) -> bool:
    """ "Pop the keg carts up to twenty-five grand": a record, and up or down to an amount."""
    goals = pairwise(seen.items)
    return seen.record("deal") and any(
        a.word in ("up to", "down to") and b.kind in ("money", "number") for a, b in goals
    )


def empties(seen: Seen) -> bool:
    """ "Delete Ann's phone number": a field of a record, and not the record."""
    first = next((x for x in seen.items if not x.is_mark and not x.has("please")), None)
    if first is None or not first.has("delete", "clear") or seen.noun("activity"):
        return False
    return seen.sense("field") and seen.record()


def gives_number(seen: Seen) -> bool:
    """ "Acme employees 3600": a record, a field and its number, and no other word."""
    said = [x for x in seen.items if not x.is_mark and x.word not in ("the", "of", "is", "now", "to")]
    kinds = [
        "record" if x.candidates else "field" if x.sense("field") else "value" if x.kind in ("number", "money") else ""
        for x in said
    ]
    return sorted(kinds) == ["field", "record", "value"] and not said[0].value and seen.items[-1].word != "?"


def puts_as(seen: Seen) -> bool:
    """ "Put her as contact on the renewal": whom a record points at from now on."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please")]
    puts = len(said) > FEW and said[0].word in ("put", "set", "make", "add") and not said[0].candidates
    role = any(a.word == "as" and b.sense("object") for a, b in pairwise(said)) or any(
        a.word == "the" and b.sense("object", "contact") for a, b in pairwise(said[:4])
    )
    puts = puts or (role and any(x.word in ("should", "shall", "must") for x in said))
    return puts and role and any(x.has("her", "him") or x.of("contact") for x in said[1:]) and seen.record("deal")


def gives(seen: Seen) -> bool:
    """ "Give Jonas's pending tickets high priority": what they get is a field's value, and nobody is told anything."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please")]
    if len(said) < FEW or said[0].word != "give" or said[1].word in ("me", "us") or seen.items[-1].word == "?":
        return False
    return seen.sense("field") and seen.sense("option")


def steps_all(seen: Seen) -> bool:
    """ "All my Delmar deals +5%": records in the plural, and by how much they move."""
    noun = next(
        (i for i, x in enumerate(seen.items) if (n := x.sense("object")) and n.plural and not x.candidates), None
    )
    if noun is None or not (seen.items[0].has("all") or seen.items[0].word in ("my", "our")):
        return False
    behind = seen.items[noun + 1 :]
    return (
        len(behind) == 2 and behind[0].word in ("+", "plus", "minus", "-") and behind[1].kind in ("percent", "duration")
    )


def gives_time(seen: Seen) -> bool:
    """ "Give it until the 15th": the day that something is given."""
    said = [x for x in seen.items if not x.is_mark and not x.has("please") and x.word not in ("let's", "we", "i'd")]
    whom = len(said) > 2 and said[0].word == "give" and (said[1].has("it", "they", "this") or bool(said[1].candidates))
    until = any(x.kind in ("date", "period") and x.word.split()[0] in ("until", "till") for x in said[2:])
    return whom and until and seen.items[-1].word != "?"


def shifts(seen: Seen) -> bool:
    """ "Cascadia close date + 1 wk": a field of a record and by how much it moves."""
    stepped = seen.value("shift") or any(
        a.word in ("+", "plus", "-") and b.kind == "duration" for a, b in pairwise(seen.items)
    )
    plain = stepped and seen.record() and seen.items[-1].word != "?"
    return plain and (seen.sense("field") or seen.family("closing")) and not seen.family("what", "when", "show")


def steps(seen: Seen) -> bool:
    """ "Lumen pick carts next stage": a deal, where it goes from here, and next to nothing else."""
    plain = not any(x.has("what", "when", "who", "show", "why") for x in seen.items) and seen.items[-1].word != "?"
    return plain and seen.record("deal") and seen.family("next_stage", "previous_stage") and len(seen.items) <= FEW


def corrects(seen: Seen) -> bool:
    """ "wrong source on …", "the amount of … is incorrect": a field of a record that is not right."""
    if seen.noun("contact") and seen.record("contact") and not seen.family("log", "spoke", "create", "remind"):
        becomes = any(x.word in ("becomes", "became") for x in seen.items)
        other = any(x.word in ("not", "instead", "rather", "longer") for x in seen.items)
        return becomes or (other and seen.record("deal"))
    wrong = any(x.word in _WRONG for x in seen.items) or any(
        a.word in ("not", "isn't", "isnt") and b.word in ("right", "correct", "accurate")
        for a, b in pairwise(seen.items)
    )
    return wrong and (seen.sense("field") or seen.noun()) and seen.record() and not seen.family("log", "spoke")


def asks_to_move(seen: Seen) -> bool:
    """ "Could you shunt “Ask for the plan” to Friday?": a polite order by a verb of one's own, with what and where to."""
    said = [x for x in seen.items if not x.is_mark]
    polite = (
        len(said) > FEW
        and said[0].word.split()[0] in _POLITE
        and not (said[1].families or said[1].candidates or said[1].value)
    )
    if not polite or not (said[2].candidates or said[2].kind == "quote" or said[3].candidates):
        return False
    goals = (b for a, b in pairwise(said) if a.word in ("to", "until", "till"))
    behind = [x for g in goals for x in said[said.index(g) : said.index(g) + 3]]
    return any(x.kind in ("date", "period") or x.sense("option") for x in behind)


def sets_told_field(seen: Seen) -> bool:
    """ "Change it to call Helen": the field that was told last, and what is to stand in it."""
    return any(a.has("set") and b.word in ("it", "that", "this") and b.sense("field") for a, b in pairwise(seen.items))


_FORMS = (
    retimes_task,
    sets_told_field,
    empties,
    ticket_ended,
    lifts,
    gives_number,
    renames,
    outcome,
    corrects,
    hands,
    hands_all,
    now_at,
    states_field,
    from_to,
    field_behind_name,
    goes_to,
    gets_follow_up,
    graded,
    counts_now,
    gives,
    gives_time,
    steps_all,
    puts_as,
    shifts,
    steps,
    steps_told,
    signs_on,
    ends_told,
    names_step,
)
