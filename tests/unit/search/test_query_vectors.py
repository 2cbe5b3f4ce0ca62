"""A query's vector in time, or none."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator

import pytest
from services.search.query_vectors import MOST_WAITING, QueryVectors


class Model:
    """Answers when it is let; counts."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.asked: list[str] = []
        self.error: Exception | None = None

    def query(self, text: str) -> bytes:
        self.asked.append(text)
        assert self.go.wait(30)
        if self.error:
            raise self.error
        return text.encode()


@pytest.fixture
def model() -> Iterator[Model]:
    model = Model()
    yield model
    model.go.set()


async def test_a_query_is_embedded_once(model: Model) -> None:
    vectors = QueryVectors(model, 5)
    model.go.set()
    assert await vectors.of("ميناء") == "ميناء".encode()
    assert await vectors.of("ميناء") == "ميناء".encode()
    assert model.asked == ["ميناء"]
    vectors.close()


async def test_who_asks_together_shares_one_embedding(model: Model) -> None:
    vectors = QueryVectors(model, 5)
    asked = [asyncio.create_task(vectors.of("ميناء")) for _ in range(50)]
    await asyncio.sleep(0)
    model.go.set()
    assert set(await asyncio.gather(*asked)) == {"ميناء".encode()}
    assert model.asked == ["ميناء"]
    vectors.close()


async def test_too_late_is_none_and_there_for_the_next(model: Model) -> None:
    vectors = QueryVectors(model, 0.01)
    assert await vectors.of("ميناء") is None
    model.go.set()
    async with asyncio.timeout(10):
        while (found := await vectors.of("ميناء")) is None:
            continue
    assert found == "ميناء".encode()
    assert model.asked == ["ميناء"]
    vectors.close()


async def test_no_queue_grows_before_a_slow_model(model: Model) -> None:
    vectors = QueryVectors(model, 0.01)
    assert await asyncio.gather(*(vectors.of(str(number)) for number in range(100))) == [None] * 100
    model.go.set()
    await asyncio.sleep(0.2)
    assert len(model.asked) == MOST_WAITING
    vectors.close()


async def test_a_model_that_fails_is_not_asked_again(model: Model) -> None:
    vectors = QueryVectors(model, 5)
    model.error = OSError("the file is cut off")
    model.go.set()
    assert await vectors.of("ميناء") is None
    assert await vectors.of("آسفي") is None
    assert model.asked == ["ميناء"]
    vectors.close()
