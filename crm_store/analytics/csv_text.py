"""A result as CSV (RFC 4180) that no spreadsheet runs: text which looks like a formula is made text."""

from __future__ import annotations

import csv
import io
from typing import Any

from crm_store.analytics.result import ReportResult

# What a spreadsheet takes for the start of a formula, or skips before one.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def to_csv(result: ReportResult) -> str:
    """A header of labels and one line per row; money and ratios with two decimals."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([neutral(c.label) for c in result.columns])
    for row in result.rows:
        writer.writerow([_cell(row.values[c.key], c.kind) for c in result.columns])
    return out.getvalue()


def neutral(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would calculate."""
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _cell(value: Any, kind: str) -> Any:
    if value is None:
        return ""
    if isinstance(value, str):
        return neutral(value)
    return f"{value:.2f}".removesuffix(".00") if kind in ("money", "percent", "days") else value
