from __future__ import annotations

from datetime import UTC, datetime

from multidict import CIMultiDict, CIMultiDictProxy
from services.web.headers import fields_of, retry_after


def test_retry_after_in_both_forms() -> None:
    now = datetime(2025, 4, 5, 12, 0, tzinfo=UTC)
    assert retry_after("120", now) == 120.0
    assert retry_after("Sat, 05 Apr 2025 12:01:30 GMT", now) == 90.0
    assert retry_after("Sat, 05 Apr 2025 11:00:00 GMT", now) == 0.0
    assert retry_after("99999999999", now) == 604_800.0
    for nothing in (None, "", "soon", "-1", "١٢"):
        assert retry_after(nothing, now) is None


def test_a_repeated_header_is_one_list() -> None:
    sent = CIMultiDict([("Link", '</a>; rel="hub"'), ("ETag", '"1"'), ("link", '</b>; rel="self"')])
    assert fields_of(CIMultiDictProxy(sent)) == {"link": '</a>; rel="hub", </b>; rel="self"', "etag": '"1"'}
