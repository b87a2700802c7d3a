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
    return None


def _aims(items: Items, i: int, noun: int | None) -> bool:
    """ "tom's overdue tasks, all of them -> due Friday": an arrow, and what they get."""
    if (
        noun is None
        or i <= noun
        or items[i].word != "to"
        or i + 1 >= len(items)
        or any(x.word == "from" for x in items[:i])
    ):
        return False
    goal = items[i + 1]
    return (
        goal.has("due", "closing") or goal.kind == "date" or (goal.sense("option") is not None and not goal.candidates)
    )


def _each_of(items: Items, said: list[int]) -> bool:
    """ "The Delmar deals EACH get 5 % off"."""
    return items[said[0]].word == "the" and any(items[i].word in ("each", "all", "both") for i in said[2:5])


def _opens_with_all(item: Item) -> bool:
    return (
        item.has("all", "team")
        or item.word in ("my", "our", "both", "everything")
        or bool(item.of("user") and item.possessive)
    )
