"""What a reader asks the search page: the form as it arrives, and the one address of each search."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel, Field

from services.gateway.parameters import MAX_QUERY, SearchParameters
from services.gateway.query_params import validated
from services.search.results import FacetField, Match, Sort

SORTS: dict[Sort, str] = {"relevance": "الأوثق صلة", "-published_at": "الأحدث نشرًا"}
MATCHES: dict[Match, str] = {
    "loose": "بكل صيغ الكلمة",
    "standard": "مع تجاهل الهمزات والتشكيل",
    "exact": "كما كُتبت",
}
FACETS: tuple[FacetField, ...] = ("source", "section", "lang", "entity")
PER_PAGE = 20
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Query:
    """The parameters of the page as a reader set them; `href` is their one spelling as an address."""

    q: str = ""
    source: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    lang: tuple[str, ...] = ()
    entity: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    sort: Sort = "relevance"
    match: Match = "loose"

    def href(self, cursor: str | None = None) -> str:
        pairs = [
            ("q", self.q),
            *(("source", value) for value in self.source),
            *(("section", value) for value in self.section),
            *(("lang", value) for value in self.lang),
            *(("entity", value) for value in self.entity),
            ("from", self.since.isoformat() if self.since else ""),
            ("to", self.until.isoformat() if self.until else ""),
            ("sort", self.sort if self.sort != "relevance" else ""),
            ("match", self.match if self.match != "loose" else ""),
            ("cursor", cursor or ""),
        ]
        given = [(name, value) for name, value in pairs if value]
        return "/search" + (f"?{urlencode(given)}" if given else "")

    def toggled(self, name: FacetField, value: str) -> Query:
        """The same search with one facet value switched on or off."""
        values: tuple[str, ...] = getattr(self, name)
        switched = tuple(v for v in values if v != value) if value in values else (*values, value)
        changes: dict[str, Any] = {name: switched}
        return replace(self, **changes)

    @property
    def backwards(self) -> bool:
        """It ends before it begins."""
        return bool(self.since and self.until and self.since > self.until)

    def parameters(self, cursor: str | None = None) -> SearchParameters:
        """The same search as the API takes it: its `to` is the first day that is not in it any more.

        Raises what `validated` raises.
        """
        given: dict[str, Any] = {
            "q": self.q,
            "source": self.source,
            "section": self.section,
            "lang": self.lang,
            "entity": self.entity,
            "from": self.since,
            "to": self.until + DAY if self.until and self.until < date.max else self.until,
            "sort": self.sort if self.q else "-published_at",
            "match": self.match,
            "facets": FACETS,
            "histogram": "month",
            # a list by date alone is walked by its dates, which no deletion moves
            "collapse": "story" if self.q else "none",
            "limit": PER_PAGE,
            "cursor": cursor,
        }
        return validated(SearchParameters, given, "/search")


class SearchForm(BaseModel):
    """The form as it arrives: empty fields are no filters, and unknown choices fall back to the default."""

    q: str = ""
    source: list[str] = Field(default_factory=list)
    section: list[str] = Field(default_factory=list)
    lang: list[str] = Field(default_factory=list)
    entity: list[str] = Field(default_factory=list)
    since: str = Field(default="", alias="from")
    until: str = Field(default="", alias="to")
    sort: str = "relevance"
    match: str = "loose"
    cursor: str | None = None

    def query(self) -> Query:
        return Query(
            q=" ".join(self.q.split())[:MAX_QUERY],
            source=tuple(filter(None, self.source)),
            section=tuple(filter(None, self.section)),
            lang=tuple(filter(None, self.lang)),
            entity=tuple(filter(None, self.entity)),
            since=_day(self.since),
            until=_day(self.until),
            sort=next((sort for sort in SORTS if sort == self.sort), "relevance"),
            match=next((match for match in MATCHES if match == self.match), "loose"),
        )


def _day(text: str) -> date | None:
    """A day of the form's date field; anything else than YYYY-MM-DD is no filter."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None
