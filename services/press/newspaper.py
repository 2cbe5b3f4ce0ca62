"""The newspapers of the press and their articles, read from the files in `newspapers/`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from services.contracts.article import Paragraph
from services.contracts.source import Edition, FeedKind, RightsMode
from services.press import markup

Template = Literal["wordpress", "drupal", "blogger", "tables", "broken", "portal", "magazine"]
FeedDialect = Literal["rss-full", "rss-teaser", "rss-undated", "atom", "rdf", "sitemap"]


class _Part(BaseModel):
    """A part of a newspaper's file; an unknown field is a slip of the pen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PressSection(_Part):
    """`name` as the newspaper prints it, `slug` in its URLs, `id` in `contracts.sections`."""

    name: str
    slug: str
    id: str


class Draft(_Part):
    """An article before it is printed. `event` names what it tells, when several newspapers tell it."""

    slug: str = Field(pattern=r"^[\w-]+$")
    title: str
    body: str
    section: str | None = None
    author: str | None = None
    tags: tuple[str, ...] = ()
    event: str | None = None
    hours_ago: float = Field(default=0.0, ge=0)

    @property
    def blocks(self) -> tuple[markup.PressBlock, ...]:
        return markup.blocks(self.body)

    @property
    def lead(self) -> str:
        """The first paragraph."""
        return next(block.text for block in self.blocks if isinstance(block, Paragraph))

    @property
    def pictures(self) -> tuple[markup.Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, markup.Picture))


class Newspaper(_Part):
    """How a newspaper looks, encodes, dates and syndicates, and what it has written."""

    id: str
    name: str
    name_latin: str
    motto: str
    country: str = "ma"
    edition: Edition = Edition()
    rights: RightsMode = "full"
    template: Template
    feed: FeedDialect
    oldest_first: bool = False
    encoding: str = "utf-8"
    dates: str
    article_path: str = Field(description="of `slug`, `section`, `number`, `year`, `month`")
    sections: tuple[PressSection, ...]
    articles: tuple[Draft, ...]

    @property
    def feed_path(self) -> str:
        return {"atom": "feeds/posts/default", "rdf": "backend.rdf", "sitemap": "sitemap-news.xml"}.get(
            self.feed, "feed.xml"
        )

    @property
    def feed_kind(self) -> FeedKind:
        return "sitemap" if self.feed == "sitemap" else "feed"

    def section(self, draft: Draft) -> PressSection | None:
        return next((section for section in self.sections if section.name == draft.section), None)

    def path_of(self, draft: Draft, number: int, published: datetime) -> str:
        """Below the newspaper's own address, not encoded."""
        section = self.section(draft)
        return self.article_path.format(
            slug=draft.slug,
            section=section.slug if section else "divers",
            number=number,
            year=published.year,
            month=f"{published.month:02}",
        )


@dataclass(frozen=True, slots=True)
class Printed:
    """An article that is out: where it stands, since when. `published` in the newspaper's zone."""

    draft: Draft
    url: str
    number: int
    published: datetime
    modified: datetime


@cache
def load_newspapers() -> tuple[Newspaper, ...]:
    """Every newspaper of the press, by id."""
    return tuple(sorted(_read(), key=lambda newspaper: newspaper.id))


def _read() -> Iterator[Newspaper]:
    for entry in (files("services.press") / "newspapers").iterdir():
        if entry.name.endswith(".yaml"):
            yield Newspaper.model_validate(yaml.safe_load(entry.read_text(encoding="utf-8")))
