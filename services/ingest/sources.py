"""The registry of newspapers: one readable YAML file in, checked sources out, and the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from services.contracts.source import Edition, Feed, FeedKind, Recipe, RightsMode, Source
from services.ingest import selectors
from services.ingest.editions import edition_of
from services.ingest.errors import BadRegistry
from services.ingest.extract import recipes
from services.web.addresses import target_of
from services.web.errors import ForbiddenAddress

MAX_BYTES = 5_000_000


class _Strict(BaseModel):
    """The file is written by people: an unknown field is a typing error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class FeedEntry(_Strict):
    url: str
    kind: FeedKind = "feed"
    section: str | None = None
    pattern: str | None = None
    selector: str | None = None


class RecipeEntry(_Strict):
    """CSS selectors or XPaths for pages that the general extractor misreads; see extract/recipes.py."""

    title: str | None = None
    body: str | None = None
    date: str | None = None
    author: str | None = None
    section: str | None = None
    remove: list[str] = []


class Newspaper(_Strict):
    """A newspaper as the file has it; a feed may be just its URL, the edition follows from the country."""

    id: str
    name: str
    name_latin: str | None = None
    country: str | None = None
    lang: str = "ar"
    edition: dict[str, str] = {}
    home_url: str | None = None
    feeds: list[FeedEntry | str] = []
    sections: dict[str, str] = {}
    recipe: RecipeEntry | None = None
    rights: RightsMode = "full"
    allow: list[str] = []
    crawl_delay: float | None = None
    enabled: bool = True

    def source(self) -> Source:
        """Raises ValueError when a URL could never be fetched or a path of the recipe is no selector."""
        fields = self.model_dump(exclude={"edition", "feeds", "recipe"})
        recipe = Recipe.model_validate(self.recipe.model_dump()) if self.recipe else None
        if recipe is not None:
            recipes.check(recipe)
        edition = {**edition_of(self.country).model_dump(), **self.edition}
        feeds = [FeedEntry(url=feed) if isinstance(feed, str) else feed for feed in self.feeds]
        for feed in feeds:
            if feed.selector is not None:
                selectors.check(feed.selector)
        for url in [feed.url for feed in feeds] + ([self.home_url] if self.home_url else []):
            try:
                target_of(url, self.allow)
            except ForbiddenAddress as error:
                raise ValueError(str(error)) from error
        return Source(
            **fields,
            edition=Edition.model_validate(edition),
            recipe=recipe,
            feeds=tuple(Feed(**feed.model_dump()) for feed in feeds),
        )


def default_registry() -> Path:
    """The list of Arabic newspapers that comes with the platform."""
    return Path(str(files("services.ingest") / "newspapers.yaml"))


def load(path: Path) -> list[Source]:
    """The newspapers of a registry file, in its order. Raises `BadRegistry`, or OSError when unreadable."""
    if path.stat().st_size > MAX_BYTES:
        raise BadRegistry(f"{path}: larger than {MAX_BYTES} bytes; split the registry")
    content = path.read_bytes()
    try:
        return read(content.decode("utf-8"), str(path))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise BadRegistry(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error


def read(text: str, name: str = "registry") -> list[Source]:
    """The same for text: `newspapers:` with a list, and `defaults:` with fields that each of them gets."""
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        document = yaml.safe_load(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise BadRegistry(f"{name}:{line}: not YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise BadRegistry(f"{name}: not YAML: {error}") from error
    if not isinstance(document, dict) or not isinstance(document.get("newspapers"), list):
        raise BadRegistry(f"{name}:1: a registry has `newspapers:` with a list of newspapers")
    if unknown := set(document) - {"newspapers", "defaults"}:
        raise BadRegistry(f"{name}:1: unknown at the top: {', '.join(sorted(map(str, unknown)))}")
    defaults = document.get("defaults") or {}
    sources: dict[str, Source] = {}
    for line, item in zip(_lines(root), document["newspapers"], strict=True):
        source = _source(item, defaults, f"{name}:{line}")
        if source.id in sources:
            raise BadRegistry(f"{name}:{line}: {source.id}: this id is already taken further up")
        sources[source.id] = source
    return list(sources.values())


def _source(item: Any, defaults: dict[str, Any], where: str) -> Source:
    if not isinstance(item, dict):
        raise BadRegistry(f"{where}: a newspaper has fields (id, name, feeds …), this is {item!r}")
    label = item.get("id") or item.get("name") or "a newspaper without id"
    try:
        return Newspaper.model_validate({**defaults, **item}).source()
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(map(str, first["loc"])) or "newspaper"
        raise BadRegistry(f"{where}: {label}: {field}: {first['msg']}") from error
    except ValueError as error:
        raise BadRegistry(f"{where}: {label}: {error}") from error


def _lines(root: yaml.Node | None) -> Iterator[int]:
    """The line of each newspaper, from 1."""
    if isinstance(root, yaml.MappingNode):
        for key, value in root.value:
            if key.value == "newspapers":
                yield from (item.start_mark.line + 1 for item in value.value)


def dump(sources: Iterable[Source]) -> str:
    """A registry that `read` gives back as the same sources; what is usual is left out."""
    return yaml.safe_dump(
        {"newspapers": [_readable(source) for source in sources]},
        allow_unicode=True,
        sort_keys=False,
        width=120,
    )


def _readable(source: Source) -> dict[str, Any]:
    data = source.model_dump(mode="json", exclude_defaults=True)
    if source.edition == edition_of(source.country):
        data.pop("edition", None)
    else:
        data["edition"] = source.edition.model_dump()
    data["feeds"] = [
        feed["url"] if set(feed) == {"url"} else feed
        for feed in (feed.model_dump(exclude_defaults=True) for feed in source.feeds)
    ]
    order = list(Source.model_fields)
    return {key: data[key] for key in sorted(data, key=order.index)}
