"""What came of an open stream, and who has to mend it."""

from __future__ import annotations

import pytest
from services.cli.doctor.edge import Heard, stream
from services.cli.doctor.finding import Grade

URL = "https://news.example/v1/headlines/stream"


def test_a_stream_that_goes_on_is_well() -> None:
    found = stream(URL, Heard(0.31, True, "HTTP/1.1", None))
    assert found.grade is Grade.OK
    assert "after 0.3 s, then goes on (HTTP/1.1)" in found.what


@pytest.mark.parametrize(
    ("heard", "what", "fix"),
    [
        (Heard(None, False, "", "Connection refused"), "cannot be opened: Connection refused", "run gateway"),
        (Heard(None, False, "HTTP/1.1", None), "a proxy holds it back", "proxy_buffering off"),
        (Heard(0.1, False, "HTTP/1.1", "the stream was closed"), "then stops: the stream was closed", "1h"),
        (Heard(0.1, False, "HTTP/1.1", None), "then stops: nothing more came", "read timeout"),
    ],
)
def test_one_that_does_not_is_a_failure_with_its_fix(heard: Heard, what: str, fix: str) -> None:
    found = stream(URL, heard)
    assert found.grade is Grade.FAILED
    assert what in found.what
    assert fix in found.fix
