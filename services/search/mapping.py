"""What the index keeps of an article and of an image's state: settings and mappings as code."""

from __future__ import annotations

from typing import Any

from services.search.analysis import analysis
from services.search.settings import SearchSettings

SCHEMA = 5
"""Raised with every change of what is indexed of an article, or how; part of a generation's name."""

STATES_SCHEMA = 1
"""The same of images, withdrawals and stories: their indices are not built anew with the articles."""

SUGGESTION_LENGTH = 120

SATURATED = "saturated"
"""The similarity of readings in which a word that is repeated says little more."""

KEYS = {"type": "text", "analyzer": "whitespace", "index_options": "docs", "norms": False}
"""What matches, and scores nothing."""

KEYWORD = {"type": "keyword", "ignore_above": 512}
STORED = {"type": "keyword", "index": False, "doc_values": False}
FOLDED = {
    "type": "keyword",
    "ignore_above": 512,
    "fields": {"folded": {"type": "keyword", "normalizer": "folded"}},
}


def _readings(**options: Any) -> dict[str, Any]:
    """One text, four readings: stemmed in the field itself, the stricter and the looser ones beside it."""
    return {
        "type": "text",
        "analyzer": "stem",
        # highlighting from offsets: 1.13 times a plain search, for 16 % more store; re-analysis costs 3 times
        "index_options": "offsets",
        **options,
        "fields": {
            "exact": {"type": "text", "analyzer": "exact"},
            "folded": {"type": "text", "analyzer": "folded"},
            "grams": {"type": "text", "analyzer": "grams", "index_options": "freqs", "similarity": SATURATED},
        },
    }


def _counted(analyzer: str, **options: Any) -> dict[str, Any]:
    """A reading that is made before indexing, without positions."""
    reading = {"type": "text", "analyzer": analyzer, "index_options": "freqs", "similarity": SATURATED}
    return reading | options


def article_mapping() -> dict[str, Any]:
    """Strict: a document with a field that is not named here is refused."""
    return {
        "dynamic": "strict",
        "_meta": {"schema": SCHEMA},
        "_source": {"excludes": ["lemmas", "roots", "lexemes"]},
        "properties": {
            "id": {"type": "keyword"},
            "revision": {"type": "integer", "index": False},
            "title": _readings(),
            "lead": {"type": "text", "index": False},
            "body": _readings(),
            "lemmas": {
                "properties": {
                    "title": _counted("lemmas"),
                    "body": _counted(
                        "lemmas", fields={"lead": _counted("lemmas_lead", search_analyzer="lemmas")}
                    ),
                }
            },
            "roots": {"properties": {"body": _counted("whitespace")}},
            "lexemes": {"properties": {"title": KEYS, "body": KEYS}},
            "url": STORED,
            "source": {
                "properties": {
                    "id": {"type": "keyword"},
                    "name": {"type": "keyword", "normalizer": "folded"},
                }
            },
            "country": KEYWORD,
            "lang": KEYWORD,
            "section": KEYWORD,
            "keywords": FOLDED,
            "tags": FOLDED,
            "authors": FOLDED,
            "entities": KEYWORD,
            "published_at": {"type": "date"},
            "published_date": STORED,
            "published_precision": STORED,
            "tz": STORED,
            "indexed_at": {"type": "date"},
            "rights": STORED,
            "word_count": {"type": "integer", "index": False},
            "reading_minutes": {"type": "integer", "index": False},
            "story": {"type": "keyword"},
            "duplicate_of": KEYWORD,
            "images": {"type": "keyword"},
            "suggest": {
                "type": "completion",
                "analyzer": "folded",
                "preserve_separators": True,
                "max_input_length": SUGGESTION_LENGTH,
            },
            "enriched": {"type": "object", "enabled": False},
        },
    }


def image_mapping() -> dict[str, Any]:
    return {
        "dynamic": "strict",
        "_meta": {"schema": STATES_SCHEMA},
        "properties": {
            "article_id": {"type": "keyword"},
            "state": {"type": "keyword"},
            "revision": {"type": "integer", "index": False},
            "changed_at": {"type": "date", "index": False},
        },
    }


def withdrawal_mapping() -> dict[str, Any]:
    """A decision without a word of the article that it is about."""
    return {
        "dynamic": "strict",
        "_meta": {"schema": STATES_SCHEMA},
        "properties": {
            "action": {"type": "keyword"},
            "reason": {"type": "keyword"},
            "revision": {"type": "integer", "index": False},
            "decided_at": {"type": "date", "index": False},
        },
    }


def membership_mapping() -> dict[str, Any]:
    """Which story an article is in, and why; without `story`: in none any more."""
    return {
        "dynamic": "strict",
        "_meta": {"schema": STATES_SCHEMA},
        "properties": {
            "story": {"type": "keyword"},
            "duplicate_of": STORED,
            "by": STORED,
            "score": {"type": "float", "index": False, "doc_values": False},
            "words": STORED,
        },
    }


def story_mapping() -> dict[str, Any]:
    """A story in a list. `merged_into`: another one answers for it."""
    return {
        "dynamic": "strict",
        "_meta": {"schema": STATES_SCHEMA},
        "properties": {
            "id": {"type": "keyword"},
            "representative": STORED,
            "headlines": STORED,
            "first_at": {"type": "date"},
            "last_at": {"type": "date"},
            "article_count": {"type": "integer"},
            "copy_count": {"type": "integer", "index": False},
            "source_count": {"type": "integer"},
            "sources": {"type": "keyword"},
            "countries": {"type": "keyword"},
            "sections": {"type": "keyword"},
            "langs": {"type": "keyword"},
            "heat": {"type": "double"},
            "merged_into": {"type": "keyword"},
        },
    }


def article_settings(settings: SearchSettings) -> dict[str, Any]:
    return {
        "number_of_shards": settings.shards,
        "auto_expand_replicas": settings.replicas,
        # named, so that an index nobody searched for 30 s still refreshes (`index.search.idle.after`)
        "refresh_interval": settings.refresh_interval,
        # a restored article comes back with the version that was deleted: forget it at once, not in 60 s
        "gc_deletes": "0s",
        "analysis": analysis(),
        "similarity": {SATURATED: {"type": "BM25", "k1": 0.6, "b": 0.75}},
    }


def state_settings(settings: SearchSettings) -> dict[str, Any]:
    return {
        "number_of_shards": 1,
        "auto_expand_replicas": settings.replicas,
        "refresh_interval": settings.refresh_interval,
    }
