"""How many put-together dictations are understood: `python -m evals.paragraphs [--keep FOLDER] [--count N] [--seed N] [--split seen|unseen] [--breath] [--show]`.

Prints for each kind of sentence how many of the paragraphs that hold it come right, and with `--show` which seen ones do not.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections import defaultdict
from pathlib import Path

from evals.language.run import run_case
from evals.language.sentences import breaths, paragraphs
from evals.phrasebook import line
from evals.server import running
from evals.tally import Result


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="use the installation in this folder again")
    parser.add_argument("--count", type=int, default=150, help="paragraphs of each split")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("seen", "unseen"))
    parser.add_argument(
        "--breath",
        action="store_true",
        help="sentences put together from fragments instead of paragraphs from sentences",
    )
    parser.add_argument("--show", action="store_true", help="print the seen paragraphs that do not come right")
    options = parser.parse_args()
    with running(None, options.keep) as site:
        for split in ("seen", "unseen") if options.split is None else (options.split,):
            found: dict[str, list[Result]] = defaultdict(list)
            make = breaths if options.breath else paragraphs
            for case in make(split, options.count, options.seed):
                result = run_case(site, case)
                found["all"].append(result)
                for kind in case.category.split("+"):
                    found[kind].append(result)
                if options.show and split == "seen" and result.outcome != "right":
                    print(f"[{result.outcome}] {result.id} {result.category} {result.speaker}: {result.said[0]}")
                    print(f"      {result.why[:300]}\n      {result.text[:400]!r}", flush=True)
            print(f"\n{split}")
            for kind in sorted(found):
                print(line(kind, found[kind]))


if __name__ == "__main__":
    main()
