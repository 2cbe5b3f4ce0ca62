# ruff: noqa: E501 # markup stands on one line, as newspapers send it
"""Galleries give their pictures with captions; what stands beside an article is none."""

from __future__ import annotations

import pytest
from services.contracts.article import Article, Paragraph
from services.contracts.page import FeedHints
from tests.unit.ingest.extract.reading import FIRST, SECOND, TITLE, article_of, page_around

SUMMARY = "صور من عودة النخيل إلى الواحة بحضور الفلاحين وأبنائهم"
HEAD = f'<meta property="og:type" content="article"><meta property="og:description" content="{SUMMARY}">'
FORMS = [
    '<figure><img src="/up/g{0}.jpg"><figcaption>صورة الواحة رقم {0}</figcaption></figure>',
    '<div class="swiper-slide"><img src="/up/g{0}.jpg"><p class="caption">صورة الواحة رقم {0}</p></div>',
    '<dl class="gallery-item"><dt><a href="/up/g{0}-large.jpg"><img src="/up/g{0}.jpg"></a></dt><dd class="wp-caption-text">صورة الواحة رقم {0}</dd></dl>',
    '<li><img data-src="/up/g{0}.jpg" src="data:image/gif;base64,R0"><span class="image-desc">صورة الواحة رقم {0}</span></li>',
    '<amp-img src="/up/g{0}.jpg" width="800" height="500"></amp-img><p class="wp-caption-text">صورة الواحة رقم {0}</p>',
]


def page_of(inside: str, head: str = HEAD) -> str:
    return (
        f"<html><head><title>{TITLE}</title>{head}</head><body><article><h1>{TITLE}</h1>"
        f'<time datetime="2025-10-20T10:00:00Z">20 أكتوبر 2025</time>{inside}</article>'
        '<div class="related"><figure><a href="/n/1"><img src="/up/o.jpg"></a><figcaption>خبر آخر</figcaption></figure></div>'
        "</body></html>"
    )


def files(article: Article) -> list[str]:
    return [image.url.rsplit("/", 1)[-1] for image in article.images]


@pytest.mark.parametrize("form", FORMS[:4])
def test_a_gallery_gives_its_pictures_and_captions(form: str) -> None:
    article = article_of(page_of("<div>" + "".join(form.format(n) for n in range(1, 7)) + "</div>"))
    assert files(article) == [f"g{n}.jpg" for n in range(1, 7)]
    assert [image.caption for image in article.images] == [f"صورة الواحة رقم {n}" for n in range(1, 7)]
    assert [block.text for block in article.blocks if isinstance(block, Paragraph)] == [SUMMARY]
    assert article.excerpt


def test_the_feed_says_what_a_gallery_shows() -> None:
    html = page_of("".join(FORMS[0].format(n) for n in range(1, 5)), head="")
    article = article_of(html, FeedHints(title=TITLE, summary=SUMMARY))
    assert article.text.endswith(SUMMARY)
    assert len(article.images) == 4


def test_a_gallery_below_a_short_text_belongs_to_it() -> None:
    slides = "".join(FORMS[1].format(n) for n in range(1, 5))
    article = article_of(
        page_of(f'<div class="intro"><p>{FIRST}</p></div><div class="slider">{slides}</div>')
    )
    assert [block.text for block in article.blocks if isinstance(block, Paragraph)] == [FIRST]
    assert files(article) == [f"g{n}.jpg" for n in range(1, 5)]
    assert not article.excerpt


def test_nested_figures_have_a_caption_each() -> None:
    inner = "".join(FORMS[0].format(n) for n in range(1, 4))
    article = article_of(page_around(f'<figure class="wp-block-gallery">{inner}</figure>'))
    assert [image.caption for image in article.images] == [f"صورة الواحة رقم {n}" for n in range(1, 4)]


def test_a_short_article_beside_cards_of_others_is_no_gallery() -> None:
    card = '<div class="card"><a href="/n/{0}"><img src="/up/c{0}.jpg"></a><p class="caption">خبر آخر رقم {0}</p></div>'
    html = page_of(f"<p>{FIRST}</p><p>{SECOND}</p>").replace(
        "</body>", "".join(card.format(n) for n in range(6)) + "</body>"
    )
    assert files(article_of(html)) == []
