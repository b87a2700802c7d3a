"""Notes that are ordered in the words of every day: "keep in mind for Atlas that …", "park it in Helix's file: …"."""

from __future__ import annotations

import re

from assistant.language.acts.asking import asks
from assistant.language.acts.contacts_told import contact_told
from assistant.language.chart import Item, Items

_CUE = re.compile(
    r"\b(?:notes?|noted|noting|memos?|memori[sz]ed?|remarks?|comments?|annotat\w+|entry|entries|jot\w*|files?|filed|records?|recorded|logs?|logged|save|saved|store"
    r"|park\w*|captured?|document(?:ed)?|registered?|writ(?:e|ten) (?:it |this |that )?(?:down|in|into|up)|put (?:it |this |that )?(?:down|on)|keep|kept|in mind|to know"
    r"|worth (?:knowing|remembering|noting|mentioning|keeping)|reference|background|infos?|information|fyi|on record|heads[- ]up|profile|page|card|folder"
    r"|remember(?:ing|ed)?|fact|insight|intel|tip|hint|pin|pinned|something for|have it on|so we (?:all )?(?:have|know)|should know)\b"
)
_OPENS = frozenset(["that", "stating", "saying", "reading", "saying that", "stating that", "along the lines of"])
_AGAIN = frozenset(
    """it that this please can could you kindly would put pop add save file record note jot down up in into on under to the a an as notes
    note memo file record entry somewhere thanks store keep capture write park stick drop there for future reference remember us all make sure is
    saved noted kept just so and also document get enter remark comment them their his her one of account page profile and""".split()
)


def note_opens(items: Items) -> int | None:
    """Where what is noted begins, behind the order to note it about somebody; None where no note is ordered."""
    if not items or (asks(items) and not any(x.has("please") for x in items[:_POLITE])):
        return None
    at = next((i for i, x in enumerate(items) if x.word == ":" or (i and _says(x))), None)
    if at is None or at + 2 > len(items) - 1 or items[at + 1].word in _POINTED or items[at + 1].is_mark:
        return None
    head = items[: at + 1]
    if not any(x.of("account", "contact", "deal") for x in head) or any(map(_other, head)):
        return None
    if contact_told(head) and items[0].sense("object", "activity") is None and not head[0].has("log"):
        return None  # "on site with Ann, notes: …"
    text = " ".join("X" if x.candidates else x.word for x in head if not x.is_mark)
    return at + 1 if _CUE.search(text) and not _asking(text) else None


_POINTED = frozenset("as on to for in under down off with at from please too and".split())  # "log THAT as a call"
_POLITE = 3  # items among which an order is made polite
_SEARCHING = re.compile(r"\b(?:find|search|look|check|what|who|which|where|when|how|show|tell|call|email|mail|ask)\b")


def _asking(text: str) -> bool:
    return bool(_SEARCHING.search(text))


def _says(item: Item) -> bool:
    """ "… note THAT …", "… STATING …"."""
    return not item.candidates and (item.word in _OPENS or item.word.split()[-1] in ("that", "stating", "saying"))


def _other(item: Item) -> bool:
    """Something else is ordered: a call, a task, a ticket, a change of a field."""
    if item.candidates:
        return False
    noun = item.sense("object")
    other = noun is not None and not (noun.object in ("account", "contact", "lead", "deal") or noun.value == "note")
    cued = item.has("remind") and item.word not in (
        "make sure",
        "remember to",
        "remembering",
        "remember",
        "don't forget",
    )
    fields = {s.field for s in item.senses if s.kind == "field"} - {"notes", "subject"}
    return other or cued or item.has("spoke") or item.kind in ("money", "percent") or bool(fields & _SET)


_SET = frozenset("stage close_date next_step phone email title priority status follow_up_date owner".split())


def notes_again(items: Items) -> bool:
    """ "Pop it in the notes", "please file it": that what was told is to be noted."""
    words = {w for x in items if not x.is_mark for w in x.word.split()}
    cue = bool(words & {"note", "notes", "noted", "file", "record", "add", "jot", "save", "write", "park"})
    pointing = bool(words & {"it", "that", "this"}) or words <= {
        "please",
        "note",
        "noted",
        "kindly",
        "for",
        "the",
        "record",
    }
    return cue and pointing and words <= _AGAIN and not any(x.candidates for x in items)
