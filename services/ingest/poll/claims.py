"""Addresses that articles state as their own. Two articles that state one are both kept, and told.

The first keeps it: a template that states one address for every article (Automattic/fb-instant-articles#357)
would have each article overwrite the last. Pure.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urljoin

from services.arabic.normalise import fold
from services.contracts.identity import article_id, article_url, canonical_url
from services.ingest.poll.news import Item
from services.ingest.stand_ins import Served

MAX_CLAIMS = 2_000  # of one feed; the oldest are forgotten
WORDS = 6  # of a title that tell two articles apart; the newspaper's name behind it does not count
SITE = re.compile(r"\s+[|–—-]\s+.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Claim:
    """The id of the `address` that a page states, the id of the `page`'s own, its title in a few digits.

    `contested`: the address is another article's; this one keeps its own.
    """

    address: str
    page: str
    title: str
    contested: bool = False

    def against(self, others: Mapping[str, Claim]) -> Claim:
        """The same, contested where another page with another title holds the address."""
        holder = others.get(self.address)
        if holder is None or holder.page == self.page or holder.title == self.title:
            return self
        return Claim(self.address, self.page, self.title, contested=True)

    def id_of_article(self, source_id: str) -> str:
        """The id of a contested article: its own address's, where that is not the one that another holds."""
        return self.page if self.page != self.address else article_id(source_id, f"{self.page} {self.title}")

    def stored(self) -> list[str]:
        """As a value of the table, by the page; `restored` is the inverse."""
        return [self.address, self.title, *(["contested"] if self.contested else [])]

    @classmethod
    def restored(cls, page: str, stored: list[str]) -> Claim:
        return cls(stored[0], page, stored[1], contested=len(stored) > 2)


def claim_of(source_id: str, item: Item, seen: Served) -> Claim:
    """What a fetched page claims."""
    stated: list[str] = []
    for address in seen.addresses:
        with suppress(ValueError):
            stated.append(canonical_url(urljoin(seen.url, address)))
    own = canonical_url(seen.url)
    return Claim(
        article_id(source_id, article_url(own, stated)),
        item.id,
        title_digest(item.entry.title or next(iter(seen.names), "")),
    )


def holders(claims: Iterable[Claim], waiting: Iterable[Item]) -> dict[str, Claim]:
    """Who holds each address: the first that claimed it, else the article that is to be fetched there."""
    found: dict[str, Claim] = {}
    for claim in claims:
        if not claim.contested:
            found.setdefault(claim.address, claim)
    for item in waiting:
        found.setdefault(item.id, Claim(item.id, item.id, title_digest(item.entry.title or "")))
    return found


def title_digest(title: str) -> str:
    words = SITE.sub("", fold(title)).split()[:WORDS]
    return hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=4).hexdigest()
