"""How large the values of an event may be: what Kafka, Elasticsearch and our own arithmetic take.

Checked wherever an event is decoded or made, so that what passes here stops no stage behind it. Far above
what any newspaper writes: released events stay readable.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Annotated, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints

T = TypeVar("T")

EVENT_BYTES = 8 * 1024 * 1024  # of an event on its topic; so long a text may be
ID_LENGTH = 128  # characters, at most 512 bytes: what Elasticsearch takes as `_id`
LINE_LENGTH = 8000  # characters, at most 32,000 bytes: Lucene takes 32,766 as one term
URL_LENGTH = 16_384  # twice what HTTP servers take
MANY = 100_000
LARGEST = 2**31 - 1  # the type `integer` of Elasticsearch
LARGEST_LONG = 2**63 - 1  # offsets, and what orjson and Elasticsearch take at all
YEARS = range(2, 9999)  # a day more or less, or another zone, must not leave what `datetime` can say
DIMENSIONS = 4096  # of a `dense_vector`

Id = Annotated[str, StringConstraints(min_length=1, max_length=ID_LENGTH)]
IdOrEmpty = Annotated[str, StringConstraints(max_length=ID_LENGTH)]
Line = Annotated[str, StringConstraints(max_length=LINE_LENGTH)]
Text = Annotated[str, StringConstraints(max_length=EVENT_BYTES)]
Url = Annotated[str, StringConstraints(max_length=URL_LENGTH)]
Bytes = Annotated[bytes, Field(max_length=EVENT_BYTES)]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Revision = Annotated[int, Field(ge=0, le=LARGEST)]
Long = Annotated[int, Field(ge=0, le=LARGEST_LONG)]
Number = Annotated[float, Field(ge=-1e38, le=1e38, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

Many = Annotated[tuple[T, ...], Field(max_length=MANY)]
Counts = Annotated[dict[Line, Count], Field(max_length=MANY)]
Mapped = Annotated[dict[Line, Line], Field(max_length=MANY)]


def _day(value: date) -> date:
    if value.year not in YEARS:
        raise ValueError(f"a year from {YEARS[0]} to {YEARS[-1]}, not {value.year}")
    return value


def _moment(value: datetime) -> datetime:
    """A time without a zone, which no part of ours writes, is taken for UTC."""
    if not YEARS[0] <= value.year <= YEARS[-1]:
        raise ValueError(f"a year from {YEARS[0]} to {YEARS[-1]}, not {value.year}")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _link(url: str) -> str:
    if not url[:8].lower().startswith(("http://", "https://")):
        return ""
    try:
        return url if "[" not in url or urlsplit(url) else ""
    except ValueError:  # `http://[`
        return ""


@lru_cache(maxsize=1024)
def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: `Africa` is a directory
        return "UTC"
    return name


Day = Annotated[date, AfterValidator(_day)]
Moment = Annotated[datetime, AfterValidator(_moment)]
WebUrl = Annotated[str, StringConstraints(max_length=URL_LENGTH), AfterValidator(_link)]
"""Empty unless it is http or https: nothing else ever becomes a link, an image or a feed, whoever sent it."""

Zone = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
"""A zone of the IANA database; what is none is read as UTC."""

ZonedMoment = Annotated[AwareDatetime, AfterValidator(_moment)]
