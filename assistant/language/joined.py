"""Clauses that make one request: "I'm seeing Ann in ten minutes, catch me up", "Ann Cho - a thank-you mail for the visit"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.activities_said import of_that_task
from assistant.language.acts.handed_tasks import handed, is_due, says_whose, whose_behind
from assistant.language.acts.model import Act
from assistant.language.acts.ticket_over import closes_told, ended, says_ticket
from assistant.language.chart import Item, Items
from assistant.language.lexicon import Sense
from assistant.language.slots.writes.bound import as_handed

_BESIDE = frozenset(["state", "lookup", "latest", "help", "greet", "recommend", "out_of_scope", "log", "none"])
_ORDERS = ("remind", "log", "create", "show", "count", "report", "search", "assign")
_SURE, _DOUBTED = 0.3, 0.5


def joined(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """A briefing or a letter as one clause with what only says on whom, when or why; a task that is there with what becomes of it."""
    clauses, acts = _whose(
        *_for_all(*_closed(*_handed(*_converted(*_meant(*_known_tasks(_with_whom(clauses, acts), acts))))))
    )
    main = next((a for a in acts if a.name in ("brief", "draft") and a.confidence >= _SURE), None)
    if main is None or len(clauses) == 1:
        return clauses, acts
    if all(_belongs(c, a, main) for c, a in zip(clauses, acts, strict=True)):
        return [tuple(x for clause in clauses for x in clause)], [main]
    return clauses, acts


def without_sending(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Write Ann a mail about the price, I'LL SEND IT MYSELF": said of the draft, which nobody sends but oneself."""
    if not any(a.name == "draft" and a.confidence >= _SURE for a in acts):
        return clauses, acts
    kept = [(c, a) for c, a in zip(clauses, acts, strict=True) if not _sends_itself(c)]
    return [c for c, _ in kept], [a for _, a in kept]


def _sends_itself(clause: Items) -> bool:
    words = [w for x in clause if not x.is_mark for w in x.word.split()]
    own = words[:1] != [] and words[0] in ("i", "i'll", "we", "we'll")
    return own and "send" in words and bool({"it", "that"} & set(words)) and set(words) <= _SENDING


_SENDING = frozenset(
    "i i'll we we'll will can then want would like to and send it that myself ourselves later out on my own off once okay ok ready".split()
)


def _with_whom(clauses: list[Items], acts: list[Act]) -> list[Items]:
    """ "Visited Bayview today, Nicole Tran: …": who said it there is whom the visit was with."""
    kept = list(clauses)
    for n in range(1, len(clauses)):
        whom, said = clauses[n][:1], clauses[n][2:]
        led = len(clauses[n]) > 2 and clauses[n][1].word in (":", "-", "–") and acts[n].name == "state"
        alone = acts[n - 1].name == "log" and not any(x.of("contact", "lead") for x in clauses[n - 1])
        if led and alone and whom[0].of("contact", "lead"):
            kept[n - 1 : n + 1] = [(*clauses[n - 1], *whom), said]
    return kept


def _meant(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "What am I overdue on? Tasks I mean": what was asked, and of which records."""
    for n in range(1, len(clauses)):
        said = [x for x in clauses[n] if not x.is_mark]
        meant = len(said) <= _SHORT and any(x.word == "mean" for x in said) and any(x.sense("object") for x in said)
        if meant and not any(x.candidates or x.value for x in said) and acts[n - 1].name in ("find", "count", "lookup"):
            noun = tuple(x for x in said if x.sense("object"))
            whole = (*clauses[n - 1], *noun)
            return [*clauses[: n - 1], whole, *clauses[n + 1 :]], [*acts[:n], *acts[n + 1 :]]
    return clauses, acts


def _for_all(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "For all my deals in proposal | push the close date by a week": of which ones, and what becomes of them."""
    for n in range(1, len(clauses)):
        said = clauses[n - 1]
        led = len(said) > 1 and said[0].word in ("for", "on", "with") and (said[1].has("all") or said[1].word in _EACH)
        alone = (
            led is False and len(said) == 2 and said[0].word in ("for", "on", "with") and bool(said[1].of(*_RECORDS))
        )
        alone = alone and (acts[n].name == "update" or not any(x.of("contact", "lead") for x in clauses[n]))
        ordered = acts[n].name == "update" or (alone and acts[n].name == "log")  # "With Ann | I spoke by telephone"
        ordered = ordered or (alone and acts[n].name in _ASKED and not any(x.candidates for x in clauses[n]))
        if (led or alone) and ordered and not any(x.candidates and x.value for x in said):
            whole = (*said, *clauses[n])
            return [*clauses[: n - 1], whole, *clauses[n + 1 :]], [*acts[: n - 1], *acts[n:]]
    return clauses, acts


_RECORDS = ("deal", "lead", "account", "contact")
_EACH = frozenset(["every", "each"])
_ASKED = frozenset(
    ["find", "count", "lookup", "latest", "search", "score", "brief"]
)  # "for Acme, which is the last one"


def _converted(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "Convert her and create a deal …, 27k": the deal that the lead becomes."""
    for n in range(1, len(clauses)):
        of_deal = any(x.sense("object", "deal") and not (x.candidates or x.plural) for x in clauses[n])
        other = any(x.of("deal", "account", "lead") and x.candidates[0].score >= _NAMED for x in clauses[n])
        if acts[n - 1].name == "convert" and acts[n].name in ("create", "update", "state") and of_deal and not other:
            whole = (*clauses[n - 1], *clauses[n])
            return [*clauses[: n - 1], whole, *clauses[n + 1 :]], [*acts[:n], *acts[n + 1 :]]
    return clauses, acts


def _handed(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "It makes more sense if Lucia leads the Acme deal. Reassign it": whose it becomes, told before the order."""
    for n in range(1, len(clauses)):
        told, said = clauses[n - 1], [x for x in clauses[n] if not x.is_mark and not x.has("please")]
        whom = [x for x in told if x.of("user")]
        record = [x for x in told if x.of(*_RECORDS) and not x.of("user")]
        bare = bool(said) and len(said) <= _SHORT and not any(x.candidates or x.value for x in said)
        order = bare and (said[0].has("assign") or (said[0].has("set") and any(_owner(x) for x in said[1:])))
        if order and len(whom) == len(record) == 1 and acts[n - 1].name not in ("log", "task"):
            whole = as_handed(told, told.index(whom[0]))
            return [*clauses[: n - 1], whole, *clauses[n + 1 :]], [
                *acts[: n - 1],
                Act("update", 0.85, "none", 0.0),
                *acts[n + 1 :],
            ]
    return clauses, acts


def _whose(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "The price list has to go out on Friday, that one goes to Maya as a task": whose it is, told behind what is to be done."""
    for n, clause in enumerate(clauses):
        ordered = acts[n].name == "task"
        if not ordered and acts[n].name not in _BESIDE:
            continue
        if handed(clause) is None and (whose := whose_behind(clause, ordered=ordered)) is not None:
            acts = [*acts[:n], Act("task", max(acts[n].confidence, 0.8), "none", 0.0), *acts[n + 1 :]]
            clauses = [*clauses[:n], (*_task_for(clause[whose[1]]), *clause[: whose[0]]), *clauses[n + 1 :]]
    for n in range(1, len(clauses)):
        told, at = clauses[n - 1], says_whose(clauses[n])
        if at is None or not (acts[n - 1].name == "task" or (acts[n - 1].name in _BESIDE and is_due(told))):
            continue
        whole = told if handed(told) is not None else (*_task_for(clauses[n][at]), *told)
        task = Act("task", max(acts[n - 1].confidence, 0.8), "none", 0.0)
        return _whose([*clauses[: n - 1], whole, *clauses[n + 1 :]], [*acts[: n - 1], task, *acts[n + 1 :]])
    return clauses, acts


def _task_for(whom: Item) -> Items:
    """ "Task for Maya:"."""
    task = Sense("object", "task", object="activity")
    plain = replace(whom, candidates=(), senses=(), capital=False, possessive=False)
    return replace(plain, word="task", senses=(task,)), replace(plain, word="for"), whom, replace(plain, word=":")


def _closed(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "The leak at Acme is history. Shut the ticket": which ticket, told before the order."""
    for n in range(1, len(clauses)):
        start = n - 1 - (n > 1 and len(clauses[n - 2]) <= 2)  # "Solved! The cart fault at Acme. Close it in support"
        told = tuple(x for c in clauses[start:n] for x in c)
        logged = any(
            a.name == "log" and any(x.of("contact") for x in c)
            for c, a in zip(clauses[start:n], acts[start:n], strict=True)
        )
        if (
            closes_told(clauses[n])
            and not logged
            and (ended(told) or ended(clauses[n]))
            and not any(map(says_ticket, told))
        ):
            whole = (*(x for x in told if not x.has("all")), *_its_end(clauses[n]))
            return [*clauses[:start], whole, *clauses[n + 1 :]], [
                *acts[:start],
                Act("update", 0.85, "none", 0.0),
                *acts[n + 1 :],
            ]
    return clauses, acts


def _its_end(order: Items) -> Items:
    """The ticket, and that it is closed or resolved."""
    shut = any({"close", "closed", "shut", "closing"} & set(x.word.split()) for x in order)
    noun = replace(order[0], word="ticket", senses=(Sense("object", object="ticket"),), candidates=())
    return noun, replace(order[-1], word="closed" if shut else "resolved", senses=(), candidates=())


def _owner(item: Item) -> bool:
    return any(s.kind == "field" and s.field == "owner" for s in item.senses)


_NAMED = 0.95  # of a name that was said wholly
_SHORT = 4  # words that only say which records are meant


def _known_tasks(clauses: list[Items], acts: list[Act]) -> tuple[list[Items], list[Act]]:
    """ "My task with the agenda, I won't get to it today, make it tomorrow": which one, and then what is to become of it."""
    if len(clauses) < 2 or not of_that_task(clauses[0]) or not _doubtful(acts[0]):
        return clauses, acts
    if clauses[0][0].has("all"):
        return clauses, acts  # "every task I'm late on, make it due tomorrow": of many
    if not all(
        a.name in _OF_IT and any(x.has("it") for x in c[:3]) for c, a in zip(clauses[1:], acts[1:], strict=True)
    ):
        return clauses, acts
    whole = tuple(x for clause in clauses for x in clause)
    return [whole], [Act("update", max(a.confidence for a in acts), "none", 0.0)]


_OF_IT = frozenset(["state", "find", "update", "lookup", "out_of_scope", "none", "latest", "search"])


def _doubtful(act: Act) -> bool:
    return act.name in _OF_IT or act.confidence < _DOUBTED


_OPENERS = frozenset("okay ok so well alright right".split())


def _says_of_what(clause: Items) -> bool:
    """ "It's about the new price list"."""
    words = [w for x in clause[:3] if not x.is_mark for w in x.word.split()]
    return (
        bool(words)
        and words[0] in ("it's", "it", "that's", "subject", "topic")
        and any(x.has("about") for x in clause[:3])
    )


def _belongs(clause: Items, act: Act, main: Act) -> bool:
    if act.name == main.name or (act.name in ("brief", "draft") and act.confidence < _DOUBTED):
        return True
    if (main.name == "draft" and _says_of_what(clause)) or all(x.is_mark or x.word in _OPENERS for x in clause):
        return True
    ordered = any(x.has(*_ORDERS) for x in clause)
    return not ordered and (act.name in _BESIDE or act.confidence < _DOUBTED)
