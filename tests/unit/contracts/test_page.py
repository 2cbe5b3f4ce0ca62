"""A page keeps the bytes as they came, and cannot be made to fill the memory."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from services.contracts.page import Page
from services.contracts.source import SourceRef

WINDOWS_1256 = "مجلس النواب".encode("cp1256")


def page(body: bytes) -> Page:
    return Page(
        article_id="a_1",
        source=SourceRef(id="alalam", name="العلم"),
        url="https://alalam.ma/1",
        fetched_at=datetime(2025, 4, 5, tzinfo=UTC),
        body=body,
    )


def test_any_bytes_survive_the_topic() -> None:
    sent = page(Page.pack(WINDOWS_1256))
    assert Page.model_validate_json(sent.encode()).unpack() == WINDOWS_1256


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ValueError, match="larger than 1000 bytes"):
        page(Page.pack(b"0" * 100_000)).unpack(limit=1000)


@pytest.mark.parametrize("body", [b"", b"not compressed", Page.pack(WINDOWS_1256 * 50)[:-8]])
def test_a_cut_body_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match="the page body"):
        page(body).unpack()
