"""The embedded server's analysis, against the golden file and against what stock Elasticsearch documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch, BadRequestError
from services.search.golden import Probe, probes


@pytest.fixture
async def client(elasticsearch: str) -> AsyncIterator[AsyncElasticsearch]:
    async with AsyncElasticsearch(elasticsearch) as connected:
        yield connected


async def tokens(client: AsyncElasticsearch, **request: Any) -> list[str]:
    answer = await client.indices.analyze(**request)
    return [token["token"] for token in answer["tokens"]]


@pytest.mark.parametrize("probe", probes(), ids=lambda probe: f"{probe.analyzer}:{probe.text}")
async def test_the_golden_file_holds(client: AsyncElasticsearch, probe: Probe) -> None:
    assert await tokens(client, **probe.request()) == list(probe.tokens)


# the examples of the stock reference documentation, or plain consequences of its words
STOCK: dict[str, tuple[dict[str, Any], list[str]]] = {
    "ngram tokenizer": (
        {"tokenizer": "ngram", "text": "كتاب"},
        ["ك", "كت", "ت", "تا", "ا", "اب", "ب"],
    ),
    "ngram tokenizer splits at what is not in token_chars": (
        {
            "tokenizer": {"type": "ngram", "min_gram": 3, "max_gram": 3, "token_chars": ["letter", "digit"]},
            "text": "2 Quick Foxes.",
        },
        ["Qui", "uic", "ick", "Fox", "oxe", "xes"],
    ),
    "unique": (
        {"tokenizer": "whitespace", "filter": ["unique"], "text": "the lazy the fox the lazy"},
        ["the", "lazy", "fox"],
    ),
    "limit lets one token pass": ({"tokenizer": "standard", "filter": ["limit"], "text": "one two"}, ["one"]),
    "pattern_capture keeps the original": (
        {
            "tokenizer": "whitespace",
            "filter": [{"type": "pattern_capture", "patterns": ["(\\d+)"]}],
            "text": "abc123def456",
        },
        ["abc123def456", "123", "456"],
    ),
    "mapping char filter": (
        {
            "tokenizer": "whitespace",
            "char_filter": [{"type": "mapping", "mappings": ["٠ => 0", "١ => 1", "\\u0020 => _"]}],
            "text": "رقم ١٠",
        },
        ["رقم_10"],
    ),
    "uax_url_email tokenizer": (
        {"tokenizer": "uax_url_email", "text": "Email me at john.smith@global-international.com"},
        ["Email", "me", "at", "john.smith@global-international.com"],
    ),
}


@pytest.mark.parametrize("name", STOCK)
async def test_components_do_what_stock_ones_do(client: AsyncElasticsearch, name: str) -> None:
    request, wanted = STOCK[name]

    assert await tokens(client, **request) == wanted


@pytest.mark.parametrize(
    ("component", "message"),
    [
        ({"filter": [{"type": "pattern_capture"}]}, "'patterns' is missing"),
        ({"char_filter": [{"type": "mapping"}]}, "requires either `mappings`"),
        ({"char_filter": [{"type": "mapping", "mappings": ["كتاب"]}]}, "Invalid Mapping Rule"),
        ({"char_filter": [{"type": "mapping", "mappings": ["\\u064 => _"]}]}, "Invalid escaped char"),
        ({"tokenizer": {"type": "ngram", "token_chars": ["حرف"]}}, "token_chars"),
    ],
)
async def test_settings_that_stock_refuses_are_refused(
    client: AsyncElasticsearch, component: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadRequestError, match=message):
        await client.indices.analyze(**{"tokenizer": "standard", "text": "كتاب", **component})


async def test_the_root_answers_as_every_client_expects(client: AsyncElasticsearch) -> None:
    info = await client.info()  # the client refuses a server without the product header

    assert info["version"]["number"].startswith("9.")
    assert info["tagline"] == "You Know, for Search"
