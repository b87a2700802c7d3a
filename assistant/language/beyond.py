"""What people ask for that no assistant of a CRM does: calls and texts, settings, figures that follow from others."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Item, Items

_DIALLING = frozenset("dial text sms whatsapp facetime skype phone call ring".split())
_ALWAYS = frozenset("dial sms whatsapp facetime skype".split())
_MAKING = frozenset(
    "add create invite remove delete give reset make turn enable disable grant revoke rename set".split()
)
_OF_ADMINS = (
    "custom field", "new field", "pipeline stage", "new stage", "stage called", "new user", "user account", "new pipeline",
    "as a rep", "as a new rep", "as a manager", "as an admin", "as admin", "as a user", "access to", "permission", "permissions",
    "password", "notifications", "the reminders", "two-factor", "single sign-on", "new team", "an admin", "new role",
)  # fmt: skip
_WORKED_OUT = frozenset("probability likelihood chance chances odds score".split())
_WORLD = frozenset(
    "directions taxi uber flight flights hotel restaurant weather traffic parking lunch dinner coffee airport".split()
)
# What people ask machines about, and nobody a CRM.
OUTSIDE = _WORLD | frozenset(
    """rain raining rains snow snowing sunny temperature joke jokes poem poems song songs recipe recipes stock stocks share shares
    bitcoin translate translation movie movies film football soccer baseball horoscope capital president password passwords
    salary salaries religion""".split()
)
OF_THE_WORLD = "That is nothing I can help with: I know your customers, your deals and what was written about them."
NO_CALLS = "I cannot call or text anybody. I can note it as a task, or draft an e-mail for you to send."
BY_ADMINS = "An admin does that in the settings; I cannot."
WORKED_OUT = "Nobody sets that: probabilities follow from the stage, and scores from what has happened."


ONE_BY_ONE = "I approve nothing by myself: each proposal has its own card, with what it changes."
NOT_MINE = "That happens outside of the CRM, and I cannot do it. I can note it as a task for you."
_OUTSIDE_DEEDS = frozenset("wire refund pay fax ship print".split())


def beyond(items: Items) -> str:
    """Why it cannot be done, in a sentence; empty where it may be."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    words = [w for x in said for w in x.word.split()]
    if not words:
        return ""
    if _of_the_world(said, words):
        return OF_THE_WORLD
    if asks(items):
        return ""
    if _calls(said, words):
        return NO_CALLS
    measured = any(x.sense("metric") for x in said)  # "okay, the average amount, all of them together"
    if said[0].has("approve") and not measured and ({"all", "every", "everything"} & set(words)):
        return ONE_BY_ONE
    if words[0] in _OUTSIDE_DEEDS and any(x.candidates for x in said[1:4]) and not any(x.kind == "date" for x in said):
        return NOT_MINE
    text = f" {' '.join(words)} "
    making = bool(set(words[:3]) & _MAKING)
    if making and any(f" {phrase} " in text for phrase in _OF_ADMINS) and not any(x.of("deal", "ticket") for x in said):
        return BY_ADMINS
    return WORKED_OUT if _sets_odds(said, words) else ""


def _of_the_world(said: list[Item], words: list[str]) -> bool:
    """ "Directions to Acme", "a hotel near them": nothing that a CRM knows, unless somebody wrote of it."""
    told = any(
        x.has("mention", "search", "anyone", "log", "spoke", "remind", "draft", "about", "recommend") for x in said
    )
    there = {"near", "nearby", "closest", "to", "in", "at", "for"} & set(words)
    if {"stock", "share"} & set(words) and {"price", "prices"} & set(words):
        return True
    return not told and bool(there) and bool(set(words) & _WORLD) and not any(x.of("deal", "product") for x in said)


def _calls(said: list[Item], words: list[str]) -> bool:
    """ "Dial Ann", "text Ann that …", "call Ann for me": done now, by the machine; a day makes it a task."""
    person = any(x.of("contact", "lead") or x.has("her", "him", "them") for x in said[1:5])
    if person and _by_text(words) and not any(x.kind in ("date", "period", "time") for x in said):
        return True
    if words[0] not in _DIALLING or not person or any(x.kind in ("date", "period", "time") for x in said):
        return False
    return words[0] in _ALWAYS or words[-2:] == ["for", "me"] or words[0] == "text"


def _by_text(words: list[str]) -> bool:
    """ "Send Ann a text message", "shoot him a text": the words go where no mail goes."""
    at = next((i for i, w in enumerate(words) if w in _TEXTS and i), 0)
    named = at > 0 and words[at - 1] in ("a", "an", "the", "via", "by", "as", "short", "quick")
    return named and bool(set(words[: min(4, at)]) & _GIVING)


_TEXTS = frozenset("text texts sms whatsapp voicemail dm".split())
_GIVING = frozenset("send drop shoot give write fire leave".split())


def _sets_odds(said: list[Item], words: list[str]) -> bool:
    """ "Put the renewal at 85% probability"."""
    ordered = said[0].has("set", "move", "raise", "lower", "push")
    return ordered and bool(set(words) & _WORKED_OUT) and any(x.kind in ("percent", "number") for x in said)


def names_nothing(items: Items) -> bool:
    """ "Update the deal", "change it": an order without what is to become of it."""
    said = [x for x in items if not x.is_mark and not x.has("please")]
    if not 2 <= len(said) <= 3 or not said[0].has("set"):
        return False
    return all(x.word in ("the", "a", "my", "this", "that") or _kind_alone(x) for x in said[1:])


def _kind_alone(item: Item) -> bool:
    sense = item.sense("object")
    return (sense is not None and not item.candidates and not sense.plural) or item.has("it", "this")
