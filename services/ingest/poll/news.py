"""What of a feed is news: entries never seen, or seen differently. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from services.contracts.identity import article_id, bare_url, canonical_url
from services.ingest.poll.entry import Entry

KEPT_BEYOND = 500  # entries remembered after they left the feed; it may list them again


@dataclass(frozen=True, slots=True)
class Item:
    """An entry with the id its article has."""

    id: str
    digest: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Findings:
    """`due`: to be fetched. `adopted`: known from another feed of the newspaper, by id and digest."""

    due: tuple[Item, ...] = ()
    adopted: tuple[tuple[str, str], ...] = ()
    listed: tuple[str, ...] = ()


def items_of(source_id: str, entries: Iterable[Entry]) -> list[Item]:
    """Entries by article; of two spellings of one URL the first. Links that are no URLs are left out."""
    urls: list[tuple[Entry, str]] = []
    for entry in entries:
        with suppress(ValueError):
            urls.append((entry, canonical_url(entry.link)))
    named = {url for _, url in urls}
    items: dict[str, Item] = {}
    for entry, url in urls:
        bare = bare_url(url) if "?" in url else url  # of `/5?ref=7` beside `/5`, the parameter says nothing
        key = article_id(source_id, bare if bare in named else url)
        items.setdefault(key, Item(key, entry.digest(), entry))
    return list(items.values())


def findings(
    items: Sequence[Item], known: Mapping[str, str], elsewhere: Sequence[Mapping[str, str]]
) -> Findings:
    """Compare with what this feed has shown (`known`: id → digest) and what the newspaper's other feeds have.

    An article that a sister feed brought is not fetched again, unless this feed has shown it before and now
    shows it changed, and no sister has shown that change.
    """
    wanted: list[Item] = []
    adopted: list[tuple[str, str]] = []
    for item in items:
        before = known.get(item.id)
        if before == item.digest:
            continue
        sisters = [feed[item.id] for feed in elsewhere if item.id in feed]
        if item.digest in sisters or (before is None and sisters):
            adopted.append((item.id, item.digest))
        else:
            wanted.append(item)
    return Findings(tuple(wanted), tuple(adopted), tuple(item.id for item in items))


def remembered(known: Mapping[str, str], listed: Iterable[str]) -> dict[str, str]:
    """`known` without the oldest of what the feed no longer lists; insertion order is age."""
    present = set(listed)
    gone = [key for key in known if key not in present]
    forgotten = set(gone[: max(0, len(gone) - KEPT_BEYOND)])
    return {key: digest for key, digest in known.items() if key not in forgotten}
