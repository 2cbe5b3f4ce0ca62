"""The newspapers that we follow: their names, and how lively each has been."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from services.contracts.api import web_address
from services.contracts.source import Source
from services.gateway.pages import dates, plurals
from services.gateway.pages.cards import Link, source_link
from services.gateway.pages.dates import Stamp
from services.search.results import SourceActivity

QUIET = SourceActivity(articles_24h=0, last_article_at=None)


@dataclass(frozen=True, slots=True)
class Newspaper:
    """`last`: when the index took in its latest article, in the newspaper's own zone."""

    link: Link
    latin: str | None
    home: str | None
    activity: str
    last: Stamp | None


def newspaper(source: Source, activity: SourceActivity = QUIET) -> Newspaper:
    count = plurals.counted(activity.articles_24h, plurals.ARTICLES)
    return Newspaper(
        link=source_link(source.id, source.name),
        latin=source.name_latin,
        home=web_address(source.home_url),
        activity=f"{count} في آخر 24 ساعة",
        last=_last(activity, ZoneInfo(source.edition.tz)),
    )


def newspapers(sources: Iterable[Source], activity: Mapping[str, SourceActivity]) -> tuple[Newspaper, ...]:
    return tuple(newspaper(source, activity.get(source.id, QUIET)) for source in sources)


def _last(activity: SourceActivity, zone: ZoneInfo) -> Stamp | None:
    moment = activity.last_article_at
    return dates.stamp(moment.date(), moment, "minute", zone.key) if moment else None
