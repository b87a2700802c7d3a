"""What the OpenAPI document allows and what it does not, drawn at random: no defect, and no answer that it does not name."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.conftest import Company
from tests.integration.api.conftest import Api, Found

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
bounded = settings(
    max_examples=8,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def document(api: Api) -> Any:
    return schemathesis.openapi.from_url(f"{api.url}/api/v1/openapi.json")


@pytest.mark.parametrize("who", ["ann", "admin"])
async def test_no_defect_and_nothing_undocumented(api: Api, found_company: Found, document: Any, who: str) -> None:
    company: Company = await found_company(f"random-{who}")
    header = api.header(getattr(company, who))
    for result in document.get_all_operations():
        operation = result.ok()
        if (operation.method.upper(), operation.path) == ("DELETE", "/api/v1/auth/token"):
            continue  # would end the token that the rest needs

        @bounded
        @given(case=operation.as_strategy())
        def call(case: Any) -> None:
            response = case.call(headers=header)
            case.validate_response(response, checks=CHECKS)

        call()
