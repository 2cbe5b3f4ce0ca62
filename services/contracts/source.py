"""A newspaper: where it is read, how it writes, what may be shown of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.contracts.event import Event

RightsMode = Literal["full", "excerpt", "link_only"]
FeedKind = Literal["feed", "sitemap", "listing"]


class Part(BaseModel):
    """A value inside an event; frozen, and as lenient to readers as the event."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Edition(Part):
    """How the newspaper writes dates: its zone, its digits, its family of month names."""

    tz: str = "Africa/Casablanca"
    digits: Literal["western", "arabic"] = "western"
    months: Literal["maghreb", "tunisia", "levant", "egypt"] = "maghreb"


class Feed(Part):
    """`section`: of every entry. Of a listing, `pattern`: the path of its articles, `*` for any text;

    `selector` (CSS, XPath): its links, or what holds one.
    """

    url: str
    kind: FeedKind = "feed"
    section: str | None = None
    pattern: str | None = None
    selector: str | None = None


class Recipe(Part):
    """Selectors (CSS, XPath) that beat the general reading of its pages; `remove` is taken out first."""

    title: str | None = None
    body: str | None = None
    date: str | None = None
    author: str | None = None
    section: str | None = None
    remove: tuple[str, ...] = ()


class SourceRef(Part):
    """What an event about an article says of its newspaper, so that no stage has to look it up."""

    id: str
    name: str
    name_latin: str | None = None
    country: str | None = None
    lang: str = "ar"
    edition: Edition = Edition()
    rights: RightsMode = "full"


class Source(Event):
    """A registered newspaper. `allow` lists `host:port` that this source alone may reach although private."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    name: str
    name_latin: str | None = None
    country: str | None = Field(default=None, pattern=r"^[a-z]{2}$")
    lang: str = "ar"
    edition: Edition = Edition()
    home_url: str | None = None
    feeds: tuple[Feed, ...] = ()
    sections: dict[str, str] = Field(default_factory=dict)
    recipe: Recipe | None = None
    rights: RightsMode = "full"
    allow: tuple[str, ...] = ()
    crawl_delay: float | None = Field(default=None, ge=0, le=3600)
    enabled: bool = True

    def ref(self) -> SourceRef:
        return SourceRef(
            id=self.id,
            name=self.name,
            name_latin=self.name_latin,
            country=self.country,
            lang=self.lang,
            edition=self.edition,
            rights=self.rights,
        )
