"""Which sitemaps of an index without dates bring news: those that change, wherever they stand in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.ingest.poll.entry import Entry


@dataclass(frozen=True, slots=True)
class Child:
    """What a sitemap listed when it was last read; nothing is known of one that failed.

    `read`, `changed`: at which polls of the index; 0: never.
    """

    listing: str
    read: int
    changed: int = 0

    def after(self, listing: str, poll: int) -> Child:
        same = listing == self.listing or not self.listing
        return Child(listing, poll, self.changed if same else poll)

    def after_failure(self, poll: int) -> Child:
        return replace(self, read=poll)


UNKNOWN = Child("", 0)


@dataclass(frozen=True, slots=True)
class Choice:
    """`read` are taken in; `watch` is looked at for whether it changes, and taken in only if it does."""

    read: tuple[str, ...]
    watch: str | None = None


def choose(children: Sequence[str], others: Sequence[str], known: Mapping[str, Child]) -> Choice:
    """The first by number or order, the one that changed last, and each poll another one to be watched."""
    if not others:
        return Choice(tuple(children))
    listed = [*children, *others]
    changed = sorted(
        (url for url in listed if url in known and known[url].changed),
        key=lambda url: known[url].changed,
        reverse=True,
    )
    read = tuple(dict.fromkeys([listed[0], *changed, *listed]))[: len(children) - 1]
    rest = [url for url in reversed(listed) if url not in read]  # the other end first: it is as likely
    return Choice(read, min(rest, key=lambda url: known[url].read if url in known else 0))


def listing_of(entries: Sequence[Entry]) -> str:
    """Equal while a sitemap lists the same articles."""
    links = "\n".join(sorted(entry.link for entry in entries))
    return hashlib.blake2b(links.encode("utf-8", "replace"), digest_size=6).hexdigest()
