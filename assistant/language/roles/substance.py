"""What was said, told behind the contact as if it were asked or set: "What came out of it: …", "Subject: …", "what I heard is that …"."""

from __future__ import annotations

from dataclasses import replace

from assistant.language.acts.model import Act
from assistant.language.acts.notes_told import notes_again
from assistant.language.chart import Items
from assistant.language.joints import VERBS

_WHO = frozenset("i we she he they it".split())
_HEAD = 6  # items before a colon
_KEPT = ("task", "complete", "create", "delete")
_WHOM = frozenset("them him her us me everyone everybody it".split())
_BEING = frozenset("is are was were do does did have has had will would can could should must 're 've".split())
_OWN = ("remind", "create", "log", "set", "draft")


def substance(clauses: list[Items], acts: list[Act]) -> list[Act]:
    """The acts, where a clause behind a contact only says what it was about."""
    found = list(acts)
    for n in range(1, len(clauses)):
        if notes_again(clauses[n]) and _may_be_noted(clauses[n - 1], found[n - 1]):
            found[n - 1 : n + 1] = [
                replace(found[n - 1], name="log", confidence=max(found[n - 1].confidence, 0.7)),
                replace(found[n], name="state"),
            ]
            continue
        if (
            found[n].name not in (*_KEPT, "update", "log")
            and any(a.name == "log" for a in found)
            and _cleft(clauses[n])
        ):
            found[n] = replace(found[n], name="state")
        if found[n - 1].name in ("log", "state") and any(a.name == "log" for a in found[:n]):
            if notes_again(clauses[n]):
                found[n] = replace(found[n], name="state")
            told = found[n].name not in _KEPT and (_labelled(clauses[n]) or _cleft(clauses[n]))
            found[n] = replace(found[n], name="state") if told else found[n]
    return found


def _may_be_noted(clause: Items, act: Act) -> bool:
    """Told of a record, and nothing of it is set."""
    named = any(x.of("account", "contact", "deal") for x in clause) and clause[-1].word != "?"
    held = any(x.value and x.kind in ("money", "percent", "email", "phone") and not x.candidates for x in clause)
    held = held or any(x.has("won", "lost", "closing", "push", "assign") or x.sense("title") for x in clause)
    held = held or any(s.field in _SET for x in clause if not x.candidates for s in x.senses)
    held = held or (act.name == "update" and any(x.kind in ("date", "period") and x.word[-2:] != "ys" for x in clause))
    return named and not held and act.name in _OPEN


_SET = frozenset("stage status amount close_date next_step priority owner follow_up_date phone email title".split())
_OPEN = frozenset("state lookup find search latest none out_of_scope update brief report".split())


def _labelled(clause: Items) -> bool:
    """ "Outcome: …", "what it was about: …": a label that is no field of a record, and behind it what was said."""
    colon = next((i for i, x in enumerate(clause) if x.word == ":"), 0)
    head = clause[:colon]
    plain = not any(x.candidates or x.value or x.sense("option") or x.has(*_OWN) for x in head)
    fields = {s.field for x in head for s in x.senses if s.kind == "field"}
    return 0 < colon <= _HEAD and plain and not fields - {"subject"} and not any(x.sense("object") for x in head)


def _cleft(clause: Items) -> bool:
    """ "What I heard is that …", "what won them over was the price": told, and nothing asked."""
    words = [w for x in clause for w in x.word.split()]
    verb = len(words) > _HEAD and (
        words[1] in VERBS - _BEING or words[1].endswith(("ed", "ers", "ets")) or words[2] in _WHOM
    )
    said = words[:1] == ["what"] and words[1:2] and (words[1] in _WHO or verb) and clause[-1].word != "?"
    return bool(said) and any(w in ("is", "was") for w in words[2 : _HEAD + 1])
