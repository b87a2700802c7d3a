"""What is told of somebody new, as on a card: the company, the name, the job title, e-mail and phone, and nothing else that was said."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.newcomer import newcomer
from assistant.language.acts.titled import is_rank, rank_spans
from assistant.language.chart import Items
from assistant.language.lexicon import Sense

_WHOLE = 0.9
_OF_OTHERS = frozenset("to with from by under beside behind than".split())  # "reports TO the plant manager"
_ARTICLES = frozenset(["the", "a", "an", "their", "our", "his", "her"])


def card(told: Items) -> Items:
    """ "They've got Ann Cho at Acme now, doing the Buyer job": Acme, Ann Cho, Buyer."""
    who = newcomer(told)
    if who is None:
        return told
    homes = tuple(x for x in told if x.of("account") and x.candidates[0].score >= _WHOLE)
    job = _job(told, who)
    values = tuple(x for x in told if x.kind in ("email", "phone") and not x.candidates)
    return *homes[-1:], *told[slice(*who)], *(_title(told[slice(*job)]) if job else ()), *values


def _title(job: Items) -> Items:
    """ "Maintenance LEAD": no prospect, and "Fleet MANAGER" no deal of that name."""
    return tuple(replace(x, senses=(Sense("title", value=x.word),) if is_rank(x) else (), candidates=()) for x in job)


def _job(told: Items, who: tuple[int, int]) -> tuple[int, int] | None:
    """The title nearest behind the name, else before it; of nobody whom it only speaks of."""
    found = ((_from(told, first, who[1]), end) for first, end in rank_spans(told))
    spans = [s for s in found if not _of_another(told, s[0])]
    behind = [s for s in spans if s[0] >= who[1]]
    return next(iter(behind), None) or next(iter(reversed([s for s in spans if s[1] <= who[0]])), None)


def _from(told: Items, first: int, named: int) -> int:
    """ "SHIFT Manager": a capital before the rank is a part of it, whatever verb it may be; the name is none."""
    before = told[first - 1] if first > 1 else None
    part = before is not None and before.capital and bool(before.families) and before.end + 1 == told[first].start
    opens = first > 1 and told[first - 2].word in (".", ";", ":")
    first -= part and not opens
    return max(first, named) if first < named < first + _LONGEST else first


_LONGEST = 5  # words of a title


def _of_another(told: Items, first: int) -> bool:
    at = first - 1
    while at >= 0 and told[at].word in _ARTICLES:
        at -= 1
    return at >= 0 and told[at].word.split()[-1] in _OF_OTHERS
