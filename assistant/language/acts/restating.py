"""Changes told as how things should be: "all of Dan's deals closing in May should close in June"."""

from __future__ import annotations

from assistant.language.chart import Item, Items

_BECOMING = frozenset("should must shall go goes become becomes belong belongs slip slips move moves get gets".split())
_RELATIVE = frozenset("that which who whose he she they i we".split())


def restated(items: Items) -> int | None:
    """The verb in "all of Dan's deals closing in May SHOULD close in June", "my leads in Working GO to Tom"; None where nothing is ordered so."""
    said = [i for i, x in enumerate(items) if not x.is_mark and not x.has("please")]
    if not said or items[-1].word == "?" or not (_opens_with_all(items[said[0]]) or _each_of(items, said)):
        return None
    each = items[said[0]].word in ("every", "each")
    nouns = (i for i in said if (s := items[i].sense("object")) and (s.plural or each) and not items[i].candidates)
    noun = next(nouns, said[0] if items[said[0]].word == "everything" else None)
    for i in said if noun is not None else ():
        new = items[i].word == "now" and i + 1 < len(items) and items[i + 1].word in ("close", "belong", "go")
        verb = (items[i].word.split()[0] in _BECOMING or new) and noun is not None and i > noun
        if (
            (verb or (items[said[0]].word != "everything" and _aims(items, i, noun)))
            and items[i - 1].word not in _RELATIVE
            and i + 1 < len(items)
        ):
            return i
    return _told_behind(items, noun) if noun is not None else None


def _told_behind(items: Items, noun: int) -> int | None:
    """ "All my working leads: follow up on Monday": behind the colon a field with what it is to be, and no word more."""
    colon = next((i for i, x in enumerate(items) if x.word == ":" and i > noun), len(items))
    behind = [x for x in items[colon + 1 :] if not x.is_mark and not x.has("please")]
    if len(behind) < _PAIR or not (behind[0].sense("field") or behind[0].has("follow")) or behind[0].candidates:
        return None
    last = behind[-1]
    given = (
        last.kind in ("date", "shift", "quote")
        or (last.sense("option") is not None and not last.candidates)
        or last.of("user")
    )
    return colon + 1 if given else None


_PAIR = 2


def _aims(items: Items, i: int, noun: int | None) -> bool:
    """ "tom's overdue tasks, all of them -> due Friday": an arrow, and what they get."""
    if (
        noun is None
        or i <= noun
        or items[i].word != "to"
        or i + 1 >= len(items)
        or any(_comes_from(items, j) for j in range(i))
    ):
        return False
    goal = items[i + 1]
    return (
        goal.has("due", "closing") or goal.kind == "date" or (goal.sense("option") is not None and not goal.candidates)
    )


def _comes_from(items: Items, i: int) -> bool:
    """ "From proposal", "from May": where they stood, and not whom they came from."""
    behind = items[i + 1 : i + 2]
    return items[i].word == "from" and any(x.value or _moves_on(x) for x in behind)


def _moves_on(item: Item) -> bool:
    return any(s.kind == "option" and s.field in ("stage", "status") for s in item.senses)


def _each_of(items: Items, said: list[int]) -> bool:
    """ "The Delmar deals EACH get 5 % off"."""
    return items[said[0]].word == "the" and any(items[i].word in ("each", "all", "both") for i in said[2:5])


def _opens_with_all(item: Item) -> bool:
    return (
        item.has("all", "team")
        or item.word in ("my", "our", "both", "everything")
        or bool(item.of("user") and item.possessive)
    )
