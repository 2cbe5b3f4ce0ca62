"""`nashra search`: ask the index from the terminal, with the query language of the API."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from typing import Annotated

import typer

from services.cli.output import Json, counted, notices, print_json, print_rows
from services.cli.platform import settings_of
from services.runtime.errors import NoTopic, Unreachable
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import Page, SearchRequest, SearchResult, Sort
from services.search.synonyms import Synonyms, standing


def search(
    query: Annotated[
        str, typer.Argument(help='words, "phrases", -excluded, OR, source:… section:… before:…')
    ],
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    sort: Annotated[Sort, typer.Option(help="relevance or newest first")] = "relevance",
    as_json: Json = False,
) -> None:
    """Search the archive."""
    request = SearchRequest(text=query, sort=sort, highlight=False, page=Page(limit=limit))
    result = asyncio.run(_search(request))
    if as_json:
        print_json(asdict(result))
        return
    rows = [
        {"date": item.published_date, "newspaper": item.source_name, "title": item.title, "id": item.id}
        for item in result.items
    ]
    if rows:
        print_rows(query, rows, ["date", "newspaper", "title", "id"])
    if result.total is not None:
        least = "at least " if result.total.relation == "gte" else ""
        notices.print(f"{least}{counted(result.total.value, 'article')}, {result.took_ms} ms")
    for correction in result.did_you_mean:
        notices.print(f"did you mean: {correction.q}")


async def _search(request: SearchRequest) -> SearchResult:
    settings = settings_of(Settings)
    async with Reader(settings, await synonyms_of(settings)) as reader:
        return await reader.search(request)


async def synonyms_of(settings: Settings) -> Synonyms:
    """As a running gateway has them; the index can be searched without Kafka too."""
    try:
        return await standing(settings)
    except (Unreachable, NoTopic):
        return Synonyms()
