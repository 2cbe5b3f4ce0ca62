from __future__ import annotations

import re

from services.gateway.problem_kinds import BY_STATUS, KINDS

PROMISED = {
    "invalid-request", "unknown-parameter", "query-syntax", "cursor-mismatch", "cursor-expired",
    "unauthenticated", "forbidden", "not-found", "method-not-allowed", "not-acceptable", "conflict", "gone",
    "precondition-failed", "too-large", "uri-too-long", "precondition-required", "quota-exceeded",
    "unavailable-for-legal-reasons", "internal", "index-unavailable", "temporary-reduced-capacity",
    "upstream-timeout",
}  # fmt: skip


def test_every_problem_of_the_contract_is_there_with_words_in_three_languages() -> None:
    assert set(KINDS) >= PROMISED
    for kind in KINDS.values():
        assert set(kind.messages) == {"ar", "fr", "en"}
        assert re.search(r"[\u0621-\u064a]", kind.messages["ar"])


def test_a_status_of_the_framework_means_the_most_general_problem() -> None:
    assert {status: BY_STATUS[status].slug for status in (400, 404, 405, 413, 500)} == {
        400: "invalid-request",
        404: "not-found",
        405: "method-not-allowed",
        413: "too-large",
        500: "internal",
    }
