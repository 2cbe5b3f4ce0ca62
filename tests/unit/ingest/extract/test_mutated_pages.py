"""Whatever became of a page on its way, extraction gives an article or says why there is none, in time."""

from __future__ import annotations

import datetime as dt
import time
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from services.contracts.page import FeedHints, Page
from services.contracts.source import SourceRef
from services.ingest.errors import Unextractable
from services.ingest.extract.extraction import extraction
from services.ingest.settings import IngestSettings

PAGES = [path.read_bytes() for path in sorted(Path("tests/fixtures/pages").glob("*.html"))]
SECONDS = IngestSettings().extract_seconds
_PIECES = """
<div> </div> </p> <p> <h1> <script> </script> <!-- --> <table><tr><td> <svg><title> < > " ' \u202e \x1b
&#x110000;
<script\xa0type="application/ld+json">{"@type":"NewsArticle","headline":[{}],"datePublished":7}</script>
<script\xa0type="application/ld+json">[[[{"@graph":[null,1]}]]]</script>
<meta\xa0property="og:title"> <link\xa0rel=canonical\xa0href="http://[">
<img\xa0srcset=",\xa0,x\xa09999999999w">
<base\xa0href="http://["> <a\xa0href="http://[::1"> <time\xa0datetime=x>
منذ\xa0٩٩٩٩٩٩\xa0أسبوعا ٣٢\xa0يناير\xa0٢٠٢٥ الساعة\xa0الثانية\xa0والستين
"""
PIECES = [
    *(
        piece.replace("\xa0", " ").encode()
        for line in _PIECES.split("\n")
        for piece in line.split(" ")
        if piece
    ),
    *(b"\xff\xfe", b"\x00", b"\xd8"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A page of the gate with some stretches cut, repeated, moved or written over."""
    page = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, max(0, len(page) - 1)))
        end = min(len(page), start + draw(st.integers(0, 2_000)))
        stretch = page[start:end]
        match draw(st.sampled_from(["cut", "repeat", "move", "write"])):
            case "cut":
                page = page[:start] + page[end:]
            case "repeat":
                page = page[:start] + stretch * draw(st.integers(2, 40)) + page[end:]
            case "move":
                page = page[:start] + page[end:] + stretch
            case _:
                page = (
                    page[:start]
                    + draw(st.sampled_from(PIECES)) * draw(st.sampled_from([1, 1, 60]))
                    + page[start:]
                )
    return page


TEXTS = st.sampled_from([None, "", "خبر", "وزير التجهيز يفتتح جسرا جديدا", "<b>", "\x00", "ا" * 3_000])
HINTS = st.builds(FeedHints, title=TEXTS, summary=TEXTS, published=TEXTS, author=TEXTS, image_url=TEXTS)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated(), HINTS)
def test_a_mutated_page_gives_an_article_or_a_typed_error(body: bytes, hints: FeedHints) -> None:
    page = Page(
        article_id="a_test",
        source=SourceRef(id="almithal", name="المثال"),
        url="https://newspaper.example/news/1",
        hints=hints,
        fetched_at=dt.datetime(2025, 10, 23, 9, 30, tzinfo=dt.UTC),
        body=Page.pack(body),
    )
    started = time.process_time()
    with suppress(Unextractable):
        assert extraction(page).article.title
    assert time.process_time() - started < SECONDS
