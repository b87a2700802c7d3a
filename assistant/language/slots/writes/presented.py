"""Who is new, and where: "Ann Cho from Beck Glass", "Ann Cho, she's with a company called Beck Glass"."""

from __future__ import annotations

from assistant.language.acts.newcomer import newcomer
from assistant.language.acts.titled import is_rank
from assistant.language.chart import Item, Items
from assistant.language.slots.turn import Json, Turn
from assistant.language.slots.writes.names import run

_LINKS = frozenset("( from of at with for @ / firm company under works work owns runs heads".split())
_PASSED = frozenset(
    "over who who's she's he's they're is she he they works working work comes and , ( - – that up".split()
)
_PRESENTING = frozenset("is the a an company firm called named : at for with from of".split())
_BEHIND = frozenset("into onto to in as isn't aren't has is was be".split())
_REACH = 7  # items between a name and what leads to the company


def present(items: Items, turn: Turn, object_: str, fields: Json, used: set[int]) -> None:
    """Sets the name of a new person, and of a lead the company, where they stand beside each other."""
    if object_ not in ("contact", "lead") or turn.typed_small or (who := newcomer(items)) is None:
        return
    if used & set(range(*who)):
        return
    label = turn.catalog.objects[object_].label_field
    fields.setdefault(label, turn.text[items[who[0]].start : items[who[1] - 1].end])
    used.update(range(*who))
    if object_ == "lead" and "company" not in fields:
        _company(items, turn, fields, used, who[1])


def _company(items: Items, turn: Turn, fields: Json, used: set[int], start: int) -> None:
    """The first name behind a word that leads to where somebody works, or behind the comma."""
    for link in range(start, min(len(items), start + _REACH)):
        comma = items[link].word == "," and link == start
        if not (comma or items[link].word.split()[-1] in _LINKS) or is_rank(items[link - 1]) or is_rank(items[link]):
            continue  # "head OF operations"
        at = link + 1
        while at < len(items) and not comma and (items[at].word in _PRESENTING or items[at].word in _LINKS):
            at += 1
        end = run(items, at, used) if at < len(items) and items[at].capital else at
        end = next((i for i in range(at, end) if _ends(items[i])), end)
        if comma and not (end < len(items) and items[end].is_mark and _company_like(items[at:end])):
            continue
        if end > at and not any(map(is_rank, items[at:end])):
            fields["company"] = turn.text[items[at].start : items[end - 1].end]
            used.update(range(link, end))
            return


def _company_like(items: Items) -> bool:
    """Only capitals that are no option or title: "Ann Cho, BECK GLASS, …"."""
    return bool(items) and not any(x.sense("title") or x.sense("option", "lead") or x.of("product") for x in items)


def _ends(item: Item) -> bool:
    """A small word that goes on behind the name of a company."""
    small = item.word.isalpha() and not item.capital and item.word not in _SMALL
    return small or item.word in _BEHIND or item.has("please")


_SMALL = frozenset("of and the de la von van der und".split())
