"""What extraction makes of a file, in the shape of the public API: what `nashra extract` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from services.arabic.normalise import words
from services.contracts.api import article_json, block_json, provenance, utc
from services.contracts.article import Article, Block, EnrichedArticle, Image, ImageBlock
from services.contracts.headline import Headline
from services.contracts.page import FeedHints, Page
from services.ingest.errors import Unextractable, UnreadableFile
from services.ingest.extract.extraction import Extraction, guarded_extraction
from services.ingest.importing.files import BadLine, kind_of, pages_of

_ENTRY = TypeAdapter(dict[str, Any])


def describe(path: Path, url: str | None = None, hints: Path | None = None) -> dict[str, Any]:
    """The article of a file as one JSON object, with `headlines` for an aggregator page; touches no engine.

    `hints`: a JSON file of what the feed said, with the fields of FeedHints, or an entry as `nashra sources
    read --json` prints it. A file of records gives `articles`, and `errors` for its bad lines.
    Raises Unextractable, UnreadableFile; of a file of records only where it gives no article.
    """
    said = read_hints(hints) if hints else None
    if path.is_dir() or kind_of(path) == "records":
        return _describe_records(path, url)
    page = next(iter(pages_of(path, None, url)), None)
    if page is None:
        raise UnreadableFile(f"{path}: no page in it")
    if said is not None:
        page = page.model_copy(update={"hints": said})
    return described(guarded_extraction(page), aggregator=page.kind == "aggregator")


def read_hints(path: Path) -> FeedHints:
    """What a feed said of a page, as the poller would pass it on. Raises UnreadableFile."""
    try:
        entry = _ENTRY.validate_json(path.read_bytes())
        authors = [str(author) for author in entry.get("authors") or ()]
        also = {
            "published": entry.get("published_at"),
            "image_url": entry.get("image"),
            "author": "، ".join(authors) or None,
        }
        return FeedHints.model_validate(also | {name: value for name, value in entry.items() if value})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "hints"
        raise UnreadableFile(f"{path}: {where}: {first['msg']}") from error
    except (OSError, TypeError) as error:
        raise UnreadableFile(f"{path}: {error}") from error


def _describe_records(path: Path, url: str | None) -> dict[str, Any]:
    bad: list[BadLine] = []
    articles: list[dict[str, Any]] = []
    failures: list[str] = []
    for page in pages_of(path, None, url, bad.append):
        try:
            articles.append(described(guarded_extraction(page)))
        except Unextractable as error:
            failures.append(f"{_where(page)}: {error.message}")
    errors = [*map(str, bad), *failures]
    if not articles:
        raise UnreadableFile(errors[0] if errors else f"{path}: no record in it")
    return {"articles": articles, "errors": errors}


def _where(page: Page) -> str:
    return page.url


def described(found: Extraction, *, aggregator: bool = False) -> dict[str, Any]:
    """The Article of the API; `headlines` when the page has a ticker or is an aggregator's."""
    shown = article_shape(found.article)
    if aggregator or found.headlines:
        shown["headlines"] = [_headline(headline) for headline in found.headlines]
    return shown


def article_shape(article: Article) -> dict[str, Any]:
    """The Article of the API, as far as extraction knows it, and what only a developer of newspapers needs.

    `modified_at`: when the newspaper says it changed; the API's `updated_at` is when the index took it in.
    """
    images = {image.id: image for image in article.images}
    return {
        **article_json(_unenriched(article)),
        "modified_at": utc(article.modified_at) if article.modified_at else None,
        "tags": list(article.tags),
        "blocks": [_block(block, images) for block in article.blocks],
        "images": [image.model_dump(exclude_none=True) for image in article.images],
        "excerpt": article.excerpt,
        "evidence": article.evidence,
    }


def _unenriched(article: Article) -> EnrichedArticle:
    return EnrichedArticle(
        article=article,
        lang=article.lang_hint or article.source.lang,
        section=article.section_hint,
        word_count=len(words(article.text)),
        enriched_at=article.fetched_at,
    )


def _block(block: Block, images: dict[str, Image]) -> dict[str, Any]:
    shape = block_json(block, images, {})
    if isinstance(block, ImageBlock) and block.image_id in images:
        shape["url"] = images[block.image_id].url
    return shape


def _headline(headline: Headline) -> dict[str, Any]:
    return {
        "id": headline.article_id,
        "title": headline.title,
        **provenance(headline.source, headline.published),
        "url": headline.url,
        "lang": headline.lang,
    }
