"""Whatever schemathesis makes of the OpenAPI document, answers are as the document says, and never 5xx."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok
from services.gateway.app import create_app
from tests.integration.gateway.conftest import Platform
from tests.integration.gateway.serving import served
from tests.unit.gateway.fakes import ALALAM, BAYANE, article

EXAMPLES = 25
ENDLESS = "/v1/headlines/stream"
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


# the server in this process draws random numbers while Hypothesis watches them
@pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)
async def test_answers_are_as_documented(platform: Platform) -> None:
    await platform.register(ALALAM, BAYANE)
    await platform.index([article(number) for number in range(10)])
    async with served(create_app(platform.gateway_settings)) as url:
        checked = await asyncio.to_thread(check_every_operation, url)
    assert checked >= 15


def check_every_operation(url: str) -> int:
    """How many operations there are; raises on the first answer that is not as documented."""
    schema = schemathesis.openapi.from_url(f"{url}/openapi.json").exclude(path=ENDLESS)
    checks: Any = CHECKS.get_by_names(list(CHECKED))
    count = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        count += 1

        @given(case=operation.as_strategy())
        @hypothesis_settings(
            max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
        )
        def check(case: schemathesis.Case[Any]) -> None:
            case.call_and_validate(checks=checks)

        check()
    return count
