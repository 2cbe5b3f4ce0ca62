from __future__ import annotations

import pytest
from services.gateway.negotiation import JSON, JSON_LD, language, media_type

OFFERED = (JSON, JSON_LD)


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/ld+json", JSON_LD),
        ("application/ld+json;q=0.9, application/json;q=0.8", JSON_LD),
        ("application/json;q=0, */*", JSON_LD),
        ("text/html, */*;q=0.1", JSON),
        ("text/html", None),
        ("application/json;q=0", None),
        ("application/json;q=broken", None),
    ],
)
def test_media_type(accept: str | None, expected: str | None) -> None:
    assert media_type(accept, OFFERED) == expected


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "ar"),
        ("fr-MA,fr;q=0.9,ar;q=0.8", "fr"),
        ("de, en;q=0.5, ar;q=0.7", "ar"),
        ("es", "ar"),
        ("en;q=0, fr;q=0.1", "fr"),
        ("*", "ar"),
    ],
)
def test_language(header: str | None, expected: str) -> None:
    assert language(header) == expected
