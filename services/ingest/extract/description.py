"""What extraction makes of a file, in the shape of the public API: what `nashra extract` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.arabic.normalise import words
from services.contracts.article import Article, Block, Image, ImageBlock, ListBlock
from services.contracts.headline import Headline
from services.contracts.page import Page
from services.ingest.extract.errors import Unextractable
from services.ingest.extract.extraction import Extraction, extraction
from services.ingest.files import BadLine, kind_of, pages_of

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "ckb", "ps", "he"})


def describe(path: Path, url: str | None = None) -> dict[str, Any]:
    """The article of a file as one JSON object, with `headlines` for an aggregator page; touches no engine.

    A file of records gives `articles`, and `errors` for its bad lines. Raises Unextractable, UnreadableFile.
    """
    if path.is_dir() or kind_of(path) == "records":
        return _describe_records(path, url)
    page = next(iter(pages_of(path, None, url)))
    return described(extraction(page), aggregator=page.kind == "aggregator")


def _describe_records(path: Path, url: str | None) -> dict[str, Any]:
    bad: list[BadLine] = []
    articles: list[dict[str, Any]] = []
    failures: list[str] = []
    for page in pages_of(path, None, url, bad.append):
        try:
            articles.append(described(extraction(page)))
        except Unextractable as error:
            failures.append(f"{_where(page)}: {error.message}")
    return {"articles": articles, "errors": [*map(str, bad), *failures]}


def _where(page: Page) -> str:
    return page.url


def described(found: Extraction, *, aggregator: bool = False) -> dict[str, Any]:
    """The Article of the API; `headlines` when the page has a ticker or is an aggregator's."""
    shown = article_shape(found.article)
    if aggregator or found.headlines:
        shown["headlines"] = [_headline(headline) for headline in found.headlines]
    return shown


def article_shape(article: Article) -> dict[str, Any]:
    """The Article of the API, as far as extraction knows it."""
    lang = article.lang_hint or article.source.lang
    images = {image.id: image for image in article.images}
    return {
        "id": article.id,
        "revision": article.revision,
        "url": f"/a/{article.id}",
        "canonical_url": article.url or None,
        "via_url": article.via_url,
        "title": article.title,
        "lang": lang,
        "dir": "rtl" if lang in RIGHT_TO_LEFT else "ltr",
        "source": {"id": article.source.id, "name": article.source.name},
        "edition": article.source.country,
        **_dates(article),
        "tz": article.source.edition.tz,
        "ingested_at": article.fetched_at.isoformat(),
        "updated_at": article.modified_at.isoformat() if article.modified_at else None,
        "authors": list(article.authors),
        "section": article.section_hint,
        "tags": list(article.tags),
        "blocks": [_block(block, images) for block in article.blocks],
        "images": [image.model_dump(exclude_none=True) for image in article.images],
        "excerpt": article.excerpt,
        "rights": {
            "mode": article.source.rights,
            "truncated": article.excerpt,
            "word_count": len(words(article.text)),
        },
        "evidence": article.evidence,
    }


def _dates(article: Article | Headline) -> dict[str, Any]:
    published = article.published
    return {
        "published_at": published.at.isoformat() if published.at else None,
        "published_date": published.date.isoformat() if published.date else None,
        "published_precision": published.precision,
    }


def _block(block: Block, images: dict[str, Image]) -> dict[str, Any]:
    match block:
        case ImageBlock(image_id=image_id):
            image = images.get(image_id)
            shown = image.model_dump(include={"url", "alt", "caption", "credit"}) if image else {}
            return {"type": "image", "image_id": image_id, **shown, "state": "visible"}
        case ListBlock(ordered=ordered, items=items):
            return {"type": "list", "ordered": ordered, "items": list(items)}
    return block.model_dump()


def _headline(headline: Headline) -> dict[str, Any]:
    return {
        "id": headline.article_id,
        "title": headline.title,
        "source": {"id": headline.source.id, "name": headline.source.name},
        "url": headline.url,
        "lang": headline.lang,
        **_dates(headline),
    }
