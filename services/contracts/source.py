"""A newspaper: where it is read, how it writes, what may be shown of it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from services.contracts.bounds import Id, Line, Many, Mapped, WebUrl, Zone
from services.contracts.event import Event

RightsMode = Literal["full", "excerpt", "link_only"]
FeedKind = Literal["feed", "sitemap", "listing"]


class Part(BaseModel):
    """A value inside an event; frozen, and as lenient to readers as the event."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Edition(Part):
    """How the newspaper writes dates: its zone, its digits, its family of month names."""

    tz: Zone = "Africa/Casablanca"
    digits: Literal["western", "arabic"] = "western"
    months: Literal["maghreb", "tunisia", "levant", "egypt"] = "maghreb"


class Feed(Part):
    """`section`: of every entry. Of a listing, `pattern`: the path of its articles, `*` for any text;

    `selector` (CSS, XPath): its links, or what holds one.
    """

    url: WebUrl
    kind: FeedKind = "feed"
    section: Line | None = None
    pattern: Line | None = None
    selector: Line | None = None


class Recipe(Part):
    """Selectors (CSS, XPath) that beat the general reading of its pages; `remove` is taken out first."""

    title: Line | None = None
    body: Line | None = None
    date: Line | None = None
    author: Line | None = None
    section: Line | None = None
    remove: Many[Line] = ()


class SourceRef(Part):
    """What an event about an article says of its newspaper, so that no stage has to look it up."""

    id: Id
    name: Line
    name_latin: Line | None = None
    country: Line | None = None
    lang: Line = "ar"
    edition: Edition = Edition()
    rights: RightsMode = "full"


class Source(Event):
    """A registered newspaper. `allow` lists `host:port` that this source alone may reach although private."""

    id: Id = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    name: Line
    name_latin: Line | None = None
    country: Line | None = Field(default=None, pattern=r"^[a-z]{2}$")
    lang: Line = "ar"
    edition: Edition = Edition()
    home_url: WebUrl | None = None
    feeds: Many[Feed] = ()
    sections: Mapped = Field(default_factory=dict)
    recipe: Recipe | None = None
    rights: RightsMode = "full"
    allow: Many[Line] = ()
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
