"""What a reader is about to type: completions from the index, names, newspapers and sections. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from services.arabic.entities.lexicon import Entry, Lexicon
from services.arabic.normalise import fold
from services.contracts.sections import SECTIONS
from services.contracts.synonyms import SynonymGroup
from services.search.highlights import cut
from services.search.results import Segment, SourceActivity, Suggestion, SuggestionKind

MAX_SOURCES: Final = 5000
MAX_PREFIX: Final = 100
_ARTICLE = "ال"
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class IndexedSource:
    """A newspaper as far as the index knows it."""

    id: str
    names: tuple[str, ...]
    activity: SourceActivity


def completion_body(text: str, limit: int, *, entities: bool = False) -> dict[str, Any]:
    """Completions of the text as typed, and with the article that readers leave out.

    `entities`: with those of the articles that offer them.
    """
    prefixes = {"typed": text, "defined": _ARTICLE + text}
    return {
        "_source": ["enriched.entities"] if entities else False,
        "suggest": {
            name: {
                "prefix": prefix[:MAX_PREFIX],
                "completion": {"field": "suggest", "size": limit, "skip_duplicates": True},
            }
            for name, prefix in prefixes.items()
            if name == "typed" or not fold(text).startswith(_ARTICLE)
        },
    }


def completions(text: str, answer: Mapping[str, Any]) -> list[Suggestion]:
    """Titles, key words and, told apart where the articles came with their entities, names of these."""
    found: dict[str, Suggestion] = {}
    for name in ("typed", "defined"):
        for entry in answer["suggest"].get(name, ()):
            for option in entry["options"]:
                completed = option["text"]
                entity = _entity(completed, option.get("_source", {}))
                hits = highlight(text, completed)
                suggestion = Suggestion(completed, "query", None, hits)
                if entity:
                    suggestion = Suggestion(completed, "entity", entity["id"], hits, entity["type"])
                found.setdefault(fold(completed), suggestion)
    return list(found.values())


def _entity(name: str, source: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The article's entity of this name."""
    entities: Iterable[Mapping[str, Any]] = source.get("enriched", {}).get("entities", ())
    return next((entity for entity in entities if fold(entity["name"]) == fold(name)), None)


def current(text: str, found: Iterable[Suggestion], lexicon: Lexicon) -> list[Suggestion]:
    """Entities as operators have them: renamed, merged, without what they blocked; each once."""
    standing: dict[str, Suggestion] = {}
    for one in found:
        id_ = one.id or ""
        known = lexicon.entity(id_) or next(iter(lexicon.of_spelling(one.text)), None)
        if known:
            standing.setdefault(known.id, entity_suggestion(text, known))
        elif not lexicon.is_blocked(id_):
            standing.setdefault(id_ or fold(one.text), one)
    return list(standing.values())


def entity_suggestion(text: str, entry: Entry) -> Suggestion:
    return Suggestion(entry.name, "entity", entry.id, highlight(text, entry.name), entry.type)


def sources_named(text: str, sources: Iterable[IndexedSource]) -> list[Suggestion]:
    """Newspapers of whose name, Arabic or Latin, a word starts like the text; those that write most first."""
    found = [source for source in sources if any(_begins(text, name) for name in (*source.names, source.id))]
    found.sort(key=lambda source: -source.activity.articles_24h)
    return [
        Suggestion(source.names[0], "source", source.id, highlight(text, source.names[0])) for source in found
    ]


def names_like(text: str, groups: Iterable[SynonymGroup]) -> list[Suggestion]:
    """Places, people and organisations with a spelling that starts like the text, by the one to show.

    Those that begin with it come before those of which a later word does.
    """
    found = [
        group
        for group in groups
        if group.kind != "newspaper" and any(_begins(text, name) for name in group.names)
    ]
    typed = " ".join(fold(text).split())
    found.sort(key=lambda group: not any(fold(name).startswith(typed) for name in group.names))
    return [
        Suggestion(group.names[0], "entity", group.id, highlight(text, group.names[0])) for group in found
    ]


def sections_named(text: str) -> list[Suggestion]:
    return [
        Suggestion(labels["ar"], "section", section, highlight(text, labels["ar"]))
        for section, labels in SECTIONS.items()
        if any(_begins(text, label) for label in (*labels.values(), section))
    ]


def highlight(typed: str, text: str) -> tuple[Segment, ...]:
    """The words of the text that begin like what was typed."""
    beginnings = fold(typed).split()
    spans = [
        found.span()
        for found in _WORD.finditer(text)
        if any(_begins(beginning, found[0]) for beginning in beginnings)
    ]
    return cut(text, spans)


def activity_body(since: datetime) -> dict[str, Any]:
    """Every newspaper in the index: its names, how much it wrote since then, its newest article."""
    return {
        "size": 0,
        "track_total_hits": False,
        "aggs": {
            "sources": {
                "terms": {"field": "source.id", "size": MAX_SOURCES},
                "aggs": {
                    "recent": {"filter": {"range": {"indexed_at": {"gte": since.isoformat()}}}},
                    "newest": {
                        "top_hits": {
                            "size": 1,
                            "sort": [{"indexed_at": "desc"}],
                            "_source": [
                                "indexed_at",
                                "enriched.article.source.name",
                                "enriched.article.source.name_latin",
                            ],
                        }
                    },
                },
            }
        },
    }


def indexed_sources(answer: Mapping[str, Any]) -> list[IndexedSource]:
    found: list[IndexedSource] = []
    for bucket in answer["aggregations"]["sources"]["buckets"]:
        newest = bucket["newest"]["hits"]["hits"][0]["_source"]
        names = newest["enriched"]["article"]["source"]
        found.append(
            IndexedSource(
                id=bucket["key"],
                names=tuple(name for name in (names["name"], names.get("name_latin")) if name),
                activity=SourceActivity(
                    articles_24h=bucket["recent"]["doc_count"],
                    last_article_at=datetime.fromisoformat(newest["indexed_at"]),
                ),
            )
        )
    return found


def of_kind(kind: SuggestionKind, found: Iterable[Suggestion]) -> list[Suggestion]:
    """Those of this kind, of each text the first."""
    kept: dict[str, Suggestion] = {}
    for suggestion in found:
        if suggestion.kind == kind:
            kept.setdefault(fold(suggestion.text), suggestion)
    return list(kept.values())


def interleave(kinds: Sequence[list[Suggestion]], limit: int) -> list[Suggestion]:
    """The first of each kind, then the second of each: no kind crowds out another.

    What is offered as an entity is not offered as a query as well.
    """
    entities = {fold(one.text) for kind in kinds for one in kind if one.kind == "entity"}
    told = [[one for one in kind if one.kind != "query" or fold(one.text) not in entities] for kind in kinds]
    longest = max((len(kind) for kind in told), default=0)
    return [kind[place] for place in range(longest) for kind in told if place < len(kind)][:limit]


def _begins(text: str, name: str) -> bool:
    """Whether the name, from one of its words on, starts like the text; the article counts for nothing."""
    typed = " ".join(fold(text).split())
    bare = _bare(typed)
    return bool(typed) and any(
        tail.startswith(typed) or (bare and _bare(tail).startswith(bare)) for tail in _tails(name)
    )


@lru_cache(maxsize=10_000)
def _tails(name: str) -> tuple[str, ...]:
    """The name from each of its words on: it is asked for with each key that a reader presses."""
    words = fold(name).split()
    return tuple(" ".join(words[start:]) for start in range(len(words)))


def _bare(text: str) -> str:
    return text.removeprefix(_ARTICLE)
