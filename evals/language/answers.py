"""Evaluators of answers that change nothing: records, counts, figures, reports, words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals.company import select
from evals.company.figures import Figure, figure, grouped
from evals.language.answer import Answer, figures_in, labels_in, numbers_in
from evals.language.values import digits, says_day
from evals.language.verdict import Context, Evaluator, Verdict, passed, wrong


def _near(left: float, right: float, tolerance: float) -> bool:
    return abs(left - right) <= max(tolerance, 1e-4 * abs(right))


def stated_figures(answer: Answer) -> list[float]:
    """The figures of an answer: of its metrics and one-row tables, else the numbers of its text."""
    blocks = [b["value"] for b in answer.of_type("metric")] + [
        b["rows"] for b in answer.of_type("table") if len(b["rows"]) == 1
    ]
    return list(figures_in(blocks)) or numbers_in(answer.text)


@dataclass(frozen=True, slots=True)
class Records(Evaluator):
    """Exactly these records (a page of them where there are more than it shows), in order with `ordered: true`."""

    def judge(self, context: Context) -> Verdict:
        found = select(context.company, context.speaker, self.wanted)
        blocks = [b for b in context.answer.of_type("records") if b["object"] == found.object]
        if context.answer.status != "complete":
            return wrong(f"status {context.answer.status}")
        if not blocks:
            return passed(
                not found.rows and not context.answer.of_type("records"), f"no records, {len(found.rows)} wanted"
            )
        block = blocks[0]
        shown = [context.answer.key(item["id"]) for item in block["items"]]
        total = len(shown) if " limit " in self.wanted else block["total"]  # "top 5" shows five of however many
        return self._compare(found.keys, shown, total)

    def _compare(self, wanted: list[str], shown: list[str], total: int) -> Verdict:
        extra = sorted(set(shown) - set(wanted))
        lacking = sorted(set(wanted) - set(shown)) if total <= len(shown) else []
        if extra or lacking or total != len(wanted):
            return wrong(f"{total} of {len(wanted)}; unwanted {extra[:8]}; lacking {lacking[:8]}")
        if self.all.get("ordered") and shown != wanted[: len(shown)]:
            return wrong(f"order {shown[:6]} not {wanted[:6]}")
        return passed(True, "")


@dataclass(frozen=True, slots=True)
class Count(Evaluator):
    """How many there are, as a metric, the total of a list, or a number in the text."""

    def judge(self, context: Context) -> Verdict:
        wanted = len(select(context.company, context.speaker, self.wanted).rows)
        answer = context.answer
        totals = [float(b["total"]) for b in answer.of_type("records")]
        said = list(figures_in([b["value"] for b in answer.of_type("metric")])) or totals or stated_figures(answer)
        none_said = wanted == 0 and not said and answer.status == "complete"
        return passed(answer.status == "complete" and (wanted in said or none_said), f"{said[:5]}, {wanted} wanted")


@dataclass(frozen=True, slots=True)
class ValueOf(Evaluator):
    """One figure: `metric: conditions` over deals (leads for lead metrics, or `object`)."""

    def judge(self, context: Context) -> Verdict:
        wanted = metric_value(context, self.wanted, self.all.get("object"))
        said = stated_figures(context.answer)
        if wanted is None:
            return passed(context.answer.status == "complete" and not said, f"{said[:5]}, nothing wanted")
        tolerance = self.all.get("tolerance", 0.06)
        ok = context.answer.status == "complete" and any(_near(number, wanted, tolerance) for number in said)
        return passed(ok, f"{said[:5]}, {wanted:.2f} wanted")


def metric_value(context: Context, text: str, name: str | None = None, *, speaker: str | None = None) -> Figure:
    metric, _, where = text.partition(":")
    found = name or ("lead" if metric.startswith("lead") else "deal")
    return figure(metric, select(context.company, speaker or context.speaker, f"{found}:{where}").rows)


@dataclass(frozen=True, slots=True)
class Report(Evaluator):
    """The rows of a table: each group once, with its figures; empty groups may be there."""

    def judge(self, context: Context) -> Verdict:
        tables = context.answer.of_type("table")
        if not tables:
            return wrong(f"no table, status {context.answer.status}")
        if self.all.get("chart") and not context.answer.of_type("chart"):
            return wrong("no chart")
        wanted = self._wanted(context)
        return self._compare(wanted, tables[-1]["rows"])

    def _wanted(self, context: Context) -> dict[tuple[str, ...], tuple[Figure, ...]]:
        spec = self.wanted
        rows = grouped(context.company, context.speaker, spec["where"], spec["by"], spec["metrics"])
        if top := spec.get("top"):
            best = sorted(rows, key=lambda key: -(rows[key][0] or 0))[:top]
            rows = {key: rows[key] for key in best}
        return rows

    def _compare(self, wanted: dict[tuple[str, ...], tuple[Figure, ...]], rows: Sequence[dict[str, Any]]) -> Verdict:
        left = list(rows)
        for labels, figures in wanted.items():
            row = next((r for r in left if self._is(r, labels, figures)), None)
            if row is not None:
                left.remove(row)
            elif any(figures):
                return wrong(f"no row {labels} {figures}")
        full = [r for r in left if any(isinstance(v, int | float) and v for v in r.values())]
        return passed(not full, f"{len(full)} rows unwanted, as {full[:1]}")

    def _is(self, row: dict[str, Any], labels: tuple[str, ...], figures: tuple[Figure, ...]) -> bool:
        there, tolerance = labels_in(row), self.all.get("tolerance", 0.06)
        numbers = [float(v) for v in row.values() if isinstance(v, int | float)]
        named = all(label.casefold() in there for label in labels)
        return named and all(any(_near(n, f, tolerance) for n in numbers) if f else True for f in figures)


@dataclass(frozen=True, slots=True)
class Compare(Evaluator):
    """A figure now and before, in one row, metric or sentence; by one dimension where `by` is there."""

    def judge(self, context: Context) -> Verdict:
        by = [self.wanted["by"]] if "by" in self.wanted else []
        now, before = (
            grouped(context.company, context.speaker, self.wanted[name], by, [self.wanted["metric"]])
            for name in ("where", "previous")
        )
        rows = [
            list(figures_in(r)) + numbers_in(" ".join(labels_in(r)))
            for b in context.answer.of_type("table")
            for r in b["rows"]
        ]
        rows += [list(figures_in(b)) for b in context.answer.of_type("metric")] + [numbers_in(context.answer.text)]
        for key in now.keys() & before.keys():
            pair = (now[key][0], before[key][0])
            if not any(all(f is None or any(_near(n, f, 0.06) for n in row) for f in pair) for row in rows):
                return wrong(f"nowhere {pair} for {key}")
        return passed(context.answer.status == "complete", f"status {context.answer.status}")


@dataclass(frozen=True, slots=True)
class Says(Evaluator):
    """The text, or the one record it shows, has every one: words, `date:ISO`, `num:VALUE`, `num:count:CONDITIONS`."""

    def judge(self, context: Context) -> Verdict:
        lacking = [token for token in self.wanted if not self._said(context, str(token))]
        if context.answer.status != "complete" and lacking != []:
            return wrong(f"status {context.answer.status}")
        return passed(context.answer.status == "complete" and not lacking, f"does not say {lacking}")

    def _said(self, context: Context, token: str) -> bool:
        text = context.answer.said
        if token.startswith("date:"):
            return says_day(text, token[5:])
        if token.startswith("num:count:"):
            return len(select(context.company, context.speaker, f"deal: {token[10:]}").rows) in numbers_in(text)
        if token.startswith("num:"):
            return any(_near(n, float(token[4:]), 0.01) for n in numbers_in(text))
        if token.startswith("+"):
            return digits(token) in digits(text)
        return token.casefold() in text.casefold() or token.replace(",", "") in text


@dataclass(frozen=True, slots=True)
class Hidden(Evaluator):
    """Nothing of what the speaker may not see: texts, or `num:METRIC:CONDITIONS` as the executive would see it."""

    def judge(self, context: Context) -> Verdict:
        answer = context.answer
        told = [token for token in self.wanted if self._told(context, token)]
        return passed(answer.status != "failed" and not told, f"tells {told}" if told else f"status {answer.status}")

    def _told(self, context: Context, token: str) -> bool:
        if token.startswith("num:"):
            value = metric_value(context, token[4:], speaker="evelyn")
            return value is not None and any(_near(n, value, 0.01) for n in numbers_in(context.answer.everything))
        return token.casefold() in context.answer.everything.casefold()
