"""Another go at the e-mail that was just drafted: "a bit shorter", "send it to Ann instead", "mention the brake test too"."""

from __future__ import annotations

from assistant.language.acts.asking import asks
from assistant.language.chart import Items
from assistant.language.plan import ToolCall
from assistant.language.slots import answers
from assistant.language.slots.meant import undecided
from assistant.language.slots.turn import Json, Turn

_MANNERS = {
    "shorter": "shorter short brief briefer concise crisper tighter trim shorten snappier".split(),
    "longer": "longer detailed elaborate detail lengthen".split(),
    "friendlier": "friendlier friendly warmer warm casual nicer softer lighter kinder personal relaxed".split(),
    "formal": "formal polite politer professional businesslike serious official".split(),
}
_OTHER_WAY = {"formal": "friendlier", "friendlier": "formal", "shorter": "longer", "longer": "shorter"}
_ANEW = frozenset("rewrite redo rephrase reword".split())
_ADDING = frozenset("mention add include also say tell ask write put".split())
_POLITE = frozenset("could can would will might".split())
_LONGEST = 14  # words of a wish about a draft
_NOT_SENT = "I draft mails and never send them: copy the text, or open it in your mail program."


def redrafted(turn: Turn) -> ToolCall | None:
    """The draft with what is wished of it; None where the message wishes nothing of a draft that was just shown."""
    drafted = turn.state.drafted
    words = [w for x in turn.items if not x.is_mark for w in x.word.split()]
    asked = asks(turn.items) and words[0] not in _POLITE  # "could it be somewhat more formal?" wishes
    if not drafted or not _is_latest(turn) or asked:
        return None
    if not words or len(words) > _LONGEST:
        return None
    args: Json = dict(drafted)
    args.pop("body", None)
    if (person := _somebody_else(turn.items, words)) is not None:
        return person if isinstance(person, ToolCall) else ToolCall("draft_email", {**args, **person})
    if manner := _manner(words):
        return ToolCall("draft_email", {**args, "manner": manner})
    if more := _addition(turn, words):
        return ToolCall("draft_email", {**args, "about": f"{args['about']}, and mention {more}"})
    if words[0] == "send" and not any(x.candidates for x in turn.items):
        return answers.decline("not_possible", _NOT_SENT)
    return ToolCall("draft_email", args) if set(words) & _ANEW else None


def _is_latest(turn: Turn) -> bool:
    """Nothing else was talked of since."""
    to = (turn.state.drafted or {}).get("to", {})
    first = turn.state.focus[0] if turn.state.focus else None
    return first is not None and first.id == to.get("id")


def _manner(words: list[str]) -> str | None:
    found = next((m for m, known in _MANNERS.items() if set(words) & set(known)), None)
    turned = found and ({"too", "less"} & set(words))
    return _OTHER_WAY[found] if found and turned else found


def _somebody_else(items: Items, words: list[str]) -> Json | ToolCall | None:
    """ "Send it to Ann instead", "no, to Ann": a new recipient, who must be clear."""
    led = {"instead", "send", "address"} & set(words) or words[0] in ("to", "no", "make")
    people = next((x.of("contact", "lead") for x in items if x.of("contact", "lead")), ())
    if not led or not people:
        return None
    one = undecided(people)
    if len(one) != 1:
        return answers.ask("To whom?")
    return {"to": {"object": one[0].object, "id": one[0].id}}


def _addition(turn: Turn, words: list[str]) -> str:
    """What else it is to say: behind the verb, up to "too"."""
    first = next(x for x in turn.items if not x.is_mark and x.word not in ("and", "please", "also"))
    if first.word.split()[0] not in _ADDING or any(x.has("remind", "log") for x in turn.items[:4]):
        return ""
    if any((s := x.sense("object")) and s.object != "activity" for x in turn.items[:4]):
        return ""
    text = turn.text[first.end :].strip(" .!")
    for start in ("that ", "her ", "him ", "them ", "about "):
        text = text.removeprefix(start)
    for end in (" too", " as well", " please", " in it", " to it"):
        text = text.removesuffix(end)
    return text
