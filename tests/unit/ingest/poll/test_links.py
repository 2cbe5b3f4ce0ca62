from __future__ import annotations

import pytest
from services.ingest.poll.links import absolute_url
from services.ingest.poll.pictures import first_image

BASE = "https://annahda.ma/feed/"


@pytest.mark.parametrize(
    ("link", "absolute"),
    [
        ("https://a.ma/سياسة/خبر", "https://a.ma/سياسة/خبر"),
        ("  /%D8%AE%D8%A8%D8%B1 \n", "https://annahda.ma/%D8%AE%D8%A8%D8%B1"),
        ("//cdn.ma/1.jpg", "https://cdn.ma/1.jpg"),
        ("?p=1", "https://annahda.ma/feed/?p=1"),
        ("javascript:alert(1)", None),
        ("mailto:a@b.ma", None),
        ("https:///annahda.ma/1", "https://annahda.ma/1"),
        ("feed://annahda.ma/rss", "http://annahda.ma/rss"),
        ("feed:https://annahda.ma/rss", "https://annahda.ma/rss"),
        ("http://[", None),
        ("https://", None),
        ("", None),
        (None, None),
        ("/" + "a" * 5000, None),
    ],
)
def test_only_links_of_the_web_come_out(link: str | None, absolute: str | None) -> None:
    assert absolute_url(BASE, link) == absolute


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ("<p><img class='a' src='/1.jpg?a=1&amp;b=2'></p>", "/1.jpg?a=1&b=2"),
        ('<IMG\nSRC = "x.png">', "x.png"),
        ("<img src='data:image/gif;base64,R0' data-src='lazy.jpg'>", "lazy.jpg"),
        ("<img width=16 src='share/facebook.png'><img width='640' src='1.jpg'>", "1.jpg"),
        ("<img height='32px' src='share/x.png'>", None),
        ("نص", None),
        (None, None),
    ],
)
def test_the_first_image_of_a_text(markup: str | None, url: str | None) -> None:
    assert first_image(markup) == url
