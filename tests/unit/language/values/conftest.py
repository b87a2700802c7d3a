"""One business day for all cases: Wednesday 2026-03-18, ten in the morning."""

from datetime import date, datetime

import pytest

from assistant.language.values import ValueContext

CONTEXT = ValueContext(
    today=date(2026, 3, 18), now=datetime(2026, 3, 18, 10), timezone="America/New_York", phone_region="US"
)


@pytest.fixture
def context() -> ValueContext:
    return CONTEXT
