"""A phrasebook: many ways to say each of the things that reps say most, written by people who saw nothing of the engine.

`intents/*.yaml` say once what an intent wants; `seen/INTENT.yaml` and `unseen/INTENT.yaml` hold nothing but ways to say it, with {slots}. So a
thousand sentences need no thousand expectations, a failure shows which turn of phrase is not understood, and the unseen half of an
intent shows whether mending the seen one taught more than the sentences that it was mended by.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from evals.language.case import Case, Expectation, Split, Turn

FOLDER = Path(__file__).parent
_LOGS = ("call", "meeting", "email", "note")


@cache
def load_phrases() -> tuple[Case, ...]:
    """Every phrase as a case; the category is its intent."""
    intents: dict[str, Any] = {k: v for file in sorted(FOLDER.glob("intents/*.yaml")) for k, v in _yaml(file).items()}
    return tuple(
        case for name, intent in intents.items() for split in ("seen", "unseen") for case in _cases(name, intent, split)
    )


def _cases(name: str, intent: Mapping[str, Any], split: Split) -> Iterator[Case]:
    path = FOLDER / split / f"{name}.yaml"
    for n, say in enumerate(_yaml(path) if path.exists() else ()):
        bound = intent["bind"][n % len(intent["bind"])]
        expect = tuple(_filled(e, bound) for e in _expectations(intent, say))
        said = say.format_map(bound)
        yield Case(
            f"{name}-{split[0]}{n:02}",
            name,
            split,
            "plain",
            bound["speaker"],
            (Turn(said[0].upper() + said[1:] if say[0] == "{" and n % 2 else said),),
            expect,
        )


def _expectations(intent: Mapping[str, Any], say: str) -> Iterator[Expectation]:
    """What is wanted; where it may be logged too, with each kind of log; where nothing is wanted, no change or such a log.

    A phrase without a slot that is `required` has to be asked about.
    """
    if "required" in intent and f"{{{intent['required']}}}" not in say:
        yield {"asks": True}
        return
    if "answers" in intent:
        yield from intent["answers"]
        return
    wanted: Sequence[Any] = intent["expect"]
    yield {"changes": wanted} if wanted else {"nochange": True}
    if "or" in intent:
        yield {"changes": intent["or"]}
        yield {"changes": [*wanted, *intent["or"]]}
    if logged := intent.get("logged", not wanted):
        about = logged if isinstance(logged, str) else "{about}"
        for kind in _LOGS:
            yield {"changes": [*wanted, {"create": kind, "about": about}]}


def _filled(value: Any, bound: Mapping[str, Any]) -> Any:
    """With every "{slot}" replaced; a slot alone keeps its kind, a number stays one."""
    if isinstance(value, str):
        return bound[value[1:-1]] if value.startswith("{") and value.endswith("}") else value.format_map(bound)
    if isinstance(value, Mapping):
        return {k: _filled(v, bound) for k, v in value.items()}
    return [_filled(v, bound) for v in value] if isinstance(value, Sequence) else value


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
