"""How much hangs on how it is put: `python -m evals.variations [--keep FOLDER] [--each N] [--seed N] [--only NAMES] [--show]`.

Seen sentences that are right as they stand are said in another manner (`language/variations`); what must come of them stays. Prints for each
manner how many are still right, and with `--show` which are not.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

from evals.language.case import Case, load_cases
from evals.language.run import run_case
from evals.language.variations import COMPOSED, MANNERS, varied
from evals.language.variations.composed import composed
from evals.server import Site, running
from evals.tally import Result


def variations(cases: list[Case], name: str, size: int, seed: int) -> Iterator[Case]:
    """Up to `size` cases in that manner, drawn at random."""
    random = Random(f"{seed}{name}")
    if name in COMPOSED:
        yield from composed(cases, name, size, random)
        return
    found = 0
    for case in random.sample(cases, len(cases)):
        if found < size and (other := varied(case, name, random)):
            found += 1
            yield other


def _line(name: str, results: list[Result]) -> str:
    n = Counter(r.outcome for r in results)
    of = len(results) or 1
    return f"{name:18}{len(results):5} {n['right'] / of:7.1%} right {n['abstained']:4} abstained {n['wrong']:4} wrong {n['dangerous']:4} dangerous"


def _told(result: Result) -> str:
    return f"  [{result.outcome}] {result.id} {result.speaker}: {' | '.join(result.said)}\n      {result.why[:300]}"


def _run(site: Site, options: Namespace) -> None:
    cases = [c for c in load_cases() if c.split == "seen" and c.turns[-1].say]
    fine: dict[str, bool] = {}

    def right(case: Case) -> bool:
        """As it stands."""
        if case.id not in fine:
            fine[case.id] = run_case(site, case).outcome == "right"
        return fine[case.id]

    by_id = {c.id: c for c in cases}
    for name in options.only or [*MANNERS, *COMPOSED]:
        results = [
            run_case(site, v)
            for v in variations(cases, name, options.each, options.seed)
            if all(right(by_id[i]) for i in v.id.split("~")[0].split("+"))
        ]
        print(_line(name, results), flush=True)
        if options.show:
            print(*(_told(r) for r in results if r.outcome != "right"), sep="\n", flush=True)


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="use the installation in this folder again")
    parser.add_argument("--each", metavar="N", type=int, default=150, help="sentences of each manner (default 150)")
    parser.add_argument("--seed", metavar="N", type=int, default=1)
    parser.add_argument("--only", metavar="NAME", nargs="+", choices=[*MANNERS, *COMPOSED])
    parser.add_argument("--show", action="store_true", help="print what is no longer right")
    options = parser.parse_args()
    with running(None, options.keep) as site:
        _run(site, options)


if __name__ == "__main__":
    main()
