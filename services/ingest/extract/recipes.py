"""A newspaper's recipe: selectors of its registry entry that beat the general reading of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from services.arabic.normalise import clean
from services.contracts.article import Article
from services.contracts.source import Recipe
from services.ingest import selectors
from services.ingest.extract import markup
from services.ingest.extract.surroundings import spaced_text


@dataclass(frozen=True, slots=True)
class Picked:
    """What a recipe finds on a page; what it does not name or find is read as on any page."""

    title: HtmlElement | None = None
    body: HtmlElement | None = None
    date: str | None = None
    author: str | None = None
    section: str | None = None


def check(recipe: Recipe) -> None:
    """Raises ValueError naming the first selector that cannot be read."""
    for path in (recipe.title, recipe.body, recipe.date, recipe.author, recipe.section, *recipe.remove):
        if path is not None:
            try:
                selectors.check(path)
            except ValueError as error:
                raise ValueError(f"recipe: {error}") from error


def won(recipe: Recipe, page: bytes, article: Article, content_type: str | None) -> dict[str, bool]:
    """Which of the parts that the recipe names it gave to the article of this page."""
    picked = pick(recipe, markup.parse(markup.decode(page, content_type)))
    gave = {
        "title": article.evidence.get("title") == "recipe",
        "body": article.evidence.get("body") == "recipe",
        "date": article.evidence.get("published") == "recipe",
        "author": picked.author is not None and any(name in picked.author for name in article.authors),
        "section": picked.section is not None and article.section_hint is not None,
    }
    return {part: found for part, found in gave.items() if getattr(recipe, part)}


def pick(recipe: Recipe, root: HtmlElement) -> Picked:
    """What the recipe finds. Takes what it removes out of the document."""
    for path in recipe.remove:
        for element in _elements(path, root):
            if element.getparent() is not None:
                element.drop_tree()
    return Picked(
        title=next(_elements(recipe.title, root), None),
        body=next(_elements(recipe.body, root), None),
        date=next(_texts(recipe.date, root), None),
        author=next(_texts(recipe.author, root), None),
        section=next(_texts(recipe.section, root), None),
    )


def _elements(path: str | None, root: HtmlElement) -> Iterator[HtmlElement]:
    yield from (found for found in _selected(path, root) if isinstance(found, HtmlElement))


def _texts(path: str | None, root: HtmlElement) -> Iterator[str]:
    """The texts at a path: of elements, a `<time>` by its attribute, or of attributes."""
    for found in _selected(path, root):
        written = (
            found.get("datetime") or spaced_text(found) if isinstance(found, HtmlElement) else str(found)
        )
        if text := clean(written).replace("\n", " "):
            yield text


def _selected(path: str | None, root: HtmlElement) -> list[Any]:
    found = selectors.compiled(path)(root) if path else []
    return found if isinstance(found, list) else [found]
