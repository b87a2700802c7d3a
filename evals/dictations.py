"""Ten long dictations and what became of them: `python -m evals.dictations [--keep FOLDER]` prints it.

The longest sentences of the seen split that somebody dictated, each said to a running server: what was said, the answer, every
change that it proposes, and the trace of the turn (acts, tools, milliseconds).
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evals.language.answer import Answer
from evals.language.case import Case, load_cases
from evals.language.judge import judge
from evals.language.verdict import Context
from evals.server import Site, running

SHOWN = 10


def longest() -> list[Case]:
    """The longest dictations of one turn, the longest first."""
    single = [c for c in load_cases() if c.split == "seen" and c.category == "dictation" and len(c.turns) == 1]
    return sorted(single, key=lambda c: -len(c.turns[0].say or ""))[:SHOWN]


def told(site: Site, case: Case) -> Iterator[str]:
    """The lines of one dictation."""
    client = site.client(case.speaker)
    message, ms = client.send(client.converse(), {"text": case.turns[0].say})
    answer = Answer.from_message(message, site.keys)
    verdict = judge(Context(case.speaker, answer, (), site.company, client), tuple(case.expect))
    yield f"{case.id} [{case.speaker}] {case.turns[0].say}"
    yield f"  -> {verdict.outcome}{': ' + verdict.why if verdict.why else ''} ({ms:.0f} ms)"
    for change in (answer.proposal or {}).get("changes", ()):
        yield f"     {_change(change)}"
    if message.get("trace_id"):
        yield from (f"     trace: {_short(step)}" for step in client.get(f"/traces/{message['trace_id']}")["steps"])


def _change(change: Mapping[str, Any]) -> str:
    fields = "; ".join(f"{name} = {_label(value['after'])}" for name, value in change["set"].items())
    return f"{change['op']} {change['object']} {(change.get('record') or {}).get('label', '')}: {fields}"


def _label(value: Any) -> str:
    return str(value.get("label", value)) if isinstance(value, dict) else str(value)


def _short(step: Any) -> str:
    text = str(step)
    return text if len(text) <= _WIDE else text[:_WIDE] + " …"


_WIDE = 220


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="use the installation in this folder again")
    with running(None, parser.parse_args().keep) as site:
        for case in longest():
            print(*told(site, case), "", sep="\n")


if __name__ == "__main__":
    main()
