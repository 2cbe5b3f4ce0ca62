"""One item of a feed, whatever its format: each says where its fields are, one function reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from services.ingest.poll.entry import MAX_DATE, MAX_SECTION, Entry, authors_of, plain, summary_of
from services.ingest.poll.links import absolute_url
from services.ingest.poll.pictures import first_image, is_picture


@dataclass(frozen=True, slots=True)
class Places:
    """The names of a format's fields, the best first."""

    title: tuple[str, ...]
    published: tuple[str, ...]
    modified: tuple[str, ...]
    authors: tuple[str, ...]
    section: tuple[str, ...]
    summary: tuple[str, ...]
    content: tuple[str, ...]
    guid: tuple[str, ...]


class Item(Protocol):
    """An item of a feed as its format has it."""

    def first(self, names: tuple[str, ...]) -> str | None:
        """What stands in the best of these fields that says something, as written."""
        ...

    def texts(self, names: tuple[str, ...]) -> Iterator[str]:
        """All of them."""
        ...

    def links(self) -> Iterator[str]:
        """Where the entry may be, the best first."""
        ...

    def pictures(self) -> Iterator[str]:
        """The addresses of its pictures, the best first."""
        ...


def entry_of(item: Item, places: Places, base: str) -> Entry | None:
    """The entry of an item; None without a link of the web."""
    link = next((url for url in (absolute_url(base, link) for link in item.links()) if url), None)
    if link is None:
        return None
    first = item.first
    published, modified = first(places.published), first(places.modified)
    summary, content = first(places.summary), first(places.content)
    image = next(filter(is_picture, item.pictures()), None) or first_image(content) or first_image(summary)
    return Entry(
        link=link,
        title=plain(first(places.title)),
        published=plain(published or modified, MAX_DATE),
        modified=plain(modified, MAX_DATE),
        authors=authors_of(item.texts(places.authors)),
        section=plain(first(places.section), MAX_SECTION),
        summary=summary_of(summary or content),
        guid=plain(first(places.guid)),
        image_url=absolute_url(base, image) if image else None,
    )


def present(texts: Iterable[object]) -> Iterator[str]:
    """Those that are text and say something."""
    for text in texts:
        if isinstance(text, str) and text.strip():
            yield text
