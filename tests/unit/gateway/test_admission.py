from __future__ import annotations

import pytest
from services.gateway.admission import Streams
from services.gateway.problems import Problem


def test_one_address_takes_at_most_half_and_all_together_no_more_than_there_is() -> None:
    streams = Streams(most=4)
    releases = [streams.admit("192.0.2.1"), streams.admit("192.0.2.1")]
    with pytest.raises(Problem) as refused:
        streams.admit("192.0.2.1")
    assert (refused.value.code, refused.value.extra) == ("quota-exceeded", {"violated-policies": ["streams"]})
    assert refused.value.headers["RateLimit-Policy"] == '"streams";q=2;qu="concurrent-requests"'
    releases += [streams.admit("192.0.2.2"), streams.admit("192.0.2.3")]
    with pytest.raises(Problem) as refused:
        streams.admit("192.0.2.4")
    assert refused.value.code == "temporary-reduced-capacity"
    releases[0]()
    releases[0]()  # twice is once
    streams.admit("192.0.2.1")
    with pytest.raises(Problem):
        streams.admit("192.0.2.1")
