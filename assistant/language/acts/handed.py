"""Whom records go to, told as what a colleague gets: "Ben can have those", "let Grace take the first one"."""

from __future__ import annotations

from assistant.language.chart import Item, Items

_MAY = frozenset("can could should will shall may must".split())
TAKING = frozenset("have take get takes gets own".split())
_BEHIND = frozenset("over now from here on please instead".split())
_OWNED = ("deal", "lead", "account", "contact", "activity", "ticket")


def goes_to(items: Items) -> int | None:
    """The colleague who gets what is pointed at or named; None where nothing is handed over."""
    said = [i for i, x in enumerate(items) if not x.is_mark and not x.has("please") and x.word != "let"]
    led = bool(said) and any(x.word == "let" for x in items[: said[0]])
    if len(said) < _LEAST or not items[said[0]].of("user") or items[-1].word == "?" or items[said[0]].possessive:
        return None
    allowed = items[said[1]].word in _MAY
    verb = 2 if allowed else 1
    rest = said[verb + 1 :]
    if items[said[verb]].word not in TAKING or not rest or (items[said[verb]].word == "have" and not (allowed or led)):
        return None
    goal = items[rest[0]] if items[rest[0]].word not in _WHICH else items[rest[min(1, len(rest) - 1)]]
    noun = goal.sense("object")
    meant = goal.has("those", "they", "it") or bool(goal.of(*_OWNED))
    meant = meant or (items[rest[0]].word in ("that", "this") and noun is not None and noun.object in _OWNED)
    ends = all(items[i].word in _BEHIND or items[i] is goal or items[i].word in _WHICH for i in rest)
    return said[0] if meant and ends else None


_WHICH = frozenset(["the", "my", "all", "that", "this"])
_LEAST = 3  # a colleague, a verb and what goes over


def owner_told(items: Items) -> int | None:
    """The colleague whose something becomes, as it is told: "Aisha inherits the Acme deal", "… should belong to Tom", "Lucia is the new owner"."""
    if not items or items[-1].word == "?" or items[0].has("who", "what", "show", "when", "where", "remind", "log"):
        return None
    if any((noun := x.sense("object", "activity")) and not x.candidates and noun.value == "task" for x in items):
        return None  # "pass the task for Delmar on to Tom"
    users = [i for i, x in enumerate(items) if _colleague(x)]
    records = [i for i, x in enumerate(items) if x.of(*_OWNED) and not x.of("user")]
    if len(users) != 1 or any(
        x.has("spoke", "closing") or x.kind in ("money", "percent", "email", "phone") for x in items
    ):
        return None
    whom = users[0]
    if _as_owner(items, whom, bool(records)):
        return whom
    if len(records) != 1:
        return None
    record = records[0]
    between = [w for x in items[min(whom, record) + 1 : max(whom, record)] for w in x.word.split()]
    behind = [w for x in items[max(whom, record) + 1 :] if not x.value for w in x.word.split() if w.isalpha()]
    if not set(behind) <= _AFTER:
        return None
    return (
        whom
        if (_takes if whom < record else _goes)(between, [w for x in items[:record] for w in x.word.split()], behind)
        else None
    )


def _colleague(item: Item) -> bool:
    """A user by name, and no customer who is called wholly so."""
    whole = any(c.object in ("contact", "lead") and c.score >= _WHOLE for c in item.candidates[:1])
    return bool(item.of("user")) and not (whole or item.possessive)


_WHOLE = 0.95


def _as_owner(items: Items, whom: int, record: bool) -> bool:
    """ "Have Grace down as owner for …", "Lucia is the new owner", "put Tom in charge of …"."""
    words = [w for x in items for w in x.word.split()]
    owner = next((i for i, x in enumerate(items) if set(x.word.split()) & _OWNERS), None)
    if owner is None or abs(owner - whom) > _REACH:
        return False
    said = set(words)
    if owner < whom and items[owner - 1].word in (":", "-", ",", "–") and record and whom == len(items) - 1:
        return True  # "Acme renewal: owner Grace"
    return (record and bool(said & _NAMING)) or ("new" in said and bool(said & {"is", "becomes", "be"}))


_OWNERS = frozenset("owner owns own charge responsible".split())
_NAMING = frozenset(
    "as is be make put set have register new becomes should shall will want assign name list record now enter".split()
)
_REACH = 8  # items between a colleague and the word for what becomes of him


def _takes(between: list[str], before: list[str], behind: list[str]) -> bool:
    """ "Aisha inherits …", "Lucia will run … from now on"."""
    verb = next((w for w in between if w in _INHERITING or w in _RUNNING), "")
    plain = set(between) <= _INHERITING | _RUNNING | _MAY | _BETWEEN
    sure = (
        verb in _INHERITING
        or verb.endswith("ing")
        or "to" in between
        or bool(set(between) & _MAY)
        or bool(set(behind) & {"now", "onwards", "forward"})
    )
    return bool(verb) and plain and sure


_INHERITING = frozenset("inherits inherit own owns".split())
_RUNNING = frozenset(
    "taking looking handling managing running leading run runs lead leads manage manages handle handles drive drives takes take over on gets get".split()
)
_BETWEEN = frozenset("the our to is be of after looks look care deal lead account ticket now".split())


def _goes(between: list[str], before: list[str], behind: list[str]) -> bool:
    """ "… should belong to Aisha", "… is to be owned by Tom", "shift … over to Grace"."""
    if not between or not set(between) <= _GOING | _MAY | {"to", "by", "with", "under", "of"}:
        return False
    last, said = between[-1], set(between)
    ordered = bool(set(before[:3]) & _SHIFTING)
    if last == "to":
        return ordered or bool(said & _PASSING)
    if last == "by":
        return bool(said & {"owned", "handled", "run", "led", "managed", "taken"}) and bool(
            said & (_MAY | {"be", "now"})
        )
    return last in ("with", "under", "of") and (bool(said & _MAY) or ordered)


_PASSING = frozenset(
    "goes go going belongs belong passes pass moves move assigned given handed transferred shifted switched passed falls".split()
)
_GOING = _PASSING | frozenset(
    "is be ought over now owned handled run led managed sit sits in the hands care back on that one deal lead account best better from".split()
)
_SHIFTING = frozenset(
    "shift allocate route move switch hand pass give transfer assign reassign put swap slide bring place reallocate entrust".split()
)
_AFTER = frozenset(
    "over now from here on onwards please instead today tomorrow as of going forward deal lead account would you ok thanks then starting".split()
)
