"""The cases are whole: enough of them, split as promised, and every expectation means something in the company's files."""

from __future__ import annotations

from collections import Counter

import pytest

from evals.company import Company, select
from evals.company.figures import grouped
from evals.language.answers import metric_value
from evals.language.case import Case, load_cases
from evals.language.changes import read_wanted
from evals.language.judge import evaluator
from evals.language.phrasebook import load_phrases
from evals.language.verdict import Context

CASES = load_cases()
PHRASES = load_phrases()


def test_there_are_six_hundred_sentences_and_a_third_of_each_category_is_unseen() -> None:
    splits = Counter((case.category, case.split) for case in CASES)
    assert len(CASES) >= 600
    assert 0.25 < sum(n for (_, split), n in splits.items() if split == "unseen") / len(CASES) < 0.42
    assert {category for category, split in splits if split == "seen"} == {
        c for c, split in splits if split == "unseen"
    }


def test_ids_are_unique() -> None:
    assert len({case.id for case in CASES}) == len(CASES)


def test_people_talk_in_many_ways() -> None:
    styles = Counter(case.style for case in CASES)
    assert {"plain", "telegram", "dictated", "formal", "typos", "nonnative", "british"} <= set(styles)
    assert len({case.speaker for case in CASES}) >= 12


def test_two_fifths_of_the_phrases_of_each_intent_are_unseen() -> None:
    unseen = Counter(p.category for p in PHRASES if p.split == "unseen")
    assert all(unseen[name] / n == 0.4 for name, n in Counter(p.category for p in PHRASES).items())
    assert len({p.turns[0].say for p in PHRASES}) == len(PHRASES)


@pytest.mark.parametrize("case", (*CASES, *PHRASES), ids=lambda case: case.id)
def test_every_expectation_can_be_judged(case: Case, company_files: Company) -> None:
    assert case.speaker in company_files.people
    for expectation in case.expect:
        evaluator(expectation)
        _evaluate(case, expectation, company_files)


def _evaluate(case: Case, wanted: dict[str, object], company: Company) -> None:
    for name in ("records", "count"):
        if name in wanted:
            select(company, case.speaker, str(wanted[name]))
    if isinstance(report := wanted.get("report"), dict):
        assert grouped(company, case.speaker, report["where"], report["by"], report["metrics"])
    if "value" in wanted:
        context = Context(case.speaker, None, (), company, None)  # type: ignore[arg-type]
        metric_value(context, str(wanted["value"]), wanted.get("object"))  # type: ignore[arg-type]
    for raw in wanted.get("changes", ()):  # type: ignore[attr-defined]
        made = read_wanted(company, case.speaker, raw)
        assert made
        assert all(company.find(w.target) for w in made if w.op != "create")
        assert all(company.find(key) for w in made for key in (w.about or "").split("|") if key)
    for name in ("brief", "draft", "convert", "undone"):
        assert name not in wanted or company.find(str(wanted[name]))
