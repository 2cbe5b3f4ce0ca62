"""An index of many articles: real ones in order, then again, each time varied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import islice

from services.search import generations
from services.search.bulk import BulkWriter, Write
from services.search.cluster import AsyncElasticsearch
from services.search.documents import article_document
from services.search.settings import SearchSettings

from benchmarks.news import numbered

BATCH = 1000


class Archive:
    """The live generation of a platform, grown step by step; the first step makes it."""

    def __init__(self, client: AsyncElasticsearch, settings: SearchSettings) -> None:
        self._client = client
        self._settings = settings
        self._made = writes()
        self.size = 0

    async def grow(self, size: int) -> None:
        """To so many documents, searchable. Segments are merged as a quiet night would do it, no further."""
        live = await generations.provision(self._client, self._settings)
        writer = BulkWriter(self._client, self._settings, self._settings.named(generations.ARTICLES))
        while self.size < size:
            batch = list(islice(self._made, min(BATCH, size - self.size)))
            await writer.write(batch)
            self.size += len(batch)
        await self._client.indices.refresh(index=live)


def writes() -> Iterator[Write]:
    number = 0
    while True:
        article = numbered(number, number)
        yield Write(article.article_id, 1, partial(article_document, article, datetime.now(UTC)))
        number += 1
