"""What was fetched, as bytes: a better extractor can be replayed over it without fetching anything."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Literal

from pydantic import ConfigDict, Field

from services.contracts.bounds import Bytes, Id, Many, Mapped, Moment, Text, Url
from services.contracts.event import Event
from services.contracts.source import Part, Recipe, SourceRef

# html: a web page · aggregator: flattened text of an aggregator page · record: one JSON object
PageKind = Literal["html", "aggregator", "record"]


class FeedHints(Part):
    """What the feed said of the entry; evidence, not truth. Texts are plain, dates as written."""

    title: Text | None = None
    published: Text | None = None
    author: Text | None = None
    section: Text | None = None
    summary: Text | None = None
    guid: Text | None = None
    image_url: Text | None = None


class PagePart(Part):
    """A page on which the article goes on. `body` as in `Page`."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    url: Url
    content_type: Text | None = None
    body: Bytes


class Page(Event):
    """One fetched document. `body` is compressed (zlib, of the bytes as they came).

    `own_address`: the address that the page states is another article's; `article_id` is this one's.
    `parts`: the second page of the article and those after it, where it has several.
    """

    article_id: Id
    source: SourceRef
    url: Url
    kind: PageKind = "html"
    via_url: Url | None = None
    content_type: Text | None = None
    last_modified: Text | None = None
    hints: FeedHints = FeedHints()
    sections: Mapped = Field(default_factory=dict)
    recipe: Recipe | None = None
    fetched_at: Moment
    body: Bytes
    parts: Many[PagePart] = ()
    own_address: bool = False

    @staticmethod
    def pack(raw: bytes) -> bytes:
        return zlib.compress(raw, 3)

    def each(self) -> Iterator[Page]:
        """The page without its parts, then each part as a page of the same article."""
        yield self.model_copy(update={"parts": ()})
        for part in self.parts:
            own = {"url": part.url, "content_type": part.content_type, "body": part.body, "parts": ()}
            yield self.model_copy(update=own)

    def unpack(self, limit: int = 8_000_000) -> bytes:
        """The bytes as they came. Raises ValueError when they do not decompress or exceed `limit` bytes."""
        stream = zlib.decompressobj()
        try:
            raw = stream.decompress(self.body, limit)
        except zlib.error as error:
            raise ValueError(f"the page body does not decompress: {error}") from error
        if stream.unconsumed_tail or not stream.eof:
            raise ValueError(f"the page body is cut or larger than {limit} bytes")
        return raw
