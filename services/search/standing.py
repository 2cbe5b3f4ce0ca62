"""Saved searches held against what was just indexed: memory says which may find it, the index which do.

A saved search finds what the same search finds in a list: nothing in it depends on what else is in the
archive, so it is never loosened, and weak matches that only a ranking hides are left out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from services.arabic.entities.lexicon import Lexicon
from services.search.entities import Entities
from services.search.parsing import parse
from services.search.percolator import Percolator
from services.search.queries import SearchBody
from services.search.results import SearchRequest
from services.search.spellings import Spellings, recognised
from services.search.synonyms import dialect

Clause = dict[str, Any]

READ: Final = (
    *("id", "revision", "title", "body", "source.id", "country", "lang", "section", "authors", "entities"),
    "story",
)
"""Of a document's source: what a percolator asks, and its revision."""
AT_ONCE: Final = 100  # searches in one request: the fetch phase tries each of them on each article


class StandingSearches:
    """Searches by name; each is compiled once, and again when spellings or entities changed."""

    def __init__(self) -> None:
        self._searches: dict[str, SearchRequest] = {}
        self._clauses: dict[str, Clause] = {}
        self._compiled: Compiled | None = None
        self._spellings: Spellings | None = None
        self._lexicon: Lexicon | None = None

    def __len__(self) -> int:
        return len(self._searches)

    def put(self, name: str, request: SearchRequest) -> None:
        """Raises `QuerySyntaxError`."""
        parse(request.text, request.fields)
        self.remove(name)
        self._searches[name] = request

    def remove(self, name: str) -> None:
        self._searches.pop(name, None)
        self._clauses.pop(name, None)
        self._compiled = None

    def compiled(self, spellings: Spellings, entities: Entities) -> Compiled:
        """As names are written and entities are merged now."""
        named = any(request.filters.entity for request in self._searches.values())
        lexicon = entities.lexicon if named else None  # which takes a moment to read
        if self._spellings is not spellings or self._lexicon is not lexicon:
            self._spellings, self._lexicon = spellings, lexicon
            self._clauses, self._compiled = {}, None
        if self._compiled is None:
            for name, request in self._searches.items():
                if name not in self._clauses:
                    filters = entities.with_merged_ids(request.filters)
                    self._clauses[name] = clause_of(replace(request, filters=filters), spellings)
            clauses = dict(self._clauses)
            self._compiled = Compiled(clauses, Percolator(clauses))
        return self._compiled


@dataclass(frozen=True, slots=True)
class Compiled:
    """What each search asks, and the same in memory."""

    clauses: Mapping[str, Clause]
    percolator: Percolator


def clause_of(request: SearchRequest, spellings: Spellings) -> Clause:
    """What a list of the search asks of each article."""
    request = replace(request, sort="-indexed_at")
    query = parse(request.text, request.fields)
    understood = recognised(query, spellings, dialect() if request.dialect else None)
    clause: Clause = SearchBody(request, understood, datetime.now(UTC)).of(request)["query"]
    return clause


@dataclass(frozen=True, slots=True)
class Standing:
    """By article id, the names of the searches that find it. `late`: articles that nothing can find yet."""

    names: Mapping[str, tuple[str, ...]]
    late: frozenset[str] = frozenset()


def candidates(compiled: Compiled, documents: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """By article id, the names of the searches that may find it; without those that none may find."""
    found = {document["id"]: compiled.percolator.candidates(document) for document in documents}
    return {id_: names for id_, names in found.items() if names}


def confirmations(compiled: Compiled, possible: Mapping[str, Sequence[str]]) -> Iterator[Clause]:
    """The bodies of the searches that say which of these do find these articles."""
    names = sorted({name for found in possible.values() for name in found})
    for start in range(0, len(names), AT_ONCE):
        part = set(names[start : start + AT_ONCE])
        ids = [id_ for id_, found in possible.items() if not part.isdisjoint(found)]
        yield {
            "query": {
                "bool": {
                    "filter": [{"terms": {"id": ids}}],
                    "should": [
                        {"constant_score": {"filter": compiled.clauses[name], "_name": name}}
                        for name in sorted(part)
                    ],
                    "minimum_should_match": 0,  # an article that nothing finds tells that it can be found
                }
            },
            "size": len(ids),
            "sort": ["_doc"],
            "track_total_hits": False,
            "_source": ["id", "revision"],
        }


def confirmed(
    answers: Iterable[Mapping[str, Any]], revisions: Mapping[str, int], possible: Collection[str]
) -> Standing:
    """`revisions`: as they were read; an article is late while searches see an earlier one, or none."""
    names: dict[str, list[str]] = {}
    seen: set[str] = set()
    for answer in answers:
        for hit in answer["hits"]["hits"]:
            id_ = hit["_source"]["id"]
            if hit["_source"]["revision"] >= revisions[id_]:
                seen.add(id_)
                names.setdefault(id_, []).extend(hit.get("matched_queries", ()))
    late = frozenset(possible) - seen
    return Standing({id_: tuple(found) for id_, found in names.items() if found and id_ not in late}, late)
