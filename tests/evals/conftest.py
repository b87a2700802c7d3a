"""The company that cases speak of, written once."""

from __future__ import annotations

from datetime import datetime

import pytest

from evals.company import Company
from evals.company.load import write_company
from evals.company.rows import NOW, TODAY


@pytest.fixture(scope="session")
def company_files(tmp_path_factory: pytest.TempPathFactory) -> Company:
    now = datetime.fromisoformat(NOW.replace("Z", "+00:00"))
    return write_company(tmp_path_factory.mktemp("company"), TODAY, now)
