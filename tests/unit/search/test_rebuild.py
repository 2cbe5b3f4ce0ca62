from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

from services.contracts.article import EnrichedArticle
from services.contracts.event import Envelope
from services.runtime.outcome import Record
from services.search.rebuild import batches, newest_of
from tests.integration.search.articles import article


def record(offset: int, name: str, revision: int) -> Record[EnrichedArticle]:
    event = article(name, "ميناء آسفي", "نص.", revision=revision)
    moment = datetime(2025, 4, 5, tzinfo=UTC)
    return Record(event, b"", Envelope.new("test", "EnrichedArticle"), 0, offset, moment)


def test_of_an_article_the_first_record_of_its_highest_revision_is_taken() -> None:
    read = [record(0, "x", 1), record(1, "y", 1), record(2, "x", 3), record(3, "x", 3), record(4, "x", 2)]
    assert [one.offset for one in newest_of(read)] == [2, 1]


async def test_batches_are_full_but_the_last() -> None:
    async def numbers() -> AsyncIterator[int]:
        for number in range(5):
            yield number

    assert [batch async for batch in batches(numbers(), 2)] == [[0, 1], [2, 3], [4]]
