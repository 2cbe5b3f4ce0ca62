"""A page as every step of extraction reads it: parsed once, its parts found once, in an order that shows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Generic, TypeVar
from urllib.parse import urljoin

from lxml.html import HtmlElement

from services.contracts.page import Page
from services.contracts.source import Edition
from services.ingest.extract import date_lines, markup, recipes, titles, wording
from services.ingest.extract.body import main_element
from services.ingest.extract.landmarks import Landmarks, drop_unseen, find_landmarks
from services.ingest.extract.metadata import Metadata, article_data, newspaper_names, read_metadata
from services.ingest.extract.rendering import render
from services.ingest.extract.surroundings import Nearby, surroundings

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A part of an article, and the witness whose word it is; None where no witness speaks."""

    value: Value
    witness: str | None


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed page and where its parts stand.

    `heading` shows the title, if an element does; `main` holds the text, if the page has running text;
    `nearby` are the elements around the heading, `date_lines` those of them that say a date, and
    `beside_date` the short texts in the block of the first. `newspaper`: the names by which the page calls
    its newspaper. `base`: what relative addresses are relative to.
    """

    page: Page
    root: HtmlElement
    base: str
    metadata: Metadata
    landmarks: Landmarks
    recipe: recipes.Picked
    title: Found[str]
    heading: HtmlElement | None
    newspaper: tuple[str, ...]
    main: HtmlElement | None
    nearby: tuple[Nearby, ...]
    date_lines: tuple[date_lines.DateLine, ...]
    beside_date: tuple[str, ...]

    @property
    def edition(self) -> Edition:
        return self.page.source.edition

    @property
    def now(self) -> dt.datetime:
        return self.page.fetched_at


def read_document(page: Page, root: HtmlElement) -> Document:
    """The parts of a parsed page; each step needs those above it. Takes scripts out of the document.

    Raises Unextractable where the page has no title.
    """
    metadata = read_metadata(root)
    if not metadata.article:
        metadata = replace(metadata, article=article_data(root, metadata))
    base = _base(page, root)
    render(root, base)
    markup.drop_scripts(root)
    landmarks = find_landmarks(root)
    drop_unseen(landmarks)
    recipe = recipes.pick(page.recipe, root) if page.recipe is not None else recipes.Picked()
    newspaper = newspaper_names(page, metadata)
    stated = titles.stated_title(page, root, metadata, newspaper, recipe.title)
    main = recipe.body if recipe.body is not None else main_element(root, stated and stated.heading)
    title = titles.title_above(stated, root, main, page.url)
    nearby = surroundings(root, title.heading, main)
    dated = date_lines.date_lines(nearby, title.heading, page.source.edition, page.fetched_at)
    return Document(
        page=page,
        root=root,
        base=base,
        metadata=metadata,
        landmarks=landmarks,
        recipe=recipe,
        title=Found(title.text, title.witness),
        heading=title.heading,
        newspaper=(*newspaper, *wording.outermost(metadata.page_title, title.text)),
        main=main,
        nearby=tuple(nearby),
        date_lines=tuple(dated),
        beside_date=tuple(date_lines.texts_beside(dated, title.heading)),
    )


def _base(page: Page, root: HtmlElement) -> str:
    stated = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    if stated is None:
        return page.url
    try:
        base: str = urljoin(page.url, stated)
        urljoin(base, "x")  # «http://[» is found out by what is relative to it
    except ValueError:
        return page.url
    return base
