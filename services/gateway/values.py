"""The values that parameters take: each checked as it comes in, each with one spelling."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field

from services.gateway.models import ArticleSummary, HeadlineShape

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # Elasticsearch reserves some of them
MAX_LIMIT = 100
MAX_QUERY = 512
MAX_SEQ = 2**53 - 1
FIELDS = "only these members of each item, and its id; all when empty"


def listed(value: Any) -> Any:
    """`source=a,b`, `source=a&source=b` and `["a", "b"]` are the same."""
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Sequence):
        return value
    return [
        part
        for item in value
        for part in (item.split(",") if isinstance(item, str) else [item])
        if part != ""
    ]


def _day_or_instant(value: Any) -> dt.date | dt.datetime:
    if isinstance(value, dt.date):
        return value
    try:
        if len(str(value)) == 10:
            return dt.date.fromisoformat(value)
        # an unescaped + of a zone arrives as a blank
        moment = dt.datetime.fromisoformat(value.strip().replace(" ", "+"))
    except (TypeError, ValueError, AttributeError):
        raise ValueError("give a day (2025-04-05) or an instant (2025-04-05T21:00:00Z)") from None
    if moment.tzinfo is None:
        raise ValueError("an instant needs its zone: 2025-04-05T21:00:00Z")
    return moment.astimezone(dt.UTC)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("not a zone of the IANA database, such as Africa/Casablanca") from None
    return name


def printable(text: str) -> str:
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("lone surrogates have no UTF-8")
    return CONTROL.sub(" ", text)


def _among(known: Sequence[str], names: list[str]) -> list[str]:
    for name in names:
        if name not in known:
            raise ValueError(f"no field is called {name}; these are: {', '.join(known)}")
    return names


Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")]
Names = Annotated[list[Name], BeforeValidator(listed), Field(max_length=50)]
Authors = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200), AfterValidator(printable)]],
    BeforeValidator(listed),
    Field(max_length=50),
]
HEADLINE_FIELDS, SUMMARY_FIELDS = list(HeadlineShape.__annotations__), list(ArticleSummary.__annotations__)
HeadlineFields = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": HEADLINE_FIELDS})]],
    BeforeValidator(listed),
    AfterValidator(partial(_among, HEADLINE_FIELDS)),
    Field(max_length=50, description=FIELDS),
]
SummaryFields = Annotated[
    list[Annotated[str, Field(json_schema_extra={"enum": SUMMARY_FIELDS})]],
    BeforeValidator(listed),
    AfterValidator(partial(_among, SUMMARY_FIELDS)),
    Field(max_length=50, description=FIELDS),
]
Limit = Annotated[
    int,
    Field(ge=0, description=f"items of a page; more than {MAX_LIMIT} is taken as {MAX_LIMIT}"),
    AfterValidator(lambda limit: min(limit, MAX_LIMIT)),
]
CursorText = Annotated[str | None, Field(max_length=2000, description="from `next`; only `limit` may change")]
Seq = Annotated[int, Field(ge=-1, le=MAX_SEQ)]
Text = Annotated[str, Field(max_length=MAX_QUERY), AfterValidator(printable)]
When = Annotated[dt.date | dt.datetime, BeforeValidator(_day_or_instant)]
SortName = Literal["relevance", "-published_at", "-indexed_at", "indexed_at", "-seq"]
Zone = Annotated[str, AfterValidator(_zone), Field(max_length=64, description="zone of days")]
