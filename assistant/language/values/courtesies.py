"""Takes off what people say around a message out of habit: "Hi there, …", "before I forget, …", "… please", "… when you get a moment. Thanks a lot."

A message that is nothing else stays as it is: "hi", "thanks" and "ok" are answered themselves.
"""

import re

from assistant.language.values.traced import Traced

_GREETING = (
    r"(?:hi|hey|hello|good (?:morning|afternoon|evening|day)|morning|afternoon|evening)(?: there| again| all| team)?"
)
_OPENER = (
    r"oh(?: and)?|ah|listen|look|hey|quick (?:one|question|thing|note|update)|just (?:quickly|a quick one|one thing)|(?:one|two|a few) (?:quick|small) things?"
    r"|before i forget(?: it)?(?: again)?|right then|well|now then|okay|ok|alright|right|so|anyway|yeah|me again|by the way|btw|fyi|next one|one more(?: thing)?"
)
# "Okay so", "right then", "hi there, um": one after the other, each with its mark; "so" needs none behind another.
_START = re.compile(rf"\s*(?:{_GREETING}|{_OPENER})(?: so)?\s*[,.!:…–—-]+\s+", re.IGNORECASE)
_THANKS = (
    r"(?:many |much )?thanks(?: a lot| a million| so much| very much| in advance| again)?|thank you(?: very much| so much| kindly)?|thx|ty|cheers|ta"
    r"|much appreciated|(?:that would be|that'd be) (?:great|lovely|nice|good|perfect)"
)
_PLEASE = r"please|pls|plz|plse|kindly"
_LEISURE = (
    r"if you (?:can|could|would|like|don't mind|do not mind|please|have a (?:moment|minute|second))"
    r"|when(?:ever)? you (?:get|have|find|can|got) ?(?:(?:a|the|some) (?:moment|minute|chance|sec|second|time))?|no rush|no hurry"
)
_TAG = r"ok|okay|alright|all right|right|yeah|yes|will you|would you|could you|can you|won't you"
_THE_END = (
    r"that's (?:all|it)(?: for (?:now|today))?|that is (?:all|it)(?: for (?:now|today))?|nothing else(?: for now)?|talk (?:later|soon)|bye|(?:best )?regards"
    r"|have a (?:good|nice|great) (?:one|day|evening|weekend)|(?:i )?(?:need to|have to|gotta|got to|must) (?:run|go|dash|hop)(?: now)?|let me know(?: if (?:that|it|this) works)?"
)
_BARE_END = re.compile(
    rf"(?:[,;–—-]\s*|\s+)(?:{_PLEASE}|{_THANKS}|{_LEISURE}|will you|would you)\s*(?=[.!?…]*$)", re.IGNORECASE
)
_MARKED_END = re.compile(rf"[,;–—-]\s*(?:{_TAG}|{_THE_END})\s*[.!?…]*$", re.IGNORECASE)
_ASKED_END = re.compile(r"\s+(?:ok|okay|alright)\?+\s*$", re.IGNORECASE)
_OWN_SENTENCE = re.compile(
    rf"(?<=[.!?…])\s+(?:and )?(?:{_THANKS}|{_LEISURE}|{_THE_END})\s*(?:[.!…]+(?=\s|$)|$)", re.IGNORECASE
)
# "She said thanks", "say please": what is told, and no courtesy.
_TOLD = re.compile(r"\b(?:say|says|said|saying|tell|told|a|an|the|my|our|and|with|of|for|to|is|was|be)$", re.IGNORECASE)


def without_courtesies(text: Traced) -> Traced:
    """The message without greetings and thanks around it; what stands in quotes stays."""
    bare = _without_end(_without_own(_without_start(text)))
    return bare if any(c.isalnum() for c in bare.text) else text


def _without_start(text: Traced) -> Traced:
    for _ in range(_MOST):
        match = _START.match(text.text)
        if match is None or not any(c.isalnum() for c in text.text[match.end() :]):
            break
        text = text.without([match.span()])
    return text


def _without_own(text: Traced) -> Traced:
    spans = [m.span() for m in _OWN_SENTENCE.finditer(text.text) if not _quoted(text.text, m.start())]
    return text.without(spans) if spans else text


def _without_end(text: Traced) -> Traced:
    """One after the other: "…, please, thanks"."""
    for _ in range(_MOST):
        match = _MARKED_END.search(text.text) or _ASKED_END.search(text.text) or _BARE_END.search(text.text)
        if match is None or _quoted(text.text, match.start()) or _TOLD.search(text.text[: match.start()]):
            break
        text = text.without([match.span()])
    return text


_MOST = 10  # courtesies at one end of a message


def _quoted(text: str, at: int) -> bool:
    return text.count('"', 0, at) % 2 == 1
