"""Results of a run: counted by category, printed as a table, kept as JSON."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

BUILD = Path("build/evals")
OUTCOMES = ("right", "abstained", "wrong", "dangerous")


@dataclass(frozen=True, slots=True)
class Result:
    """One judged case; `ms` are those of each turn."""

    id: str
    category: str
    split: str
    style: str
    speaker: str
    said: Sequence[str]
    outcome: str
    why: str
    status: str
    text: str
    ms: Sequence[float]


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile; 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def summary(results: Sequence[Result]) -> dict[str, Any]:
    """Counts, the share of right ones, and milliseconds a turn."""
    counts = Counter(result.outcome for result in results)
    times = [ms for result in results for ms in result.ms]
    total = len(results)
    return {
        "cases": total, **{name: counts[name] for name in OUTCOMES},
        "right_share": round(counts["right"] / total, 4) if total else None,
        "p50_ms": round(percentile(times, 0.5), 1), "p95_ms": round(percentile(times, 0.95), 1),
    }  # fmt: skip


def by_category(results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    names = sorted({result.category for result in results})
    return {name: summary([r for r in results if r.category == name]) for name in names}


def print_table(console: Console, title: str, results: Sequence[Result], *, categories: bool) -> None:
    """One row for each category (where wanted) and one for all."""
    table = Table("category", "cases", *OUTCOMES, "right %", "p50 ms", "p95 ms", title=title)
    rows = by_category(results) if categories else {}
    for name, row in {**rows, "all": summary(results)}.items():
        share = f"{100 * row['right_share']:.1f}" if row["right_share"] is not None else ""
        cells = [name, row["cases"], *(row[o] for o in OUTCOMES), share, row["p50_ms"], row["p95_ms"]]
        table.add_row(*map(str, cells), style="bold" if name == "all" else None)
    console.print(table)


def write_failures(path: Path, results: Iterable[Result]) -> int:
    """Every case that is not right, one JSON object a line; how many."""
    failed = [r for r in results if r.outcome != "right"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(asdict(r), ensure_ascii=False) + "\n" for r in failed), encoding="utf-8")
    return len(failed)
