"""Writes what the second reading learns by: `python -m evals.phrases --keep FOLDER`, in an installation of the demo company.

Every seen phrase, every seen sentence and every seen case of one message goes to `assistant/language/intents/phrases/INTENT.txt`, what it is about replaced by
<slots>; what is asked goes to `intents/asked/phrases/QUESTION.txt` too (`evals.questions`). The unseen ones are never read.
"""

from __future__ import annotations

import asyncio
import re
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from assistant.conversation.state import DialogueState
from assistant.language import intents
from assistant.language.chart import Item, Items
from assistant.language.engine import read
from assistant.language.plan import TurnInput
from assistant.runtime import load_encoder, open_database
from assistant.settings import Settings
from evals.company.rows import NOW
from evals.language.case import Case, load_cases
from evals.language.intents_of import OF_SENTENCES, of_case, of_phrase
from evals.language.phrasebook import load_phrases
from evals.language.sentences import fragments, sentences
from evals.performance.engine import known_people
from evals.server import running

_MOST = 500  # phrases of one intent: more of what is asked teach nothing, and training takes the cube of them
LONGEST = 200  # characters; what is longer says several things, in its own words
_RECORDS = frozenset(["deal", "account", "contact", "lead", "user", "product"])
_VALUES = frozenset(["date", "money", "period", "percent", "email", "phone", "duration", "shift", "number"])


def _labelled() -> Iterator[tuple[Case, str]]:
    for case in load_cases():
        turn = case.turns[0]
        if case.split == "seen" and len(case.turns) == 1 and turn.say and not turn.page and (intent := of_case(case)):
            yield case, intent
    for case in load_phrases():
        if case.split == "seen" and (intent := of_phrase(case)):
            yield case, intent


def _said() -> Iterator[tuple[str, str, str]]:
    """(speaker, what is said, intent): whole messages, single sentences of dictations, and fragments of such."""
    for case, intent in _labelled():
        yield case.speaker, case.turns[0].say or "", intent
    for kind, text, bound in (*sentences("seen"), *fragments("seen")):
        yield bound["speaker"], text, OF_SENTENCES[kind]


def slotted(items: Items) -> str:
    """A message with its records and values replaced by <slots>."""
    return re.sub(r"\s+", " ", " ".join(map(_slot, items)))


def _slot(item: Item) -> str:
    name = item.candidates[0].object if item.candidates else item.kind
    return f"<{name}>" if name in (_RECORDS if item.candidates else _VALUES) else item.text


def _counted(intent: str, items: Items) -> str:
    """What is counted from what is there is no new value, though a case wants the same of both."""
    kinds = {x.kind for x in items}
    if intent == "amount" and "percent" in kinds:
        return "lower_by" if any(x.has("lower") for x in items) else "raise_by"
    if intent == "close_date" and not kinds & {"date", "period"} and kinds & {"shift", "duration"}:
        return "pull_forward" if any(x.word.split()[-1] in _EARLIER for x in items) else "push_back"
    return intent


_EARLIER = frozenset("forward in earlier up sooner".split())


async def write(settings: Settings) -> None:
    folder = Path(intents.__file__).parent / "phrases"
    found: dict[str, dict[str, str]] = defaultdict(dict)
    async with open_database(settings) as database:
        people, encoder = await known_people(database), load_encoder(settings)
        for speaker, say, intent in _said():
            async with database.session(people[speaker], "agent") as session:
                items = (await read(TurnInput(say, DialogueState(), None, session, encoder))).items
            text = slotted(items)
            if len(text) < LONGEST:
                found[text.lower()][_counted(intent, items)] = text
    save(folder, found)


def save(folder: Path, found: Mapping[str, Mapping[str, str]]) -> None:
    """A file for each intent of {text in small letters: {intent: text}}, in the place of those that are there."""
    for file in folder.glob("*.txt"):
        file.unlink()
    lines: dict[str, list[str]] = defaultdict(list)
    for by_intent in found.values():
        if len(by_intent) == 1:  # what is said for two things teaches neither
            lines[next(iter(by_intent))].extend(by_intent.values())
    for intent, phrases in lines.items():
        ordered, step = sorted(phrases, key=str.lower), max(1.0, len(phrases) / _MOST)
        kept = [ordered[int(n * step)] for n in range(int(len(ordered) / step))]
        (folder / f"{intent}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
        print(f"{intent:16}{len(kept):6}")


def main() -> None:
    from evals.questions import asking, write_questions  # it builds on this module

    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, required=True)
    with running(None, parser.parse_args().keep) as site:
        settings = Settings(data_dir=site.data_dir, now=NOW)
        asyncio.run(write(settings))
        write_questions(site, asyncio.run(asking(settings)))


if __name__ == "__main__":
    main()
