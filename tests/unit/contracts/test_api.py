from __future__ import annotations

import pytest
from services.contracts.api import direction, web_address


@pytest.mark.parametrize(
    ("lang", "runs"),
    [
        ("ar", "rtl"),
        ("ar-MA", "rtl"),
        ("fa", "rtl"),
        ("ckb", "rtl"),
        ("fr", "ltr"),
        ("", "rtl"),
        ("und", "rtl"),
    ],
)
def test_text_runs_as_its_language_does(lang: str, runs: str) -> None:
    assert direction(lang) == runs


@pytest.mark.parametrize(
    "url", ["https://alalam.ma/a?b=1#c", "http://[2001:db8::1]:8080/", "HTTPS://ALALAM.MA/"]
)
def test_an_address_of_the_web_may_become_a_link(url: str) -> None:
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None, "", "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)",
        "java\tscript:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:msgbox(1)", "file:///etc/passwd",
        "ftp://alalam.ma/",
        "//alalam.ma/a", "/a", "https:", "https:///a", "http:alalam.ma", "https://[::1",
        "blob:https://alalam.ma/1",
        "https://alalam.ma/\u202egnp.exe", "https://alalam.ma/\n",
    ],
)  # fmt: skip
def test_nothing_else_may(url: str | None) -> None:
    assert web_address(url) is None
