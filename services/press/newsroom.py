"""What one newspaper has printed since the press started, and how it is found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from services.contracts.source import Feed, Source
from services.press.gold import Gold, gold
from services.press.newspaper import Draft, Newspaper, Printed
from services.press.rendering import Issue

FIRST_NUMBER = 41_200  # a newspaper that numbers its pages did not start yesterday


class Newsroom:
    """The articles of a newspaper that are out. `press_url` ends with a slash."""

    def __init__(self, newspaper: Newspaper, press_url: str) -> None:
        self.newspaper = newspaper
        self._press = press_url
        self._zone = ZoneInfo(newspaper.edition.tz)
        self._printed: dict[str, Printed] = {}

    @property
    def home(self) -> str:
        return f"{self._press}{self.newspaper.id}/"

    @property
    def modified(self) -> datetime:
        """When anything was last printed or changed."""
        return max(printed.modified for printed in self._printed.values())

    def source(self) -> Source:
        """The newspaper as a registered source; only its own port of the loopback is allowed to it."""
        paper = self.newspaper
        return Source(
            id=paper.id,
            name=paper.name,
            name_latin=paper.name_latin,
            country=paper.country,
            edition=paper.edition,
            home_url=self.home,
            feeds=(Feed(url=self.home + paper.feed_path, kind=paper.feed_kind),),
            sections={section.name: section.id for section in paper.sections},
            rights=paper.rights,
            allow=(urlsplit(self._press).netloc,),
            crawl_delay=0,
        )

    def publish(self, draft: Draft, at: datetime) -> Printed:
        """Print a draft. Raises ValueError when its slug is taken."""
        if draft.slug in self._printed:
            raise ValueError(f"{self.newspaper.id} has already printed {draft.slug}: revise it")
        published = at.astimezone(self._zone)
        number = FIRST_NUMBER + 7 * len(self._printed)
        url = self.home + self.newspaper.path_of(draft, number, published)
        self._printed[draft.slug] = Printed(draft, url, number, published, published)
        return self._printed[draft.slug]

    def revise(self, slug: str, changes: Mapping[str, Any], at: datetime) -> Printed:
        """Print an article anew at its old address. Raises KeyError when it is not out."""
        old = self._printed[slug]
        draft = Draft.model_validate({**old.draft.model_dump(), **changes, "slug": slug})
        self._printed[slug] = Printed(draft, old.url, old.number, old.published, at.astimezone(self._zone))
        return self._printed[slug]

    def issue(self) -> Issue:
        newest_first = sorted(self._printed.values(), key=lambda p: (p.published, p.number), reverse=True)
        return Issue(self.newspaper, self.home, tuple(newest_first))

    def at(self, path: str, query: str) -> Printed | None:
        """The article at a path below `home`; a query that no address has is ignored."""
        url = (self.home + path).rstrip("/")
        return next((p for p in self._printed.values() if p.url.rstrip("/") in {url, f"{url}?{query}"}), None)

    def gold(self) -> list[Gold]:
        return [gold(self.newspaper, self.home, printed) for printed in self.issue().articles]
