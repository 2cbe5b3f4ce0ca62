from __future__ import annotations

from services.contracts.article import ImageBlock, Paragraph
from services.contracts.rights import EXCERPT_WORDS, permitted
from tests.unit.gateway.fakes import article


def test_full_shows_everything() -> None:
    written = article(0).article
    allowed = permitted(written)
    assert (allowed.blocks, allowed.truncated) == (written.blocks, False)


def test_a_feeds_own_excerpt_is_truncated_whatever_the_rights() -> None:
    assert permitted(article(0).article.model_copy(update={"excerpt": True})).truncated


def test_link_only_shows_no_text() -> None:
    allowed = permitted(article(0, rights="link_only").article)
    assert (allowed.blocks, allowed.truncated) == ((), True)


def test_an_excerpt_ends_after_its_words_and_shows_no_image() -> None:
    allowed = permitted(article(0, rights="excerpt", words=300).article)
    assert allowed.truncated
    (paragraph,) = allowed.blocks
    assert isinstance(paragraph, Paragraph)
    assert len(paragraph.text.split()) == EXCERPT_WORDS
    assert paragraph.text.endswith("…")


def test_a_short_article_is_its_own_excerpt() -> None:
    written = article(0, rights="excerpt").article
    allowed = permitted(written)
    assert not allowed.truncated
    assert allowed.blocks == tuple(block for block in written.blocks if not isinstance(block, ImageBlock))
