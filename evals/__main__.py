"""`python -m evals [SUITE] [--model M] [--json] [--unseen-detail] [--only PREFIX] [--keep FOLDER]`: `crm eval` with everything it can do."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from evals.runner import SUITES, Options, run_suite


def main() -> int:
    """Parse the command line and run the suite."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("suite", nargs="?", default="language", choices=sorted(SUITES))
    parser.add_argument("--model", help="judge this model instead of CRM_MODEL")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON instead of tables")
    parser.add_argument(
        "--unseen-detail", action="store_true", help="show the unseen split by category, and its failures"
    )
    parser.add_argument("--only", metavar="PREFIX", help="cases whose id starts with this")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="use the installation in this folder again")
    given = parser.parse_args()
    return run_suite(given.suite, given.model, Options(given.json, given.unseen_detail, given.only, given.keep))


if __name__ == "__main__":
    sys.exit(main())
