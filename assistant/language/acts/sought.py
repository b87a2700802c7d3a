"""A message that is told of first and asked for behind it: "Ann wrote me something about the permit, find me that mail"."""

from __future__ import annotations

from itertools import pairwise

from assistant.language.chart import Item, Items
from assistant.language.linking.spans import FUNCTION_WORDS

_LONGEST = 12  # items of what is asked behind
_LEAST = 4  # items of what is told
_FETCHING = frozenset(
    "bring dig get fetch pull find fish look open show give need want see read send retrieve locate search".split()
)
_GIST = frozenset("gist wording exactly said say says written wrote one which content contents word words".split())
_SMALL = frozenset(
    "up out again for please pls you can could would can't cannot couldn't may i to me us back from there in there's".split()
)
_TOLD = frozenset(
    """wrote written writing mailed emailed mailing emailing sent mail mails email e-mail emails message letter note said says mentioned mention
    talked talking mentioning saying replied answered""".split()
)
_PAIRS = frozenset([("brought", "up"), ("bringing", "up"), ("brings", "up"), ("came", "up")])
_PEOPLE = ("contact", "lead", "account")


def sought(items: Items) -> Items | None:
    """What was told of a message that is then asked for; None where nothing is asked so, or something else."""
    for i in range(len(items) - 2, _LEAST - 1, -1):
        told, tail = items[:i], items[i:]
        if len(tail) > _LONGEST:
            return None
        begins = items[i - 1].is_mark and items[i - 1].word not in (":", "'", "’")
        if begins and asks_for_it(tail):
            return _whom_and_what(told) if _of_a_message(told) else None
    return None


def asks_for_it(tail: Items) -> bool:
    """ "Find me that mail", "can you bring it up", "which one was it", "what was the gist": no word of its own matter."""
    said = [x for x in tail if not x.is_mark and not x.has("please")]
    words = [w for x in said for w in x.word.split()]
    if (
        not words
        or any(x.candidates or (x.value and x.kind != "comparator") for x in said)
        or not all(map(_points_or_asks, said))
    ):
        return False
    pointed = any(x.has("it", "this", "those", "they") or _is_message(x) for x in said)
    fetched = bool(_FETCHING & set(words)) or any(x.has("show", "search") for x in said)
    asked = said[0].has("what", "who") or words[0] in ("which", "what", "how")
    return (fetched and (pointed or len(words) == 1)) or (
        asked and (pointed or bool(_GIST & set(words))) and "was" in words
    )


def _points_or_asks(item: Item) -> bool:
    plain = _FETCHING | _GIST | _SMALL | FUNCTION_WORDS
    return (
        item.has("show", "search", "open_it", "what", "it", "this", "those", "they", "me", "please")
        or _is_message(item)
        or all(w in plain for w in item.word.split())
    )


def _is_message(item: Item) -> bool:
    noun = item.sense("object", "activity") if not item.candidates else None
    return noun is not None and noun.value in ("email", "note", "call", "meeting", "")


def _of_a_message(told: Items) -> bool:
    """Somebody who is named, words that were said or written, and of what: no order, and no contact of one's own."""
    first = next((x for x in told if not x.is_mark), told[0])
    words = [w for x in told if not x.candidates for w in x.word.split()]
    said = bool(_TOLD & set(words)) or any(p in _PAIRS for p in pairwise(words))
    ordered = any(x.has("log", "create", "remind", "set", "assign", "delete") or _drafts(x) for x in told)
    about = any(_leads_to_matter(told, i) for i in range(len(told)))
    ours = first.word in ("i", "we") and first is told[0] and len(told) > 1 and told[1].has("spoke", "mention")
    return said and about and not (ordered or ours) and any(x.of(*_PEOPLE) for x in told)


def _drafts(item: Item) -> bool:
    """ "Write", where "in a mail" only tells how it was said."""
    return item.has("draft") and item.word.split()[0] not in ("by", "via", "as", "in", "over")


def _whom_and_what(told: Items) -> Items:
    """Those who are named, and what it was about."""
    at = next(i for i, x in enumerate(told) if _leads_to_matter(told, i))
    end = next((i for i in range(at + 2, len(told)) if told[i].is_mark or told[i].word.split()[0] in _ENDS), len(told))
    matter = told[at + 1 : end]
    return (*(x for x in told if x.of(*_PEOPLE) and x not in matter), *matter)


_ENDS = frozenset("at in some by via last ago lately recently once earlier".split())


def _leads_to_matter(told: Items, i: int) -> bool:
    """ "About", "talked about", "bringing UP"."""
    paired = i > 0 and (told[i - 1].word, told[i].word) in _PAIRS
    words = told[i].word.split()
    paired = paired or (words[0] in ("on", "with") and any(map(_is_message, told[max(0, i - 3) : i])))
    return i + 1 < len(told) and (paired or words[-1] == "about" or told[i].has("about") or tuple(words[-2:]) in _PAIRS)
