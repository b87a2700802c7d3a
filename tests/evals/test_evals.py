"""The suites themselves, held to `evals/thresholds.toml`: CI fails under the figures reached, and over the dangerous outcomes named there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from evals.runner import Options, run_language, run_retrieval, shortfalls
from evals.server import Site, running

pytestmark = pytest.mark.timeout(1_800)


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with running("embedded") as running_site:
        yield running_site


def test_language_holds_its_thresholds(site: Site) -> None:
    assert shortfalls("language", run_language(site, Options(json=True))) == []


def test_retrieval_holds_its_thresholds(site: Site) -> None:
    assert shortfalls("retrieval", run_retrieval(site, Options(json=True))) == []
