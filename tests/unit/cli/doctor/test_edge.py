"""What came of an open stream, and who has to mend it."""

from __future__ import annotations

import pytest
from services.cli.doctor.edge import Stream, stream
from services.cli.doctor.finding import Grade

URL = "https://news.example/v1/headlines/stream"


def test_a_stream_that_goes_on_is_well() -> None:
    found = stream(URL, Stream(0.31, True, "HTTP/1.1", None))
    assert found.grade is Grade.OK
    assert "after 0.3 s, then goes on (HTTP/1.1)" in found.what


@pytest.mark.parametrize(
    ("heard", "what", "fix"),
    [
        (
            Stream(None, False, "", "Connection refused"),
            "cannot be opened: Connection refused",
            "run gateway",
        ),
        (Stream(None, False, "HTTP/1.1", None), "a proxy holds it back", "proxy_buffering off"),
        (Stream(0.1, False, "HTTP/1.1", "the stream was closed"), "then stops: the stream was closed", "1h"),
        (Stream(0.1, False, "HTTP/1.1", None), "then stops: nothing more came", "read timeout"),
    ],
)
def test_one_that_does_not_is_a_failure_with_its_fix(heard: Stream, what: str, fix: str) -> None:
    found = stream(URL, heard)
    assert found.grade is Grade.FAILED
    assert what in found.what
    assert fix in found.fix
