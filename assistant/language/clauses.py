"""Cuts a message into clauses: one act each."""

from __future__ import annotations

from assistant.language.acts.activities_said import contact_head, tasks_head
from assistant.language.acts.again import tail_again
from assistant.language.acts.breaks import Floats, spoken_parts
from assistant.language.acts.doing import is_doing, is_doing_now
from assistant.language.acts.own_duty import to_be_done
from assistant.language.around_joints import SENTENCE_ENDS as _SENTENCE_ENDS
from assistant.language.around_joints import held_together, opens_task, parted, rejoined
from assistant.language.chart import Item, Items
from assistant.language.joints import ORDERS, VERBS, begins_beside, runs_on
from assistant.language.linking.spans import FUNCTION_WORDS
from assistant.language.openings import opened
from assistant.language.said_on import participle, said_on
from assistant.language.slots.reports.wording import WAYS
from assistant.language.task_lists import behind_day, makes_task, tasks_listed

_ABBREVIATED = frozenset("st dr mr mrs ms prof ave vs approx nr excl incl tel ph".split())
_JOINTS = frozenset(["and", ",", "then", "also", "plus", "-", "–", "&", "+", "but", "so"])
_SKIPPED = frozenset(["and", "then", "also", "plus", "please", "just", "so", "but", "oh"])
_LOOSE = ("log", "create", "raise", "complete")
_SUBJECTS = frozenset("they he she we i it you there this that everyone nobody legal".split())
_GRADING = frozenset("unqualify qualify disqualify convert".split())
_OF_BOTH = frozenset("are were have own want need like get".split())
_CONTRACTED = frozenset("i'm i'll we'll they'll he'll she'll they're he's she's it's they've there's".split())
_MOVES = frozenset("moves goes closes slips comes drops stays".split())
_TOUCHING = frozenset("touch change alter edit modify".split())
_BRINGING = frozenset(["bring", "pull"])


def split_clauses(items: Items, breaks: Floats | None = None) -> list[Items]:
    """The clauses in order; marks that only divide are dropped. With `breaks`, speech without stops is parted too."""
    parted_ = [part for c in _at_marks(items) for part in _before_tail(c)]
    clauses = [part for c in parted_ for one in opened(c) for part in tasks_listed(one)]
    if breaks is None:
        return clauses
    parts = [p for c in clauses for p in said_on(c, [trimmed(p) for p in rejoined(spoken_parts(c, breaks))])]
    return [p for p in parts if any(not x.is_mark for x in p)]


def _before_tail(clause: Items) -> list[Items]:
    """ "I'll call her on Friday, | put both on my list": what is only said again, on its own."""
    at = tail_again(clause)
    return [clause] if at is None else [trimmed(clause[:at]), trimmed(clause[at + 1 :])]


def _at_marks(items: Items) -> list[Items]:
    clauses: list[Items] = []
    start = 0
    for i in range(len(items)):
        if i > start and _swallowed_end(items, i - 1):
            clauses.append(items[start:i])
            start = i
        reminds = _reminds(items, i) and not _only_day(items[start:i])
        if i > start + 1 and (reminds or _asks_instead(items, i) or runs_on(items, start, i)):
            clauses.append(items[start:i])
            start = i
        if items[i].word in _BEHIND_HEAD and _headed(items, start, i):
            clauses.append(items[start:i])
            start = i + 1
            continue
        told_on = _sign(items, i) or participle(items, start, i + 1)
        joint = items[i].word in _JOINTS and tasks_head(items[start:i]) is None and not told_on
        if (_ends_sentence(items, i) and opens_task(items, start, i)) or (joint and held_together(items, start, i)):
            continue
        if items[i].word == "," and _only_day(items[start:i]):
            continue  # "come Friday, I have to …"
        over = joint and parted(items, start, i)
        if _ends_sentence(items, i) or over or (joint and _begins(items, i + 1, start)):
            clauses.append(items[start:i])
            start = i + 1
    clauses.append(items[start:])
    return [c for c in (trimmed(c) for c in clauses) if any(not x.is_mark for x in c)]


def _sign(items: Items, i: int) -> bool:
    """ "PLUS six thousand on the amount": a step, and no joint; "I ALSO have to call": within one sentence."""
    behind = items[i + 1 : i + 2]
    steps = items[i].word in ("plus", "+", "-") and bool(behind) and behind[0].kind in ("money", "number", "percent")
    inside = i > 0 and items[i].word in ("also", "then") and items[i - 1].word in _OWN_SUBJECTS
    return (steps and (i == 0 or items[i - 1].is_mark)) or inside


_OWN_SUBJECTS = frozenset("i we they he she".split())
_BEHIND_HEAD = frozenset([",", ":", "-", "–"])


def _headed(items: Items, start: int, i: int) -> bool:
    """ "Ann Cho Acme - phone today, wants two lifts": whom it was with, and behind it what was said."""
    behind = items[i + 1 : i + 2]
    told = bool(behind) and not (is_doing(behind[0]) or behind[0].has("remind") or behind[0].word == "to")
    return told and behind[0].kind not in ("date", "period") and contact_head(items[start:i])


def _reminds(items: Items, i: int) -> bool:
    """ "… remind me on Monday …" in the middle of what is told without a stop."""
    before = items[i - 1]
    if items[i].has("please") and items[i + 1 : i + 2] and items[i + 1].word == "remind me":
        return before.word not in ("to", "and", "you", "then", "also", "so", ",")  # "… on the deal JUST REMIND ME …"
    return items[i].word == "remind me" and not (
        before.has("please", "remind") or before.word in ("to", "and", "you", "then", "also")
    )


def _only_day(items: Items) -> bool:
    """ "And ON DECEMBER 2 remind me to …": the day of it."""
    return all(x.kind == "date" or x.is_mark or x.word in _DAY_FIRST for x in items)


_DAY_FIRST = frozenset("on for and then so also come by until till before".split())


def _asks_instead(items: Items, i: int) -> bool:
    """ "… to 110, no wait don't, what's on it right now": a question behind what is taken back."""
    back = items[i - 1].word in ("don't", "dont") or (items[i - 1].word == "not" and items[i - 2].word == "do")
    return back and items[i].word.split()[0].split("'")[0] in ("what", "who", "how", "when", "which", "where", "why")


def _swallowed_end(items: Items, i: int) -> bool:
    """A value that took the full stop with it ("in January. Move …", "not before january. redfern …"), and what begins anew."""
    item, behind = items[i], items[i + 1]
    ends = item.value is not None and item.kind != "comparator" and item.text.endswith(".")
    return ends and (behind.capital or not (behind.value or behind.is_mark or behind.word in FUNCTION_WORDS))


def _ends_sentence(items: Items, i: int) -> bool:
    item = items[i]
    if item.word not in _SENTENCE_ENDS:
        return False
    if item.word == "." and i + 1 < len(items) and items[i + 1].start == item.end:
        return False  # inside a name or a number
    if item.word == "." and i and items[i - 1].word.split()[-1] in _ABBREVIATED:
        return False
    return item.word != "?" or i + 1 < len(items)


def _begins(items: Items, i: int, start: int) -> bool:
    """Another act begins at item `i`."""
    joint = i
    while i < len(items) and (items[i].word in _SKIPPED or items[i].word == "," or items[i].has("please")):
        i += 1
    if i >= len(items) or i <= start or _relative(items, i) or _is_so(items, start, i):
        return False
    if items[i].word == "the" and i + 1 < len(items) and items[i + 1].candidates:
        return _said_of(items, i + 1) or begins_beside(items, start, i + 1)
    item = items[i]
    if item.word == "my" and _another_list(items, i, start):
        return True
    if item.candidates:
        return _said_of(items, i) or begins_beside(items, start, i)
    if item.word == "call it" and any(x.has("create") for x in items[start:i]):
        return False
    if item.has("count") and ((items[i + 1 : i + 2] and items[i + 1].has("group_by")) or _both_ways(items, i)):
        return False  # "my open deals, count per stage"
    if item.has(*ORDERS) and not (item.sense("object") or item.sense("metric") or _is_job(items, start, i)):
        return not _in_reminder(items, start, i) or item.has("remind")
    if item.has("raise") and item.word not in ("up", "add", "grow") and not _in_reminder(items, start, i):
        return True
    if _orders_plainly(items, i) or makes_task(items, i) or to_be_done(items[i : _sentence_end(items, i)]) == 0:
        return True
    led = items[i - 1].word in ("and", ",") or (i > joint and items[i - 1].word in _WISHING)
    if begins_beside(items, start, i) or (led and _two_tasks(items, start, i)):
        return True
    if item.has(*_LOOSE):
        return i + 1 < len(items) and _takes(items, i)
    return (
        item.word in _SUBJECTS
        and i + 1 < len(items)
        and (items[i + 1].word in VERBS or items[i + 1].has("spoke", "has") or items[i + 1].word == "need to")
    ) or item.word in _CONTRACTED


def _sentence_end(items: Items, i: int) -> int:
    return next((j for j in range(i, len(items)) if items[j].word in _SENTENCE_ENDS), len(items))


def _both_ways(items: Items, i: int) -> bool:
    """ "By stage, COUNT AND VALUE": how something is measured, up to the end."""
    end = _sentence_end(items, i)
    words = [w for x in items[i:end] for w in x.word.split()]
    return not any(x.candidates or x.value for x in items[i:end]) and all(w in WAYS for w in words)


_WISHING = frozenset(["i want to", "i would like to", "i'd like to"])


def _is_job(items: Items, start: int, i: int) -> bool:
    """ "New contact Paul Reyes, SHIFT LEAD AT Acme": what somebody is, and no order to move a lead."""
    noun, at = (*items[i + 1 : i + 3], None, None)[:2]
    new = items[i - 1].word == "," and any(x.has("create") for x in items[start:i])
    return new and noun is not None and at is not None and at.word == "at" and not (noun.candidates or noun.plural)


def _relative(items: Items, i: int) -> bool:
    """ "deals I made in August and WHICH are still not finished": more of the same list."""
    behind = items[i + 1] if i + 1 < len(items) else None
    verb = behind is not None and (
        behind.word in VERBS or behind.word in ("do", "did", "does", "still") or behind.has("has", "lacks")
    )
    return items[i].word in ("which", "that", "who", "whose", "where") and verb and i > 1


def _is_so(items: Items, start: int, i: int) -> bool:
    """ "Accounts where the industry is Retail and THERE is no open deal": more of what is so of them."""
    return items[i].word in ("there", "there's") and any(x.word == "where" for x in items[start:i])


def _orders_plainly(items: Items, i: int) -> bool:
    """ "… so close the pilot as lost", "… leave the stage", "… and note that Bill is ill", "… and don't touch the rest"."""
    item, behind = items[i], items[i + 1 : i + 4]
    if item.word in ("don't", "dont"):
        return any(x.word in _TOUCHING for x in behind[:1])
    if item.word == "close":
        return any(x.candidates for x in behind[:2]) and items[i - 1].word != "to"
    if item.word in _BRINGING:
        return any(x.sense("field") or x.of("deal") for x in items[i + 1 : i + 5])
    if item.word in _GRADING:
        return any(x.candidates or x.has("her", "him", "it", "they") for x in behind[:1])
    if item.word in ("leave", "keep"):
        return any(x.sense("field") for x in behind)
    return item.has("log") and item.word.split()[-1] == "that"


def _two_tasks(items: Items, start: int, i: int) -> bool:
    """ "call A on Friday and e-mail B on Monday": each with its day; "no answer, try again tomorrow": one behind what is told or set."""

    def dated(part: Items) -> bool:
        return any(x.kind in ("date", "period") for x in part)

    end = _sentence_end(items, i)
    before = items[start : i - 1]
    if behind_day(items, i) is not None:  # "todo tomorrow call Ann, FRIDAY SEND Bo …", "… and ON FRIDAY TO SEND her …"
        return dated(before) or any(x.has("spoke", "log") for x in before)
    text = any(s.field == "next_step" for x in before for s in x.senses)
    set_ = (
        not text and any(x.of("deal") for x in before) and any(x.kind == "money" or x.sense("option") for x in before)
    )
    other = set_ or dated(before) or any(x.has("spoke") for x in before)
    return (is_doing(items[i]) or is_doing_now(items[i])) and dated(items[i:end]) and other


def _another_list(items: Items, i: int, start: int) -> bool:
    """ "show my deals and my tasks": two lists."""
    nouns = [{s.object for s in x.senses if s.kind == "object"} for x in items]
    before, behind = nouns[start : i - 1], nouns[i + 1 : i + 4]
    return any(before) and any(behind) and not any(a & b for a in before for b in behind)


def _said_of(items: Items, i: int) -> bool:
    """A record with a verb: "Sarah wants …", "Globex is …"."""
    follows = i + 1 < len(items) and (items[i + 1].word in VERBS or items[i + 1].word in _MOVES)
    if (
        follows
        and items[i + 1].word in _OF_BOTH
        and items[i - 1].word in ("and", "&")
        and i > 1
        and items[i - 2].candidates
    ):
        return False  # "A and B are Tom's", "what Lucia and Grace have in proposal": both
    return follows and items[i - 1].word != "with" and not any(x.has("merge") for x in items)


def _takes(items: Items, i: int) -> bool:
    following = items[i + 1 : i + 4]
    if items[i].sense("option") or items[i].sense("object"):
        return bool(items[i + 1].sense("object") and not items[i + 1].plural)
    return any(x.word in ("a", "an", "new", "the") or x.sense("object") for x in following)


def _in_reminder(items: Items, start: int, i: int) -> bool:
    """Within what a reminder is to say: "remind me to update the quote and send it"."""
    said, behind = items[start:i], items[i + 1 : i + 3]
    if not any(x.has("remind") for x in said) or any(x.candidates or x.has("it") for x in behind):
        return False
    return not (any(x.kind == "date" for x in said) and items[i - 1].word == "," and _sets_value(items, i))


def _sets_value(items: Items, i: int) -> bool:
    """ "…, set the deal to 80k": the record by its noun, and a value for it."""
    noun = any((s := x.sense("object")) and not s.plural for x in items[i + 1 : i + 3])
    return noun and any(x.value or x.sense("option") for x in items[i + 2 : i + 6])


def trimmed(items: Items) -> Items:
    """Without the marks and joints at its ends."""
    first, last = 0, len(items)
    while (
        first < last
        and not _sign(items, first)
        and (items[first].is_mark or items[first].word in _SKIPPED - {"please", "just"})
    ):
        first += 1
    while last > first and items[last - 1].is_mark and items[last - 1].word != "?":
        last -= 1
    return items[first:last]


def is_first_word(item: Item, items: Items) -> bool:
    return bool(items) and items[0] is item
