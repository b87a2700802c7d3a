"""Ask every judged question in every way and compare."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from evals.company import Company
from evals.retrieval.arms import Arm, arms
from evals.retrieval.measures import ndcg, success
from evals.retrieval.questions import Question, Source, load_questions, paraphrased, stems
from evals.server import Site
from evals.tally import BUILD

COLUMNS = ("success@5", "nDCG@10", "paraphrased success@5", "abstained")


@dataclass(frozen=True, slots=True)
class Ranked:
    """One question in one way: the names of what was found, best first."""

    question: Question
    paraphrased: bool
    names: tuple[str, ...]


def run(site: Site, console: Console, *, unseen_detail: bool, quiet: bool) -> dict[str, Any]:
    """The figures of the product on each split, and everybody's for the table."""
    sources = read_sources(site)
    ranked = asyncio.run(_rank_all(site, sources))
    if not quiet:
        for split in ("seen", "unseen"):
            _print(
                console, split, {name: [r for r in rows if r.question.split == split] for name, rows in ranked.items()}
            )
    ours = next(iter(ranked.values()))
    _write_misses([r for r in ours if unseen_detail or r.question.split == "seen"])
    figures = {split: figure([r for r in ours if r.question.split == split]) for split in ("seen", "unseen")}
    return {f"{split}_{key}": value for split, row in figures.items() for key, value in row.items()} | {
        "arms": {name: figure(rows) for name, rows in ranked.items()}
    }


def read_sources(site: Site) -> list[Source]:
    """Every mail, call, meeting and note, named as the questions name them."""
    client = site.client("evelyn")
    items = client.items("/activities")
    return [Source(i["id"], _name(i), f"{i['subject']}\n{i.get('body') or ''}") for i in items if i["type"] != "task"]


def _name(item: Mapping[str, Any]) -> str:
    if item["type"] == "email" and "@" in (item["external_id"] or ""):
        return "mail:" + str(item["external_id"]).split("@", maxsplit=1)[0]
    return f"subject:{item['subject']}"


async def _rank_all(site: Site, sources: Sequence[Source]) -> dict[str, list[Ranked]]:
    names = {source.id: source.name for source in sources}
    texts = {source.name: source.text for source in sources}
    known = names_of(site.company)
    hard = {q.id: paraphrased(q, texts, known) for q in load_questions()}
    async with arms(site, sources) as ways:
        return {
            way.name: [await _ranked(way, question, names, hard[question.id]) for question in load_questions()]
            for way in ways
        }


async def _ranked(way: Arm, question: Question, names: Mapping[str, str], hard: bool) -> Ranked:
    found = [names.get(activity, activity) for activity in await way.rank(question.ask)]
    return Ranked(question, hard, tuple(found))


def names_of(company: Company) -> frozenset[str]:
    """The stems of everybody's and every company's name."""
    rows = [row.text("name") for name in ("contact", "account", "lead") for row in company.rows[name]]
    return stems(" ".join(rows + [person.name for person in company.people.values()]))


def figure(rows: Sequence[Ranked]) -> dict[str, float]:
    """Means over the questions with an answer; the share of those without one that nothing is found for."""
    answered = [r for r in rows if r.question.relevant]
    hard = [r for r in answered if r.paraphrased]
    without = [r for r in rows if not r.question.relevant]
    return {
        "questions": len(rows),
        "success": _mean([success(r.names, r.question.relevant) for r in answered]),
        "ndcg": _mean([ndcg(r.names, r.question.relevant) for r in answered]),
        "paraphrased": len(hard),
        "paraphrased_success": _mean([success(r.names, r.question.relevant) for r in hard]),
        "abstained": _mean([float(not r.names) for r in without]),
        "abstained_wrongly": _mean([float(not r.names) for r in answered]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _print(console: Console, split: str, ranked: Mapping[str, Sequence[Ranked]]) -> None:
    table = Table("search", "questions", *COLUMNS, "abstained wrongly", title=f"retrieval, {split}")
    for name, rows in ranked.items():
        f = figure(rows)
        shares = (f["success"], f["ndcg"], f["paraphrased_success"], f["abstained"], f["abstained_wrongly"])
        table.add_row(name, str(f["questions"]), *(f"{share:.3f}" for share in shares))
    console.print(table)


def _write_misses(rows: Sequence[Ranked]) -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    missed = [r for r in rows if (not success(r.names, r.question.relevant) if r.question.relevant else r.names)]
    lines = [
        {"id": r.question.id, "ask": r.question.ask, "relevant": dict(r.question.relevant), "found": r.names[:5]}
        for r in missed
    ]
    (BUILD / "retrieval.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8"
    )
