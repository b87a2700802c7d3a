"""What the second reading of questions learns by: the phrases of the phrasebook under their headings, the seen cases by what they come to.

A seen case asks one of the questions that are asked most where that question, put plainly, is the only one that is a right answer to it.
What is looked for in mails asks something else, and what many answers are right for teaches nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.conversation.state import DialogueState
from assistant.language.engine import read
from assistant.language.intents import asked
from assistant.language.intents.asked.forms import FORMS
from assistant.language.intents.asked.plainly import asked_plainly
from assistant.language.lexicon import lexicon_of
from assistant.language.plan import TurnInput
from assistant.runtime import load_encoder, open_database
from assistant.settings import Settings
from evals.language.case import Case, Turn, load_cases
from evals.language.intents_of import of_case
from evals.language.phrasebook import load_phrases
from evals.language.run import run_case
from evals.performance.engine import known_people
from evals.phrases import LONGEST, save, slotted
from evals.server import Site
from retrieval.encoder import Encoder

_ELSE = "else"


@dataclass(frozen=True, slots=True)
class _Asking:
    """A seen message that asks: its heading where it is a phrase, its text with <slots>, and the questions that it may ask, put plainly."""

    case: Case
    heading: str | None
    text: str
    plainly: Mapping[str, str]


async def asking(settings: Settings) -> list[_Asking]:
    """Every seen message that asks."""
    async with open_database(settings) as database:
        people, encoder = await known_people(database), load_encoder(settings)
        found = []
        for case, heading in _asked():
            async with database.session(people[case.speaker], "agent") as session:
                turn = await read(TurnInput(case.turns[0].say or "", DialogueState(), None, session, encoder))
            put = {q: asked_plainly(q, turn.items, lexicon_of(turn.catalog), turn.context) for q in FORMS}
            near = _nearest(turn.text, {q: text for q, text in put.items() if text}, encoder)
            found.append(_Asking(case, heading, slotted(turn.items), near))
        return found


def _nearest(said: str, plainly: Mapping[str, str], encoder: Encoder) -> dict[str, str]:
    """The questions that are nearest in meaning: to try each of them on each message takes half an hour."""
    texts = list(plainly.items())
    if len(texts) <= _MOST:
        return dict(texts)
    vectors = encoder.encode([said, *(text for _, text in texts)])
    order = (vectors[1:] @ vectors[0]).argsort()[::-1]
    return dict(texts[i] for i in order[:_MOST])


_MOST = 3


def write_questions(site: Site, messages: list[_Asking]) -> None:
    """Writes `intents/asked/phrases`, and prints which questions put plainly are no right answer to their own phrases."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    failing: Counter[str] = Counter()
    for one in messages:
        if one.heading and one.heading in one.plainly and not _right(site, one.case, one.plainly[one.heading]):
            failing[one.heading] += 1
        question = one.heading or _by_outcome(site, one)
        if question and len(one.text) < LONGEST:
            found[one.text.lower()][question] = one.text
    save(Path(asked.__file__).parent / "phrases", found)
    print("not right though put plainly:", dict(failing))


def _by_outcome(site: Site, one: _Asking) -> str | None:
    wanted = {name for expect in one.case.expect for name in expect}
    if wanted & _SOUGHT:
        return _ELSE
    if not wanted <= _EXACT:
        return None
    right = [q for q, text in one.plainly.items() if _right(site, one.case, text)]
    return _ELSE if not right else right[0] if len(right) == 1 else None


_SOUGHT = frozenset(["cites", "nocites"])
_EXACT = frozenset(
    ["records", "count", "report", "value", "compare", "ordered", "tolerance", "chart", "object", "findings"]
)


def _right(site: Site, case: Case, plainly: str) -> bool:
    return run_case(site, replace(case, turns=(Turn(plainly),))).outcome == "right"


def _asked() -> Iterator[tuple[Case, str | None]]:
    for case in load_phrases():
        if case.split == "seen" and of_case(case) in ("read", "other"):
            yield case, case.category if case.category in FORMS else _ELSE
    for case in load_cases():
        turn = case.turns[0]
        if case.split == "seen" and len(case.turns) == 1 and turn.say and not turn.page and of_case(case) == "read":
            yield case, None
