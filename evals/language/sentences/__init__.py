"""Paragraphs put together from single sentences: an opening, some talk, one or two things to do, each written by people who saw nothing of the engine.

`wanted.yaml` says what each kind of sentence wants; `seen/KIND.yaml` and `unseen/KIND.yaml` hold the sentences. So fifteen hundred
sentences make any number of dictations whose changes are known, and a failure shows between which of them something was lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from evals.language.case import Case, Split, Turn

FOLDER = Path(__file__).parent
_ABOUT_DEAL = frozenset(["o_call_deal", "o_called_by", "o_visit_deal"])
_OF_DEAL = frozenset(["amount", "day", "stage", "all", "step"])  # kinds that need the deal to be named


def paragraphs(split: Split, count: int, seed: int) -> Iterator[Case]:
    """So many paragraphs of one split, the same ones for the same seed; the category is what they want, as "s_amount+s_send"."""
    known, chance = _wanted(), Random(seed)
    for n in range(count):
        bound = known["bind"][n % len(known["bind"])]
        opening = chance.choice(sorted(known["openings"]))
        kinds = _chosen(known["sentences"], opening in _ABOUT_DEAL, chance)
        said = [_say(opening, split, chance, bound)]
        for kind in kinds:
            said += [_say(known["talk"], split, chance, bound)] if chance.random() < _TALKS else []
            said.append(_say(kind, split, chance, {**bound, **_own(known["sentences"][kind], bound)}))
        wanted = [known["openings"][opening], *(known["sentences"][k] for k in kinds)]
        expect = {"changes": _merged([_filled(w, bound) for w in wanted if set(w) & {"create", "update"}])}
        speaker = str(bound["speaker"])
        yield Case(
            f"{split[0]}{seed}-{n:03}", "+".join(kinds), split, "dictated", speaker, (Turn(" ".join(said)),), (expect,)
        )


_TALKS = 0.5  # how often talk stands before what is to be done


def sentences(split: Split) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(kind, sentence, what its slots are filled with) of one split."""
    known = _wanted()
    for kind in (*known["openings"], *known["sentences"], known["talk"]):
        for n, say in enumerate(_said(kind, split)):
            bound = known["bind"][n % len(known["bind"])]
            yield kind, say.format_map({**bound, **_own(known["sentences"].get(kind, {}), bound)}), bound


def fragments(split: Split) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """(kind, fragment of a sentence, what its slots are filled with) of one split."""
    known = _wanted()
    for file in sorted((FOLDER / "fragments" / split).glob("*.yaml")):
        for n, say in enumerate(_yaml(file)):
            bound = known["bind"][n % len(known["bind"])]
            yield file.stem, say.format_map({**bound, **_own(known["sentences"].get(file.stem, {}), bound)}), bound


def breaths(split: Split, count: int, seed: int) -> Iterator[Case]:
    """So many sentences put together from fragments: a talk, and one to three things that are told in the same breath."""
    known, chance = _wanted(), Random(seed)
    said = {file.stem: _yaml(file) for file in sorted((FOLDER / "fragments" / split).glob("*.yaml"))}
    kinds = {k: w for k, w in known["sentences"].items() if k in said}
    for n in range(count):
        bound = known["bind"][n % len(known["bind"])]
        opening = chance.choice(["o_call_deal", "o_visit_deal"])
        told = _chosen(kinds, True, chance)
        parts = [chance.choice(said[opening]).format_map(bound)]
        for kind in told:
            parts += [chance.choice(said["s_talk"]).format_map(bound)] if chance.random() < _TALKS_BESIDE else []
            parts.append(chance.choice(said[kind]).format_map({**bound, **_own(kinds[kind], bound)}))
        text = parts[0] + "".join(f"{chance.choice(_JOINTS)}{part}" for part in parts[1:])
        wanted = [known["openings"][opening], *(kinds[k] for k in told)]
        expect = {"changes": _merged([_filled(w, bound) for w in wanted if set(w) & {"create", "update"}])}
        yield Case(
            f"{split[0]}b{seed}-{n:03}",
            "+".join(told),
            split,
            "dictated",
            str(bound["speaker"]),
            (Turn(text),),
            (expect,),
        )


_TALKS_BESIDE = 0.3
_JOINTS = (", ", ", ", " and ", ", and ", " - ", ": ")


def _chosen(known: Mapping[str, Any], of_deal: bool, chance: Random) -> list[str]:
    """One or two kinds of sentences that do not contradict each other."""
    kinds = sorted(k for k, w in known.items() if of_deal or w["kind"] not in _OF_DEAL)
    first, second = chance.sample(kinds, 2)
    alike = {known[first]["kind"], known[second]["kind"]}
    closed = {"s_won", "s_lost_price", "s_lost_rival", "s_unchanged"} & {first, second}
    clash = len(alike) == 1 or (closed and alike & _OF_DEAL == alike)
    return [first] if clash or chance.random() < _ALONE else [first, second]


_ALONE = 0.4


def _own(wanted: Mapping[str, Any], bound: Mapping[str, Any]) -> dict[str, Any]:
    """Values that only this kind of sentence has: what is added is another sum, and the newcomer's title another title."""
    own = {"money": bound["more"]} if "money" in wanted else {}
    return {**own, "title": bound["job"]} if wanted.get("create") == "contact" else own


def _merged(wanted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Updates of one record as one change."""
    found: dict[str, dict[str, Any]] = {}
    for n, one in enumerate(wanted):
        place = one.get("update", str(n))
        found[place] = {**one, "set": {**found[place]["set"], **one["set"]}} if place in found else one
    return list(found.values())


def _say(kind: str, split: Split, chance: Random, bound: Mapping[str, Any]) -> str:
    return str(chance.choice(_said(kind, split))).format_map(bound)


def _filled(value: Any, bound: Mapping[str, Any]) -> Any:
    if isinstance(value, str):
        return bound[value[1:-1]] if value.startswith("{") and value.endswith("}") else value.format_map(bound)
    if isinstance(value, Mapping):
        return {k: _filled(v, bound) for k, v in value.items() if k not in ("kind", "money")}
    return [_filled(v, bound) for v in value] if isinstance(value, list) else value


@cache
def _said(kind: str, split: Split) -> list[str]:
    return list(_yaml(FOLDER / split / f"{kind}.yaml"))


@cache
def _wanted() -> Any:
    return _yaml(FOLDER / "wanted.yaml")


def _yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
