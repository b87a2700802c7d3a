"""Hold every case's conversation over HTTP and judge what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from evals.language.answer import Answer
from evals.language.case import Case, Turn
from evals.language.judge import judge
from evals.language.verdict import Context, Verdict, wrong
from evals.server import Site
from evals.tally import Result


@dataclass(frozen=True, slots=True)
class Held:
    """A conversation that was held: its answers, and milliseconds for each of them."""

    answers: tuple[Answer, ...]
    ms: tuple[float, ...]
    applied: tuple[str, ...]


def run_cases(site: Site, cases: Iterable[Case]) -> Iterator[Result]:
    """One result for each case, in order."""
    for case in cases:
        yield run_case(site, case)


def run_case(site: Site, case: Case) -> Result:
    client = site.client(case.speaker)
    try:
        held = _hold(site, case)
    except httpx.HTTPError as error:
        return _result(case, wrong(f"{type(error).__name__}: {error}"), None, ())
    last = held.answers[-1]
    verdict = judge(Context(case.speaker, last, held.answers[:-1], site.company, client), tuple(case.expect))
    for proposal in held.applied:
        _put_back(site, case, proposal)
    return _result(case, verdict, last, held.ms)


def _hold(site: Site, case: Case) -> Held:
    client = site.client(case.speaker)
    conversation = client.converse()
    answers: list[Answer] = []
    times: list[float] = []
    applied: list[str] = []
    for turn in case.turns:
        if turn.approve:
            applied += _approve(site, case, answers[-1])
            continue
        message, ms = client.send(conversation, _body(site, turn, answers))
        answers.append(Answer.from_message(message, site.keys))
        times.append(ms)
    return Held(tuple(answers), tuple(times), tuple(applied))


def _body(site: Site, turn: Turn, answers: list[Answer]) -> dict[str, Any]:
    if turn.choose is not None and answers:
        for option in answers[-1].options:
            if turn.choose.casefold() in option["label"].casefold():
                return {"choice_id": option["choice_id"]}
    body: dict[str, Any] = {"text": turn.say or turn.choose}
    if turn.page:
        record_id = next(i for i, key in site.keys.items() if key == turn.page)
        body["page"] = {"object": site.company.row(turn.page).object, "id": record_id}
    return body


def _approve(site: Site, case: Case, answer: Answer) -> list[str]:
    if answer.proposal is None:
        return []
    site.client(case.speaker).post(f"/proposals/{answer.proposal['id']}/approve", {})
    return [answer.proposal["id"]]


def _put_back(site: Site, case: Case, proposal: str) -> None:
    """Leave the company as it was for the next case; the chat may have undone it already."""
    client = site.client(case.speaker)
    if client.get(f"/proposals/{proposal}")["status"] == "applied":
        client.post(f"/proposals/{proposal}/undo", {})


def _result(case: Case, verdict: Verdict, answer: Answer | None, ms: tuple[float, ...]) -> Result:
    said = [turn.say or turn.choose or "(approves)" for turn in case.turns]
    status, text = (answer.status, answer.text) if answer else ("", "")
    return Result(
        case.id,
        case.category,
        case.split,
        case.style,
        case.speaker,
        said,
        verdict.outcome,
        verdict.why,
        status,
        text,
        ms,
    )
