"""What a page holds: the one function that knows every kind of page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from services.contracts.article import Article, Block, Image, ImageBlock, block_lines
from services.contracts.dead_letter import Reason
from services.contracts.headline import Headline
from services.contracts.page import Page
from services.ingest.errors import Unextractable
from services.ingest.extract import aggregator, markup, records
from services.ingest.extract.article import read_article


@dataclass(frozen=True, slots=True)
class Extraction:
    """The article of a page, and the ticker of an aggregator page."""

    article: Article
    headlines: tuple[Headline, ...] = ()


def guarded_extraction(page: Page) -> Extraction:
    """Read a page; whatever a page from outside breaks in a parser becomes an Unextractable that says so."""
    try:
        return extraction(page)
    except Unextractable:
        raise
    except MemoryError as error:
        raise Unextractable(Reason.TIMEOUT, "more memory than one page may take") from error
    except Exception as error:
        raise Unextractable(Reason.UNPARSABLE, f"{type(error).__name__}: {error}"[:500]) from error


def extraction(page: Page) -> Extraction:
    """Read a page of any kind. Raises Unextractable."""
    match page.kind:
        case "record":
            return Extraction(records.read(page))
        case "aggregator":
            return _aggregator(page)
        case _:
            return _html(page)


def _aggregator(page: Page) -> Extraction:
    found, headlines = aggregator.read(page)
    return Extraction(found, tuple(headlines))


def _html(page: Page) -> Extraction:
    text = _decoded(page)
    if aggregator.recognised(text) and aggregator.may_name_another(page):
        return _aggregator(page)
    first = read_article(page, markup.parse(text))
    return Extraction(_joined(first, _others(page)) if page.parts else first)


def _decoded(page: Page) -> str:
    try:
        return markup.decode(page.unpack(), page.content_type)
    except ValueError as error:
        raise Unextractable(Reason.UNPARSABLE, str(error)) from error


def _others(page: Page) -> Iterator[Article]:
    """The other parts of the article; one that cannot be read is left out."""
    for part in islice(page.each(), 1, None):
        with suppress(Unextractable):
            yield read_article(part, markup.parse(_decoded(part)))


def _joined(first: Article, others: Iterable[Article]) -> Article:
    """An article spread over several pages: the first with what the others add; repeats stand once."""
    blocks: list[Block] = list(first.blocks)
    images: dict[str, Image] = {image.id: image for image in first.images}
    seen = {_block_key(block) for block in first.blocks} | {first.title}
    excerpt = first.excerpt
    for part in others:
        fresh = [block for block in part.blocks if _block_key(block) not in seen]
        blocks += fresh
        seen.update(map(_block_key, fresh))
        for image in part.images:
            images.setdefault(image.id, image)
        excerpt = part.excerpt
    shown = {block.image_id for block in blocks if isinstance(block, ImageBlock)}
    leading = [image for image in first.images if image.id not in shown]
    return first.model_copy(
        update={
            "blocks": tuple(blocks),
            "images": (*leading, *(image for key, image in images.items() if key in shown)),
            "excerpt": excerpt,
        }
    )


def _block_key(block: Block) -> str:
    return block.image_id if isinstance(block, ImageBlock) else "\n".join(block_lines(block))
