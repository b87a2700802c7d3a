"""How many ways to say a thing are understood: `python -m evals.phrasebook [--keep FOLDER] [--only INTENTS] [--split seen|unseen] [--show]`.

Runs `language/phrasebook` and prints for each intent how many of its seen and unseen phrases come right, and with `--show` which seen ones do not.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter, defaultdict
from pathlib import Path

from evals.language.phrasebook import load_phrases
from evals.language.run import run_case
from evals.server import running
from evals.tally import Result


def line(name: str, results: list[Result]) -> str:
    n = Counter(r.outcome for r in results)
    return f"{name:20}{len(results):5} {n['right'] / (len(results) or 1):7.1%} right {n['abstained']:4} abstained {n['wrong']:4} wrong {n['dangerous']:4} dangerous"


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="use the installation in this folder again")
    parser.add_argument("--only", metavar="INTENT", nargs="+")
    parser.add_argument("--split", choices=("seen", "unseen"))
    parser.add_argument("--show", action="store_true", help="print the seen phrases that do not come right")
    options = parser.parse_args()
    cases = [
        c
        for c in load_phrases()
        if (not options.only or c.category in options.only) and options.split in (None, c.split)
    ]
    found: dict[str, dict[str, list[Result]]] = defaultdict(lambda: defaultdict(list))
    with running(None, options.keep) as site:
        for case in cases:
            result = run_case(site, case)
            found[case.split][case.category].append(result)
            if options.show and case.split == "seen" and result.outcome != "right":
                print(
                    f"[{result.outcome}] {result.id} {result.speaker}: {result.said[0]}\n      {result.why[:200]}\n      {result.text[:160]!r}",
                    flush=True,
                )
    for split, intents in found.items():
        print(f"\n{split}")
        for name, results in intents.items():
            print(line(name, results))
        print(line("all", [r for rs in intents.values() for r in rs]))


if __name__ == "__main__":
    main()
