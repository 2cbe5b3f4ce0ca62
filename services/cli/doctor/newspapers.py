"""What readers see: how old the newest article of each newspaper is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from services.cli import newspapers
from services.cli.doctor.finding import Finding, degraded, ok
from services.cli.output import ago, counted
from services.contracts.health import SourceHealth
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable, SearchTimeout
from services.search.reader import Reader


async def examine(settings: Settings) -> list[Finding]:
    """Nothing to say of articles while they cannot be read: another finding tells why."""
    health = await newspapers.health(settings)
    feeds = readable(health, datetime.now(UTC))
    polled = [source.id for source in await newspapers.registered(settings) if source.enabled]
    try:
        async with Reader(settings) as reader:
            activity = await reader.activity()
    except (IndexUnavailable, SearchTimeout):
        return [feeds, addresses(health)]
    now = datetime.now(UTC)
    newest = {source: seen.last_article_at for source, seen in activity.items()}
    return [
        feeds,
        addresses(health),
        freshness({id_: now - at if (at := newest.get(id_)) else None for id_ in polled}),
        stand_ins({id_: health[id_].stand_ins for id_ in polled if id_ in health}),
    ]


def readable(health: Mapping[str, SourceHealth], now: datetime) -> Finding:
    """`health` by the id of each newspaper: the feeds that fail in a way that does not pass by itself."""
    broken = [(id_, feed) for id_, found in health.items() for feed in found.feeds if feed.needs_a_look(now)]
    if not broken:
        return ok("feeds", "every feed can be read, or fails for a time only")
    named = "; ".join(f"{feed.url} ({feed.outcome}: {feed.reason or '-'})" for _, feed in broken[:NAMED])
    more = f" and {len(broken) - NAMED} more" if len(broken) > NAMED else ""
    return degraded(
        "feeds",
        f"{counted(len(broken), 'feed')} cannot be read: {named}{more}",
        "what only these feeds bring is not published; the newspaper's other feeds go on",
        f"nashra sources test {broken[0][0]} reads its feeds; mend or remove those that fail",
    )


def addresses(health: Mapping[str, SourceHealth]) -> Finding:
    """`health` by the id of each newspaper: whose articles state each other's addresses."""
    shared = {id_: sum(feed.shared_addresses for feed in found.feeds) for id_, found in health.items()}
    worst = sorted((id_ for id_, count in shared.items() if count), key=lambda id_: -shared[id_])
    if not worst:
        return ok("addresses", "no article states the address of another one")
    listed = ", ".join(f"{id_} ({shared[id_]})" for id_ in worst[:NAMED])
    return degraded(
        "addresses",
        f"articles state the address of another article: {listed}",
        "each is kept under the address that it was fetched from; readers may find one article twice",
        "tell the newspaper: its template names one canonical address for several articles",
    )


STALE = timedelta(hours=24)
NAMED = 5
MANY_STAND_INS = 5  # of one newspaper: a deleted article or two is its daily work


def freshness(ages: Mapping[str, timedelta | None]) -> Finding:
    """`ages`: of the newest article by the id of each newspaper that is polled; None: it has none."""
    stale = {source: age for source, age in ages.items() if age is None or age > STALE}
    if not stale:
        return ok("freshness", f"each of {len(ages)} newspapers had an article within a day")
    oldest = sorted(stale.items(), key=lambda item: (item[1] or timedelta.max, item[0]), reverse=True)
    told = ", ".join(f"{source} ({ago(age)})" for source, age in oldest[:NAMED])
    more = f" and {len(oldest) - NAMED} more" if len(oldest) > NAMED else ""
    return degraded(
        "freshness",
        f"no new article for a day: {told}{more}",
        "readers take the page for current and miss what these newspapers write",
        f"nashra sources test {oldest[0][0]} reads its feeds now and says what is wrong with them",
    )


def stand_ins(counts: Mapping[str, Mapping[str, int]]) -> Finding:
    """`counts`: by id of the newspaper, of articles in whose place it served a page of each kind."""
    found = {source: causes for source, causes in counts.items() if causes}
    if not found:
        return ok("articles", "every newspaper serves the articles that its feeds promise")
    ordered = sorted(found.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    listed = ", ".join(
        f"{source} ({', '.join(f'{cause} {count}' for cause, count in causes.items())})"
        for source, causes in ordered[:NAMED]
    )
    more = f" and {len(ordered) - NAMED} more" if len(ordered) > NAMED else ""
    worst, causes = ordered[0]
    if sum(causes.values()) < MANY_STAND_INS:
        return ok("articles", f"a few other pages in place of articles: {listed}{more}")
    return degraded(
        "articles",
        f"other pages in place of articles: {listed}{more}",
        "readers get the feed's summary of these articles, or nothing",
        f"nashra sources test {worst} shows what it serves",
    )
