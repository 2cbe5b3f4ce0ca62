from __future__ import annotations

from datetime import UTC, date, datetime

from services.contracts.image import ImageState
from services.gateway.reporters import Reporters
from starlette.requests import Request
from starlette.responses import Response

REPORTERS = Reporters("a secret of tests")
TODAY = date(2025, 4, 5)
FIREFOX = {"user-agent": "Mozilla/5.0 Firefox/137"}


def request(address: str, headers: dict[str, str]) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "client": (address, 1), "headers": raw})


def reporter(address: str, headers: dict[str, str], today: date = TODAY) -> str:
    return REPORTERS.reporter(request(address, headers), today=today)


def cookie() -> str:
    response = Response()
    assert REPORTERS.set_cookie(request("192.0.2.1", {}), response)
    return response.headers["set-cookie"].split(";")[0]


def test_the_same_browser_is_the_same_reporter_for_a_day() -> None:
    assert reporter("192.0.2.1", FIREFOX) == reporter("192.0.2.200", FIREFOX)
    assert reporter("192.0.2.1", FIREFOX) != reporter("192.0.2.1", FIREFOX, date(2025, 4, 6))


def test_others_are_others() -> None:
    mine = reporter("192.0.2.1", FIREFOX)
    assert mine != reporter("198.51.100.1", FIREFOX)
    assert mine != reporter("192.0.2.1", {"user-agent": "curl/8"})


def test_a_cookie_of_ours_tells_neighbours_apart_and_an_invented_one_does_not() -> None:
    first, second = cookie(), cookie()
    assert reporter("192.0.2.1", {**FIREFOX, "cookie": first}) != reporter(
        "192.0.2.1", {**FIREFOX, "cookie": second}
    )
    invented = reporter("192.0.2.1", {**FIREFOX, "cookie": "reader=abc.def"})
    assert invented == reporter("192.0.2.1", FIREFOX)


def test_a_browser_that_has_its_cookie_gets_no_other() -> None:
    assert not REPORTERS.set_cookie(request("192.0.2.1", {"cookie": cookie()}), Response())


def test_nothing_of_the_reader_can_be_read_from_the_hash() -> None:
    assert reporter("192.0.2.1", FIREFOX) != Reporters("another").reporter(
        request("192.0.2.1", FIREFOX), today=TODAY
    )


def test_a_cookie_says_since_when_and_a_network_is_shared() -> None:
    mine = request("192.0.2.1", {"cookie": cookie()})
    reader = REPORTERS.reader(mine)
    assert reader is not None
    assert abs((datetime.now(UTC) - reader.since).total_seconds()) < 3600
    assert REPORTERS.reader(request("192.0.2.1", {"cookie": "reader=abc.aaaa.def"})) is None
    assert REPORTERS.network(mine) == REPORTERS.network(request("192.0.2.99", {}))
    assert REPORTERS.network(mine) != REPORTERS.network(request("198.51.100.1", {}))


def test_who_was_overturned_weighs_less() -> None:
    reporters = Reporters("s")
    reporters.reported["i_1", "loud", True] = reporters.reported["i_2", "quiet", True] = True
    state = ImageState(
        image_id="i_1", article_id="a_1", state="cleared", revision=2, changed_at=datetime.now(UTC)
    )
    reporters.take(state)
    assert (reporters.overturned.get("loud"), reporters.overturned.get("quiet")) == (1, None)
