"""`crm eval SUITE`: start the product on the demo company, run a suite, print its table, hold it to its thresholds."""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from evals.language.case import load_cases
from evals.language.run import run_case
from evals.server import Site, running
from evals.tally import BUILD, Result, by_category, print_table, summary, write_failures

THRESHOLDS = Path(__file__).parent / "thresholds.toml"
out = Console(width=None if sys.stdout.isatty() else 140)  # a log's lines need not be 80 wide


@dataclass(frozen=True, slots=True)
class Options:
    """`only` keeps the cases whose id or category starts with it. Without `unseen_detail` the unseen split is totals alone;
    `keep` is a folder whose installation is used again."""

    json: bool = False
    unseen_detail: bool = False
    only: str | None = None
    keep: Path | None = None


def run_suite(suite: str, model: str | None = None, options: Options | None = None) -> int:
    """Run one suite; 0 where it holds its thresholds, 1 where it falls under them, 2 for an unknown suite."""
    if suite not in SUITES:
        out.print(f"There is no suite `{suite}`: use one of {', '.join(SUITES)}.")
        return 2
    chosen = options or Options()
    with running(model, chosen.keep) as site:
        figures = SUITES[suite](site, chosen)
    if chosen.json:
        print(json.dumps(figures))
    return _held(suite, figures)


def thresholds(suite: str) -> Mapping[str, float]:
    with THRESHOLDS.open("rb") as file:
        return dict(tomllib.load(file).get(suite, {}))


def shortfalls(suite: str, figures: Mapping[str, Any]) -> list[str]:
    """The thresholds that a run does not hold, each as one line; one of dangerous outcomes is a ceiling."""
    said = []
    for name, limit in thresholds(suite).items():
        value = figures[name]
        if (value > limit) if name.endswith("dangerous") else (value < limit):
            said.append(f"{suite}: {name} is {value}, the threshold {limit}")
    return said


def _held(suite: str, figures: Mapping[str, Any]) -> int:
    lines = shortfalls(suite, figures)
    for line in lines:
        out.print(f"[red]{line}[/red]")
    return 1 if lines else 0


def run_language(site: Site, options: Options) -> dict[str, Any]:
    """Every sentence; failures of the seen split (of both with `unseen_detail`) to build/evals/."""
    cases = [c for c in load_cases() if not options.only or c.id.startswith(options.only)]
    results = [run_case(site, case) for case in track(cases, "sentences", console=out, transient=True)]
    seen, unseen = ([r for r in results if r.split == split] for split in ("seen", "unseen"))
    if not options.json:
        print_table(out, "seen", seen, categories=True)
        print_table(out, "unseen", unseen, categories=options.unseen_detail)
    write_failures(BUILD / "language.jsonl", results if options.unseen_detail else seen)
    return _figures(seen, unseen)


def _figures(seen: Sequence[Result], unseen: Sequence[Result]) -> dict[str, Any]:
    return {
        "seen_right": summary(seen)["right_share"] or 0.0, "unseen_right": summary(unseen)["right_share"] or 0.0,
        "seen_dangerous": summary(seen)["dangerous"],
        "unseen_dangerous": summary(unseen)["dangerous"],
        "seen": summary(seen), "unseen": summary(unseen), "categories": by_category(seen),
    }  # fmt: skip


def run_retrieval(site: Site, options: Options) -> dict[str, Any]:
    from evals.retrieval.run import run

    return run(site, out, unseen_detail=options.unseen_detail, quiet=options.json)


SUITES: Mapping[str, Callable[[Site, Options], dict[str, Any]]] = {"language": run_language, "retrieval": run_retrieval}
