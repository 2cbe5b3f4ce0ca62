from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from services.gateway.cursors import LIFE_S, Cursor, Cursors
from services.gateway.problems import Problem

CURSORS = Cursors("a secret of tests")
CURSOR = Cursor((3.25, "a_xyz"), datetime(2025, 4, 5, 21, 10, tzinfo=UTC))
REQUEST = {"path": "/v1/search", "q": "آسفي", "source": ["alalam"]}


def test_a_cursor_comes_back_as_it_was() -> None:
    assert CURSORS.read(CURSORS.write(CURSOR, REQUEST), REQUEST, "/first") == CURSOR


def test_equal_pages_have_equal_cursors() -> None:
    now = 1_743_887_000.0
    assert CURSORS.write(CURSOR, REQUEST, now=now) == CURSORS.write(CURSOR, REQUEST, now=now + 1)


@pytest.mark.parametrize("changed", [{"q": "أكادير"}, {"source": []}, {"path": "/v1/articles"}])
def test_another_request_is_a_mismatch_with_a_way_to_start_again(changed: dict[str, object]) -> None:
    text = CURSORS.write(CURSOR, REQUEST)
    with pytest.raises(Problem) as refused:
        CURSORS.read(text, REQUEST | changed, "/v1/search?q=1")
    assert (refused.value.code, refused.value.extra["first"]) == ("cursor-mismatch", "/v1/search?q=1")


@pytest.mark.parametrize("text", ["", "x", "آسفي", "AAAA", "a" * 200, "=" * 8])
def test_what_we_did_not_write_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        CURSORS.read(text, REQUEST, "/")
    assert refused.value.code == "cursor-mismatch"


def test_one_changed_character_breaks_the_signature() -> None:
    text = CURSORS.write(CURSOR, REQUEST)
    for position in range(len(text) - 1):  # of the last one, two bits are padding
        other = "A" if text[position] != "A" else "B"
        with pytest.raises(Problem):
            CURSORS.read(text[:position] + other + text[position + 1 :], REQUEST, "/")


def test_another_secret_does_not_open_it() -> None:
    with pytest.raises(Problem):
        Cursors("another").read(CURSORS.write(CURSOR, REQUEST), REQUEST, "/")


def test_a_cursor_expires() -> None:
    text = CURSORS.write(CURSOR, REQUEST)
    with pytest.raises(Problem) as refused:
        CURSORS.read(text, REQUEST, "/", now=time.time() + LIFE_S + 3601)
    assert refused.value.code == "cursor-expired"
