"""One item of a feed, whatever its format: each says where its fields are, one function reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from services.ingest.poll.entry import Entry, tidy
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

    def texts(self, names: tuple[str, ...]) -> Iterator[str]:
        """What stands in the fields of these names, as written."""
        ...

    def links(self) -> Iterator[str]:
        """Where the entry may be, the best first."""
        ...

    def pictures(self) -> Iterator[str]:
        """The addresses of its pictures, the best first."""
        ...


def entry_of(item: Item, places: Places, base: str) -> Entry | None:
    """The entry of an item; None without a link of the web."""

    def first(names: tuple[str, ...]) -> str | None:
        return next(item.texts(names), None)

    link = next((url for url in (absolute_url(base, link) for link in item.links()) if url), None)
    if link is None:
        return None
    published, modified = first(places.published), first(places.modified)
    summary, content = first(places.summary), first(places.content)
    return made_entry(
        base,
        link,
        Entry(
            link="",
            title=first(places.title),
            published=published or modified,
            modified=modified,
            authors=tuple(item.texts(places.authors)),
            section=first(places.section),
            summary=summary or content,
            guid=first(places.guid),
            image_url=next(filter(is_picture, item.pictures()), None)
            or first_image(content)
            or first_image(summary),
        ),
    )


def made_entry(base: str, link: str | None, entry: Entry) -> Entry | None:
    """The entry with its links absolute and its texts plain; None when the link is none of the web."""
    absolute = absolute_url(base, link)
    if absolute is None:
        return None
    return replace(tidy(entry), link=absolute, image_url=absolute_url(base, entry.image_url))


def present(texts: Iterable[object]) -> Iterator[str]:
    """Those that are text and say something."""
    for text in texts:
        if isinstance(text, str) and text.strip():
            yield text
