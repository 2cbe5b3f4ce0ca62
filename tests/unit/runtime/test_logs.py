"""A log line cannot be forged, reversed or made to tell a secret."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
from services.runtime.logs import configure, get_logger, safe
from services.runtime.settings import Settings


@pytest.fixture(autouse=True)
def _root_logger_restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_line_breaks_and_bidi_overrides_are_escaped_and_arabic_stays() -> None:
    assert safe("عنوان\nlevel=critical \u202egnp.exe") == "عنوان\\u000alevel=critical \\u202egnp.exe"


def test_one_event_is_one_json_line_without_secrets(capsys: pytest.CaptureFixture[str]) -> None:
    configure(Settings(log_format="json"))
    get_logger("test").info("fetched", title="خبر\nآخر", api_key="abc123", authorization="Bearer x")
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event["title"] == "خبر\\u000aآخر"
    assert "abc123" not in line
    assert "Bearer" not in line


def test_libraries_log_through_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure(Settings(log_format="json"))
    logging.getLogger("some.library").warning("لا يجيب %s", "الخادم")
    event = json.loads(capsys.readouterr().err)
    assert (event["event"], event["level"]) == ("لا يجيب الخادم", "warning")
