"""Answers of Elasticsearch as results. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain
from typing import Any

from services.arabic.normalise import fold, strip_marks
from services.search.grammar import Field, Phrase, Query, Term, TextField, conditions, excluded, positive
from services.search.highlights import Likeness, segments
from services.search.results import (
    Bucket,
    FacetValue,
    Interpretation,
    SearchRequest,
    Segment,
    Summary,
    Total,
)

Hit = Mapping[str, Any]
NEWEST: Mapping[str, Any] = {"newest": {"max": {"field": "published_at"}}}
NONE_COUNTED: Mapping[str, int] = {}
NONE_FOUND: Mapping[str, Sequence[Any]] = {"buckets": ()}


def summary(hit: Hit, hidden: Collection[str] = (), story_sizes: Mapping[str, int] = NONE_COUNTED) -> Summary:
    """`hidden`: the images that nobody may see. `story_sizes`: how many articles a hit stands for."""
    source = hit["_source"]
    published_at = source.get("published_at") if source["published_precision"] == "minute" else None
    published_date = source.get("published_date")
    return Summary(
        id=source["id"],
        revision=source["revision"],
        title=source["title"],
        lead=source.get("lead", ""),
        url=source["url"],
        source_id=source["source"]["id"],
        source_name=source["source"]["name"],
        country=source.get("country"),
        lang=source["lang"],
        section=source.get("section"),
        published_date=date.fromisoformat(published_date) if published_date else None,
        published_at=datetime.fromisoformat(published_at) if published_at else None,
        published_precision=source["published_precision"],
        tz=source["tz"],
        indexed_at=datetime.fromisoformat(source["indexed_at"]),
        rights=source["rights"],
        word_count=source["word_count"],
        reading_minutes=source["reading_minutes"],
        story_id=source.get("story"),
        duplicate_of=source.get("duplicate_of"),
        lead_image=next((image for image in source.get("images", ()) if image not in hidden), None),
        sort_values=tuple(hit.get("sort", ())),
        score=hit.get("_score"),
        highlights=_highlights(hit.get("highlight", {})),
        more_in_story=max(0, story_sizes.get(story_of(hit), 1) - 1),
    )


def marked(item: Summary, fields: Sequence[TextField], like: Likeness) -> Summary:
    """With the words marked that it was found by; the highlighter, which knows stems, chose the fragments."""
    texts = {"title": item.title, "body": item.lead}
    shown = [item.highlights.get(field, ((Segment(texts[field]),),)) for field in fields]
    found = zip(fields, like.marked(shown), strict=True)
    return replace(
        item, highlights={field: text for field, text in found if any(piece.hit for piece in chain(*text))}
    )


def story_of(hit: Hit) -> str:
    """The key that a collapsed hit stands for; empty for any other."""
    keys: Sequence[str] = hit.get("fields", {}).get("story", ("",))
    return keys[0]


def story_sizes(answer: Mapping[str, Any]) -> dict[str, int]:
    return {bucket["key"]: bucket["doc_count"] for bucket in answer["aggregations"]["stories"]["buckets"]}


def images_of(hits: Sequence[Hit]) -> list[str]:
    return list(dict.fromkeys(image for hit in hits for image in hit["_source"].get("images", ())))


def total(answer: Mapping[str, Any]) -> Total | None:
    found = answer["hits"].get("total")
    return Total(found["value"], found["relation"]) if found else None


def is_partial(answer: Mapping[str, Any]) -> bool:
    return bool(answer["timed_out"] or answer["_shards"]["failed"])


def counted(answer: Mapping[str, Any]) -> int:
    """How many were found, as far as anybody knows."""
    found = total(answer)
    return found.value if found else len(answer["hits"]["hits"])


def facets(answer: Mapping[str, Any], request: SearchRequest) -> dict[str, tuple[FacetValue, ...]]:
    """Values by count; a selected value is always among them, if only with nothing in it."""
    found: dict[str, tuple[FacetValue, ...]] = {}
    for facet in request.facets:
        told = answer["aggregations"][f"facet-{facet}"]
        chosen: Sequence[str] = getattr(request.filters, facet)
        counts = dict.fromkeys(chosen, 0)
        for buckets in (told.get("selected", NONE_FOUND), told["values"]):
            counts |= {bucket["key"]: bucket["doc_count"] for bucket in buckets["buckets"]}
        values = [FacetValue(value, count, value in chosen) for value, count in counts.items()]
        found[facet] = tuple(sorted(values, key=lambda value: -value.count))
    return found


def histogram(answer: Mapping[str, Any]) -> tuple[Bucket, ...]:
    """`share`: of everything that was published in the bucket, whatever the search."""
    aggregations = answer["aggregations"]
    coverage = {
        bucket["key"]: bucket["doc_count"] for bucket in aggregations["coverage"]["span"]["dates"]["buckets"]
    }
    return tuple(
        Bucket(
            start=datetime.fromisoformat(bucket["key_as_string"]),
            count=bucket["doc_count"],
            share=bucket["doc_count"] / max(1, coverage.get(bucket["key"], 0)),
        )
        for bucket in aggregations["histogram"]["dates"]["buckets"]
    )


def newest(answer: Mapping[str, Any]) -> datetime | None:
    """When the latest was published of what a search with the aggregation `NEWEST` found."""
    moment = answer["aggregations"]["newest"].get("value_as_string")
    return datetime.fromisoformat(moment) if moment else None


def absent(answer: Mapping[str, Any], values: Sequence[str]) -> tuple[str, ...]:
    """Of the values that `presence_body` asked about, those that no article has."""
    buckets = answer["aggregations"]["values"]["buckets"]
    return tuple(value for value, bucket in zip(values, buckets, strict=True) if not bucket["doc_count"])


def interpretation(query: Query) -> Interpretation:
    wanted = list(positive(query.root))
    held: dict[str, list[str]] = {}
    for field in conditions(query.root):
        held.setdefault(field.name, []).append(field.value)
    return Interpretation(
        terms=tuple(word for part in wanted if isinstance(part, Term) for word in part.text.split()),
        phrases=tuple(part.text for part in wanted if isinstance(part, Phrase)),
        excluded=tuple(
            f"{part.name}:{part.value}" if isinstance(part, Field) else part.text
            for part in excluded(query.root)
        ),
        filters={name: tuple(values) for name, values in held.items()},
        synonyms={
            part.text: (*part.others, *part.dialect)
            for part in wanted
            if isinstance(part, Term) and (part.others or part.dialect)
        },
        normalised=any(fold(part.text) != strip_marks(part.text) for part in wanted),
        dropped=query.dropped,
        loosened=query.loosened,
    )


def _highlights(marked: Mapping[str, Sequence[str]]) -> dict[str, tuple[tuple[Segment, ...], ...]]:
    return {field: tuple(segments(text) for text in texts) for field, texts in marked.items()}
