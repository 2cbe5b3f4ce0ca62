"""The embedded server's analysis, against the golden file and against what stock Elasticsearch documents."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from elasticsearch import AsyncElasticsearch, BadRequestError
from services.search.golden import Probe, probes

ARABIC_CHAIN = [
    "lowercase",
    "decimal_digit",
    {"type": "stop", "stopwords": "_arabic_"},
    "arabic_normalization",
]


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
    "the arabic analyzer stems and drops stop words": (
        {"analyzer": "arabic", "text": "في المدارس والمدرسة"},
        ["مدارس", "مدرس"],
    ),
    "the arabic analyzer is the documented chain": (
        {
            "tokenizer": "standard",
            "filter": [*ARABIC_CHAIN, {"type": "keyword_marker", "keywords": ["المدارس"]}, "arabic_stem"],
            "text": "في المدارس والمدرسة",
        },
        ["المدارس", "مدرس"],
    ),
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
    "edge_ngram tokenizer": (
        {
            "tokenizer": {"type": "edge_ngram", "min_gram": 2, "max_gram": 10, "token_chars": ["letter"]},
            "text": "2 Quick",
        },
        ["Qu", "Qui", "Quic", "Quick"],
    ),
    "ngram filter keeps the original when asked": (
        {
            "tokenizer": "standard",
            "filter": [{"type": "ngram", "min_gram": 3, "max_gram": 3, "preserve_original": True}],
            "text": "كتاب",
        },
        ["كتا", "تاب", "كتاب"],
    ),
    "edge_ngram filter from the back": (
        {
            "tokenizer": "keyword",
            "filter": [{"type": "edge_ngram", "min_gram": 1, "max_gram": 2, "side": "back"}],
            "text": "كتاب",
        },
        ["ب", "اب"],
    ),
    "shingle": ({"tokenizer": "whitespace", "filter": ["shingle"], "text": "أ ب"}, ["أ", "أ ب", "ب"]),
    "unique": (
        {"tokenizer": "whitespace", "filter": ["unique"], "text": "the lazy the fox the lazy"},
        ["the", "lazy", "fox"],
    ),
    "length": (
        {"tokenizer": "whitespace", "filter": [{"type": "length", "max": 4}], "text": "the quick fox jumps"},
        ["the", "fox"],
    ),
    "limit lets one token pass": ({"tokenizer": "standard", "filter": ["limit"], "text": "one two"}, ["one"]),
    "truncate": (
        {"tokenizer": "whitespace", "filter": [{"type": "truncate", "length": 3}], "text": "truncated text"},
        ["tru", "tex"],
    ),
    "asciifolding": (
        {"tokenizer": "standard", "filter": ["asciifolding"], "text": "açaí à la carte"},
        ["acai", "a", "la", "carte"],
    ),
    "elision takes French articles": (
        {"tokenizer": "standard", "filter": ["elision"], "text": "j’examine près du wharf"},
        ["examine", "près", "du", "wharf"],
    ),
    "stemmer by language": (
        {"tokenizer": "standard", "filter": [{"type": "stemmer", "language": "arabic"}], "text": "الكتاب"},
        ["كتاب"],
    ),
    "stemmer is English by default": (
        {"tokenizer": "standard", "filter": ["stemmer"], "text": "the foxes jumping quickly"},
        ["the", "fox", "jump", "quickli"],
    ),
    "persian_normalization": (
        {"tokenizer": "standard", "filter": ["persian_normalization"], "text": "گربهٔ کتاب"},
        ["گربه", "كتاب"],
    ),
    "pattern_capture keeps the original": (
        {
            "tokenizer": "keyword",
            "filter": [{"type": "pattern_capture", "patterns": ["(\\d+)"]}],
            "text": "abc123def456",
        },
        ["abc123def456", "123", "456"],
    ),
    "pattern_replace filter": (
        {
            "tokenizer": "whitespace",
            "filter": [{"type": "pattern_replace", "pattern": "(dog)", "replacement": "watch$1"}],
            "text": "foxes jump lazy dogs",
        },
        ["foxes", "jump", "lazy", "watchdogs"],
    ),
    "pattern_replace char filter": (
        {
            "tokenizer": "standard",
            "char_filter": [{"type": "pattern_replace", "pattern": "(\\d+)-(?=\\d)", "replacement": "$1_"}],
            "text": "My credit card is 123-456-789",
        },
        ["My", "credit", "card", "is", "123_456_789"],
    ),
    "mapping char filter": (
        {
            "tokenizer": "keyword",
            "char_filter": [{"type": "mapping", "mappings": ["٠ => 0", "١ => 1", "\\u0020 => _"]}],
            "text": "رقم ١٠",
        },
        ["رقم_10"],
    ),
    "html_strip char filter": (
        {"tokenizer": "keyword", "char_filter": ["html_strip"], "text": "<b>خبر</b> &amp; رأي"},
        ["خبر & رأي"],
    ),
    "uax_url_email tokenizer": (
        {"tokenizer": "uax_url_email", "text": "Email me at john.smith@global-international.com"},
        ["Email", "me", "at", "john.smith@global-international.com"],
    ),
    "path_hierarchy tokenizer": (
        {"tokenizer": "path_hierarchy", "text": "/one/two"},
        ["/one", "/one/two"],
    ),
    "pattern tokenizer": ({"tokenizer": {"type": "pattern", "pattern": ","}, "text": "a,b"}, ["a", "b"]),
    "word_delimiter_graph": (
        {"tokenizer": "keyword", "filter": ["word_delimiter_graph"], "text": "Neil's-Super-Duper-XL500"},
        ["Neil", "Super", "Duper", "XL", "500"],
    ),
    "synonym_graph adds the other words": (
        {
            "tokenizer": "standard",
            "filter": [{"type": "synonym_graph", "synonyms": ["البيضاء, كازا", "الملك => العاهل"]}],
            "text": "الملك في كازا",
        },
        ["العاهل", "في", "البيضاء", "كازا"],
    ),
    "synonyms are read through the filters before them": (
        {
            "tokenizer": "standard",
            "filter": ["arabic_normalization", {"type": "synonym_graph", "synonyms": ["أكادير, أغادير"]}],
            "text": "أكادير",
        },
        ["اغادير", "اكادير"],
    ),
}


@pytest.mark.parametrize("name", STOCK)
async def test_components_do_what_stock_ones_do(client: AsyncElasticsearch, name: str) -> None:
    request, wanted = STOCK[name]

    assert await tokens(client, **request) == wanted


@pytest.mark.parametrize(
    ("filter_", "message"),
    [
        ({"type": "ngram", "min_gram": 1, "max_gram": 5}, "max_ngram_diff"),
        ({"type": "truncate"}, "length parameter must be provided"),
        ({"type": "keyword_marker"}, "keywords"),
        ({"type": "pattern_capture"}, "'patterns' is missing"),
    ],
)
async def test_settings_that_stock_refuses_are_refused(
    client: AsyncElasticsearch, filter_: dict[str, Any], message: str
) -> None:
    with pytest.raises(BadRequestError, match=message):
        await client.indices.analyze(tokenizer="standard", filter=[filter_], text="كتاب")


async def test_the_root_answers_as_every_client_expects(client: AsyncElasticsearch) -> None:
    info = await client.info()  # the client refuses a server without the product header

    assert info["version"]["number"].startswith("9.")
    assert info["tagline"] == "You Know, for Search"
