"""Which newspaper a name or an address means: the registry answers, and an unknown one gets a stable id.

An aggregator page names the newspaper of its article («نشر في العلم يوم …»). The id is the one of the
registry entry of that name; for others it is `n-` and the first 10 hex digits of the SHA-256 of the folded
name, so that it stays the same on every page and every machine.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from services.arabic.normalise import clean, fold
from services.contracts.source import Source, SourceRef
from services.ingest.editions import country_of, edition_of

REGISTRY = Path(__file__).parent.parent / "newspapers.yaml"
_KIND = re.compile(r"^(?:جريده|صحيفه|يوميه|موقع|مجله|اسبوعيه|بوابه)\s+")


class Newspapers:
    """The registered newspapers by name and by host."""

    def __init__(self, sources: Iterable[Source] = ()) -> None:
        self._by_name: dict[str, list[SourceRef]] = {}
        self._by_host: dict[str, SourceRef] = {}
        for source in sources:
            ref = source.ref()
            for name in (source.name, source.name_latin):
                if name:
                    self._by_name.setdefault(_name_key(name), []).append(ref)
            for url in (source.home_url, *(feed.url for feed in source.feeds)):
                if url and (host := host_of(url)):
                    self._by_host.setdefault(host, ref)

    def named(self, name: str, beside: SourceRef) -> SourceRef:
        """The newspaper of this name, of several the one of the country of `beside`.

        An unknown one gets country, edition and rights of `beside`.
        """
        known = self._by_name.get(_name_key(name), [])
        if known:
            return next((ref for ref in known if ref.country == beside.country), known[0])
        return beside.model_copy(update={"id": name_id(name), "name": clean(name), "name_latin": None})

    def at(self, url: str) -> SourceRef | None:
        """The newspaper at this address."""
        return self._by_host.get(host_of(url) or "")


@cache
def registered() -> Newspapers:
    """The newspapers of the shipped registry, read once per process."""
    from services.ingest.sources import load

    return Newspapers(load(REGISTRY))


def unregistered(url: str) -> SourceRef | None:
    """A newspaper known by its address only: the host names it, its country says how it writes dates."""
    host = host_of(url)
    if host is None:
        return None
    country = country_of(url)
    return SourceRef(id=slug(host), name=host, country=country, edition=edition_of(country))


def name_id(name: str) -> str:
    """A stable id for a newspaper of which only the name is known."""
    ascii_slug = slug(name)
    return ascii_slug or "n-" + hashlib.sha256(_name_key(name).encode()).hexdigest()[:10]


def slug(name: str) -> str:
    """Lower-case ASCII with hyphens; empty for a name in another script."""
    if not name.isascii():
        return ""
    return re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:64]


def host_of(url: str) -> str | None:
    """The host without `www.` and what else stands before a newspaper's own domain; None without a host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return re.sub(r"^(?:www|m|amp|mobile)\.", "", host) if host else None


def _name_key(name: str) -> str:
    return _KIND.sub("", " ".join(fold(clean(name)).casefold().split()))
