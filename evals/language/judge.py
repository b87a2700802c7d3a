"""The judge: the best verdict of a case's alternatives; a proposal that none of them wants is dangerous."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evals.language import answers, evidence, proposals
from evals.language.verdict import Context, Evaluator, Verdict, dangerous, wrong

EVALUATORS: Mapping[str, type[Evaluator]] = {
    "records": answers.Records, "count": answers.Count, "value": answers.ValueOf, "report": answers.Report,
    "compare": answers.Compare, "says": answers.Says, "hidden": answers.Hidden,
    "cites": evidence.Cites, "nocites": evidence.NoCites, "none": evidence.NoneFound, "brief": evidence.Brief,
    "draft": evidence.Draft, "findings": evidence.Findings, "choices": evidence.Choices, "asks": evidence.Asks,
    "declined": evidence.Declined, "reportish": evidence.Reportish,
    "changes": proposals.Changes, "ordinal": proposals.Ordinal, "convert": proposals.Convert,
    "nochange": proposals.NoChange, "undone": proposals.Undone,
}  # fmt: skip


def evaluator(expectation: Mapping[str, Any]) -> Evaluator:
    """The evaluator of an expectation: by the one key that names it; the other keys refine it."""
    name = next((key for key in expectation if key in EVALUATORS), None)
    if name is None:
        raise ValueError(f"an expectation that nobody judges: {dict(expectation)}")
    return EVALUATORS[name](expectation[name], dict(expectation))


def judge(context: Context, alternatives: tuple[Mapping[str, Any], ...]) -> Verdict:
    """Judge the last answer of a case."""
    verdicts = [_one(context, evaluator(expectation)) for expectation in alternatives]
    for outcome in ("right", "wrong"):
        for verdict in verdicts:
            if verdict.outcome == outcome:
                return _abstained(context, verdict)
    return verdicts[0]


def _one(context: Context, each: Evaluator) -> Verdict:
    if context.answer.status == "failed":
        return wrong("failed: " + context.answer.text[:200])
    if context.answer.proposal is not None and not each.proposes:
        return dangerous(f"proposes {context.answer.proposal['summary']!r}")
    return each.judge(context)


def _abstained(context: Context, verdict: Verdict) -> Verdict:
    if verdict.outcome == "wrong" and context.answer.abstained:
        return Verdict("abstained", f"{context.answer.text[:200]} ({verdict.why})")
    return verdict
