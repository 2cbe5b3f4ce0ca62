# ruff: noqa: E501 # markup stands on one line, as newspapers send it
"""What an article is filed under."""

from __future__ import annotations

import pytest
from tests.unit.ingest.extract.reading import article_of, page_around


@pytest.mark.parametrize(
    ("head", "tail"),
    [
        ('<meta property="article:tag" content="الواحة، النخيل، الماء">', ""),
        ('<meta property="article:tag" content="الواحة,النخيل,الماء">', ""),
        ('<meta name="keywords" content="الواحة; النخيل; الماء">', ""),
        ("", '<div class="tags"><a rel="tag" href="/t/1">الواحة، النخيل، الماء</a></div>'),
        ("", '<a rel="tag" href="/t/1">الواحة</a><a rel="tag" href="/t/2">النخيل | الماء</a>'),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","keywords":["الواحة، النخيل، الماء"]}</script>',
            "",
        ),
    ],
)
def test_a_list_of_tags_is_no_tag(head: str, tail: str) -> None:
    article = article_of(page_around(tail, head=head))
    assert article.tags == ("الواحة", "النخيل", "الماء")
