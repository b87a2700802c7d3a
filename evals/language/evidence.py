"""Evaluators of citations, briefs, drafts, findings, questions back and refusals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from evals.language.values import has_words
from evals.language.verdict import Context, Evaluator, Verdict, passed, wrong

FIRST = 3  # a person reads the first citations, not the tenth


@dataclass(frozen=True, slots=True)
class Cites(Evaluator):
    """One of these is among the first three: the start of a Message-ID, `subject:TITLE`, or `account:NAME`."""

    def judge(self, context: Context) -> Verdict:
        items = [item for block in context.answer.of_type("citations") for item in block["items"]][:FIRST]
        hit = any(cites(str(token), item) for token in self.wanted for item in items)
        return passed(
            hit, f"status {context.answer.status}, cites {[i.get('message_id') or i['title'] for i in items]}"
        )


def cites(token: str, item: Mapping[str, Any]) -> bool:
    kind, _, rest = token.partition(":")
    if kind == "subject":
        return bool(str(item["title"]).casefold() == rest.casefold())
    if kind == "account":
        return any(about["label"] == rest for about in item["about"])
    return str(item.get("message_id") or "").startswith(token)


@dataclass(frozen=True, slots=True)
class NoCites(Evaluator):
    """An answer that says it found nothing."""

    def judge(self, context: Context) -> Verdict:
        items = [item for block in context.answer.of_type("citations") for item in block["items"]]
        return passed(
            context.answer.status == "complete" and not items, f"{context.answer.status}, {len(items)} citations"
        )


@dataclass(frozen=True, slots=True)
class NoneFound(Evaluator):
    """An answer without records: there is none."""

    def judge(self, context: Context) -> Verdict:
        totals = [b["total"] for b in context.answer.of_type("records")]
        shown = bool(context.answer.of_type("citations") or context.answer.of_type("table"))
        return passed(
            context.answer.status == "complete" and not any(totals) and not shown, f"{context.answer.status}, {totals}"
        )


@dataclass(frozen=True, slots=True)
class Brief(Evaluator):
    """An answer about this record, with sources."""

    def judge(self, context: Context) -> Verdict:
        answer = context.answer
        if answer.status != "complete":
            return wrong(f"status {answer.status}")
        row = context.company.row(self.wanted)
        ids = [i for i, key in answer.keys.items() if key == self.wanted]
        body = json.dumps(list(answer.blocks), default=str)
        named = any(i in body for i in ids) and row.text("name").split()[0].casefold() in answer.everything.casefold()
        return passed(named and bool(answer.of_type("citations")), "not about it" if not named else "no sources")


@dataclass(frozen=True, slots=True)
class Draft(Evaluator):
    """A draft to this person that has the words."""

    def judge(self, context: Context) -> Verdict:
        drafts = context.answer.of_type("draft")
        if not drafts:
            return wrong(f"no draft, status {context.answer.status}")
        address = context.company.row(self.wanted).text("email")
        if address not in str(drafts[0]["to"]):
            return wrong(f"to {drafts[0]['to']}")
        lacking = has_words(drafts[0]["subject"] + "\n" + drafts[0]["body"], self.all.get("words", []))
        return passed(not lacking, f"lacks {lacking}")


@dataclass(frozen=True, slots=True)
class Findings(Evaluator):
    """Findings with reasons, about records that the speaker sees; of one object where it is named."""

    def judge(self, context: Context) -> Verdict:
        items = [item for block in context.answer.of_type("findings") for item in block["items"]]
        if not items:
            return wrong(f"no findings, status {context.answer.status}")
        foreign = [i for i in items if not self._visible(context, i["record"])]
        if foreign:
            return wrong(f"tells of {foreign[0]['record']['label']}")
        kinds = {i["record"]["object"] for i in items}
        ok = self.wanted == "any" or kinds == {self.wanted}
        return passed(ok and all(i["reasons"] for i in items), f"{kinds}, or no reasons")

    def _visible(self, context: Context, record: Mapping[str, Any]) -> bool:
        row = context.company.find(context.answer.key(record["id"]))
        return row is None or context.company.sees(context.speaker, row)


@dataclass(frozen=True, slots=True)
class Choices(Evaluator):
    """Options of which each of these names a different one."""

    def judge(self, context: Context) -> Verdict:
        labels = [str(option["label"]).casefold() for option in context.answer.options]
        left = list(labels)
        for wanted in self.wanted:
            match = next((label for label in left if wanted.casefold() in label), None)
            if match is None:
                return wrong(f"status {context.answer.status}, offers {labels}")
            left.remove(match)
        return passed(context.answer.status == "needs_choice", f"status {context.answer.status}")


@dataclass(frozen=True, slots=True)
class Asks(Evaluator):
    """A question back."""

    def judge(self, context: Context) -> Verdict:
        return passed(context.answer.status == "needs_choice", f"status {context.answer.status}")


@dataclass(frozen=True, slots=True)
class Declined(Evaluator):
    """A refusal."""

    def judge(self, context: Context) -> Verdict:
        return passed(context.answer.status == "declined", f"status {context.answer.status}")


@dataclass(frozen=True, slots=True)
class Reportish(Evaluator):
    """Any table or figure."""

    def judge(self, context: Context) -> Verdict:
        shown = context.answer.of_type("table") or context.answer.of_type("metric")
        return passed(bool(shown), f"status {context.answer.status}")
