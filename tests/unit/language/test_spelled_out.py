"""What is spelled in speech: addresses, and names letter by letter."""

from __future__ import annotations

import pytest

from assistant.language.values.spelled_out import as_written


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("Mail is henrik dot dahl at orbitparcel dot example. And", "Mail is henrik.dahl@orbitparcel.example. And"),
        ("bo underscore hay at deep dash sea dot co dot uk, phone", "bo_hay@deep-sea.co.uk, phone"),
        ("their domain is acme dot com", "their domain is acme.com"),
        ("we met at the dot on the floor", "we met at the dot on the floor"),
        ("Her name is Fatima Nor, N double O R, she's head of it", "Her name is Fatima Noor, she's head of it"),
        ("Henrik Dahl, H E N R I K, he's new", "Henrik Dahl, he's new"),
        ("Bo Dal spelled D-A-H-L.", "Bo Dahl."),
        ("plan A B C, then", "plan A B C, then"),
    ],
)
def test_what_is_spelled_is_written(said: str, meant: str) -> None:
    assert as_written(said) == meant
