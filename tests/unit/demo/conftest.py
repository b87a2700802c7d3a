"""The demo company written once for each of several days that are awkward in their own way."""

import csv
import mailbox
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from functools import cached_property
from pathlib import Path

import pytest

from assistant.demo import DemoSummary, write_demo

TODAYS = [
    "2026-11-22",
    "2026-01-01",
    "2026-01-31",
    "2028-02-29",
    "2026-03-02",
    "2026-05-31",
    "2025-12-31",
    "2026-08-14",
]


@dataclass(frozen=True)
class Written:
    """A written folder and the day it was written for."""

    folder: Path
    today: date
    summary: DemoSummary

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def mails(self) -> list[EmailMessage]:
        found = []
        for path in sorted(self.folder.glob("*.mbox")):
            box = mailbox.mbox(path, create=False)
            found += [BytesParser(policy=default).parsebytes(box.get_bytes(key)) for key in box.keys()]  # noqa: SIM118
            box.close()
        return found


@pytest.fixture(scope="session", params=TODAYS)
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The company as of one of the days, at the earliest `now` that is allowed."""
    today = date.fromisoformat(request.param)
    folder = tmp_path_factory.mktemp("demo")
    return Written(folder, today, write_demo(folder, today, datetime.combine(today, time(), UTC)))
