"""A letter without a large model: what the mail is to say, point by point, as sentences to the one who reads it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.conversation import wording

_WHOM = r"(?:\s+(?:him|her|them|you))?"


@dataclass(frozen=True, slots=True)
class _Intent:
    """What a verb of telling wants: "asking whether X" becomes a sentence and a subject around X."""

    said: re.Pattern[str]
    sentence: str
    subject: str


def _intent(verbs: str, sentence: str, subject: str, behind: str = "") -> _Intent:
    return _Intent(
        re.compile(rf"(?:to\s+)?(?:{verbs}){_WHOM}\s+{behind}(?P<it>.+)", re.IGNORECASE | re.DOTALL), sentence, subject
    )


_DAY = r"(?:(?:on|next|this)\s+)*(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|next week|\d{1,2}(?::\d\d)?\s?(?:am|pm)"
# The first that fits counts: narrower wishes stand above wider ones.
_INTENTS = (
    _intent("thank(?:ing|s)?", "thank you for {it}.", "Thank you for {it}", r"(?:for\s+)?"),
    _intent(r"apologi[sz](?:e|ing)|(?:say(?:ing)?\s+)?sorry", "I am sorry about {it}.", "Sorry about {it}", r"(?:for|about)\s+"),
    _intent("congratulat(?:e|ing)", "congratulations on {it}!", "Congratulations on {it}", r"(?:on|for)\s+"),
    _intent("ask(?:ing)?", "could you tell me {it}?", "A question", r"(?=(?:whether|if|when|what|where|who|why|which|how)\b)"),
    _intent("ask(?:ing)?", "could you {it}?", "{it}", r"to\s+"),
    _intent("ask(?:ing)?", "may I ask you for {it}?", "{it}", r"for\s+"),
    _intent("ask(?:ing)?", "may I ask you about {it}?", "{it}", r"(?:about\s+)?"),
    _intent("suggest(?:ing)?|propos(?:e|ing)", "would {it} suit you?", "{it}", rf"(?=(?:{_DAY}))"),
    _intent("suggest(?:ing)?|propos(?:e|ing)", "I would suggest {it}.", "Suggestion: {it}"),
    _intent("offer(?:ing)?", "I can offer you {it}.", "Our offer: {it}"),
    _intent("remind(?:ing)?", "a short reminder: {it}.", "Reminder: {it}", r"(?:(?:of|about|that)\s+)?"),
    _intent("confirm(?:ing)?", "I am glad to confirm {it}.", "Confirmation: {it}", r"(?=that\b)?"),
    _intent("invit(?:e|ing)", "I would like to invite you to {it}.", "Invitation to {it}", r"to\s+"),
    _intent("introduc(?:e|ing)", "I would like to introduce {it}.", "Introducing {it}"),
    _intent("follow(?:ing)? up|check(?:ing)? in", "I wanted to follow up on {it}.", "Following up: {it}", r"(?:on|about|regarding)\s+"),
    _intent("(?:say|tell|writ|inform|not(?:e|ing)|let)(?:ing|e)?", "{it}.", "{it}", r"(?:know\s+)?that\s+"),
    _intent("mention(?:ing)?", "I also wanted to mention {it}.", "{it}"),
    _intent("that", "{it}.", "{it}"),
    _intent("to", "I would like to {it}.", "{it}"),
)  # fmt: skip
_TOPIC = _Intent(re.compile(r"(?P<it>.+)", re.DOTALL), "I am writing about {it}.", "{it}")
# Where one point ends and the next begins: "…, and ask whether …".
_NEXT = re.compile(
    r"[\s,;]+(?:and|then|also|but)\s+(?:also\s+|then\s+)?"
    r"(?=(?:thank|ask|suggest|propos|offer|remind|confirm|apologi|congratulat|invit|introduc|mention|say sorry|let\s+(?:him|her|them)\s+know|tell(?:ing)?\s+(?:him|her|them))\w*\s)",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\bher\b(?=\s+(?!(?:and|or|but|to|that|about|for|on|in|at|by|if|when)\b)\w)", re.IGNORECASE)
_YOURS = {
    "him": "you",
    "her": "you",
    "them": "you",
    "himself": "yourself",
    "herself": "yourself",
    "his": "your",
    "their": "your",
}
_PERSON = re.compile(r"\b(?P<who>he|she|they)(?:(?P<short>'s|'re|'ll|'ve)|\s+(?P<verb>\w+))", re.IGNORECASE)
_VERBS = {"is": "are", "was": "were", "has": "have", "does": "do", "goes": "go", "'s": "'re"}
_PLAIN_ENDS = ("ss", "us", "is")


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def compose(name: str, about: str, sender: str, manner: str | None = None) -> Letter:
    """A text to start from: greeting, every point of `about` as a sentence, a closing, in the manner that was asked for.

    `about` is in the words of an order: a topic ("the delivery date") or points ("thanking him for the call and asking
    whether he needs more time").
    """
    manner = manner or ""
    points = [_point(part) for part in _NEXT.split(about.strip().rstrip(".!?")) if part.strip()]
    greeting, closing = _AROUND.get(manner, _AROUND[""])
    parts = [
        greeting.format(first=name.split(maxsplit=1)[0] if name else "there", name=name or "Sir or Madam"),
        *_OPENING.get(manner, ()),
        " ".join(sentence for _, sentence, _ in points),
        *((_TALK,) if manner != "shorter" and all(intent is _TOPIC for intent, _, _ in points) else ()),
        *_MORE.get(manner, ()),
    ]
    return Letter(points[0][2] if points else "", "\n\n".join([*parts, f"{closing}\n{sender}"]))


def _point(part: str) -> tuple[_Intent, str, str]:
    """What it wants, its sentence and its subject."""
    part = " ".join(part.split())
    for intent in (*_INTENTS, _TOPIC):
        if found := intent.said.fullmatch(part):
            it = to_reader(found["it"])
            bare = it.removeprefix("that ")
            return (
                intent,
                _capital(intent.sentence.format(it=it)),
                _capital(wording.shortened(intent.subject.format(it=bare), 80)),
            )
    raise AssertionError("every point is a topic at least")


def to_reader(text: str) -> str:
    """Said of somebody, said to them: "whether he needs his quote" → "whether you need your quote"."""
    turned = _OWNED.sub("your", _PERSON.sub(_addressed, text))
    return re.sub(r"[A-Za-z]+", lambda found: _YOURS.get(found[0].lower(), found[0]), turned)


def _addressed(found: re.Match[str]) -> str:
    if found["short"]:
        return "you" + _VERBS.get(found["short"].lower(), found["short"])
    verb = found["verb"]
    return f"you {verb if found['who'].lower() == 'they' else _second_person(verb)}"


def _second_person(verb: str) -> str:
    """needs → need, has → have, tries → try; can, sent and must stay."""
    lower = verb.lower()
    if lower in _VERBS:
        return _VERBS[lower]
    if lower.endswith("ies") and len(lower) > 4:
        return verb[:-3] + "y"
    if lower.endswith(("shes", "ches", "xes", "sses")):
        return verb[:-2]
    return verb[:-1] if lower.endswith("s") and not lower.endswith(_PLAIN_ENDS) else verb


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_AROUND = {
    "": ("Hi {first},", "Best regards,"),
    "friendlier": ("Hi {first},", "Have a great day,"),
    "formal": ("Dear {name},", "Yours sincerely,"),
}
_OPENING = {"friendlier": ("I hope you are doing well!",)}
_TALK = "Would you have a moment to talk about it this week?"
_MORE = {
    "longer": ("If writing suits you better, send me what is still open on your side, and I will answer it by mail.",)
}
