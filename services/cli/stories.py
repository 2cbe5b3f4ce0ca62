"""`nashra stories`: what the platform takes for one event, why, and what operators decide otherwise."""

from __future__ import annotations

import asyncio
import getpass
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any, get_args

import typer

from services.cli.output import EXIT_FAILED, DryRun, Json, Yes, confirm, notices, print_json, print_rows
from services.cli.platform import settings_of, settings_to_change
from services.contracts.audit import Act
from services.contracts.story import StoryChange, StoryInput
from services.contracts.topics import STORIES, STORY_INPUTS
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.scan import extent, scan_events
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import (
    Filters,
    Membership,
    Page,
    SearchRequest,
    StoryList,
    StoryMoved,
    StoryRequest,
    StorySort,
    StorySummary,
    Summary,
)

WAIT_S = 30.0
ASK_EVERY_S = 0.3

app = typer.Typer(no_args_is_help=True, help="stories: list, show, join, split")

Story = Annotated[str, typer.Argument(metavar="STORY", help="story id, s_…")]
Note = Annotated[str, typer.Option(help="for the operators: why")]


@app.command("list")
def list_stories(
    sort: Annotated[StorySort, typer.Option(help=f"one of {', '.join(get_args(StorySort))}")] = "growth",
    min_sources: Annotated[int, typer.Option(min=1, help="at least so many newspapers")] = 2,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    as_json: Json = False,
) -> None:
    """Print the stories that newspapers tell now."""
    found = asyncio.run(
        _list(settings_of(Settings), StoryRequest(sort=sort, min_sources=min_sources, limit=limit))
    )
    if as_json:
        print_json({"stories": [asdict(item) for item in found.items]})
        return
    rows = [
        {
            "last": item.last_at,
            "newspapers": item.source_count,
            "articles": item.article_count,
            "copies": item.copy_count,
            "headline": item.headlines[0].title,
            "id": item.id,
        }
        for item in found.items
    ]
    print_rows(
        f"{found.total.value} stories", rows, ["last", "newspapers", "articles", "copies", "headline", "id"]
    )


@app.command()
def show(story: Story, as_json: Json = False) -> None:
    """Print a story's articles, and why each of them is in it."""
    found, articles, why = asyncio.run(_show(settings_of(Settings), story))
    match found:
        case None:
            notices.print(f"no story {story}; `nashra stories list` prints ids")
            raise typer.Exit(EXIT_FAILED)
        case StoryMoved(id=now):
            notices.print(f"{story} is part of {now} now")
            story = now
    rows = [_article_row(one, why.get(one.id)) for one in articles]
    if as_json:
        print_json({"id": story, "articles": rows})
        return
    print_rows(story, rows, ["at", "newspaper", "by", "score", "words", "copy_of", "title", "id"])


def _article_row(article: Summary, why: Membership | None) -> dict[str, Any]:
    return {
        "at": article.published_at or article.indexed_at,
        "newspaper": article.source_name,
        "by": why.by if why else "first",
        "score": why.score if why else None,
        "words": "، ".join(why.words) if why else "",
        "copy_of": why.duplicate_of if why else None,
        "title": article.title,
        "id": article.id,
    }


@app.command()
def join(
    story: Story,
    others: Annotated[
        list[str], typer.Argument(metavar="STORY|ARTICLE…", help="s_… or a_…, what belongs to it")
    ],
    note: Note = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Let other stories, or single articles, be part of this one, whatever arrives afterwards."""
    stories = tuple(name for name in others if name.startswith("s_"))
    articles = tuple(name for name in others if name.startswith("a_"))
    if len(stories) + len(articles) < len(others):
        raise typer.BadParameter("ids of stories begin with s_, ids of articles with a_")
    edit = StoryInput(
        kind="join", story_id=story, stories=stories, articles=articles, by=_operator(), note=note
    )
    _edit(edit, f"join {', '.join(others)} to {story}?", dry_run=dry_run, yes=yes, as_json=as_json)


@app.command()
def split(
    story: Story,
    articles: Annotated[list[str], typer.Argument(metavar="ARTICLE…", help="a_…, what is another event")],
    note: Note = "",
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Make these articles a story of their own, that never becomes one with this one by itself."""
    edit = StoryInput(kind="split", story_id=story, articles=tuple(articles), by=_operator(), note=note)
    _edit(edit, f"split {', '.join(articles)} from {story}?", dry_run=dry_run, yes=yes, as_json=as_json)


def _edit(edit: StoryInput, question: str, *, dry_run: bool, yes: bool, as_json: bool) -> None:
    settings = settings_to_change(Settings, "kafka")
    if dry_run:
        if as_json:
            print_json({"edit": edit.model_dump(mode="json"), "dry_run": True})
        else:
            notices.print(f"would {question.rstrip('?')}")
        return
    if not yes:
        confirm(question)
    changes = asyncio.run(_publish(settings, edit))
    if not changes:
        notices.print(
            f"nothing changed within {WAIT_S:.0f} s: is the role stories running, and was the story "
            "told in the last days? Older ones are closed"
        )
        raise typer.Exit(EXIT_FAILED)
    if as_json:
        print_json({"edit": edit.model_dump(mode="json"), "changes": [one.model_dump() for one in changes]})
        return
    for change in changes:
        if change.merged_into:
            notices.print(f"{change.story_id} is part of {change.merged_into} now")
        elif change.story:
            notices.print(f"{change.story_id}: {change.story.article_count} articles")


async def _publish(settings: Settings, edit: StoryInput) -> list[StoryChange]:
    """Publish the edit and who made it; what followed from it."""
    await provision(settings)
    name = STORIES.physical(settings.namespace)
    start = {partition: end for partition, (_, end) in (await extent(settings, name)).items()}
    act = Act(
        topic=STORY_INPUTS.name,
        verb="join" if edit.kind == "join" else "split",
        ids=(edit.story_id, *edit.stories, *edit.articles),
        by=edit.by,
        at=datetime.now(UTC),
        note=edit.note or None,
    )
    async with EventProducer(settings, "cli") as producer:
        await producer.publish([edit, act])
    deadline = time.monotonic() + WAIT_S
    while time.monotonic() < deadline:
        found = [
            record.event
            async for record in scan_events(settings, STORIES, start)
            if _follows(record.event, edit)
        ]
        if found:
            return found
        await asyncio.sleep(ASK_EVERY_S)
    return []


def _follows(change: StoryChange, edit: StoryInput) -> bool:
    return change.merged_into == edit.story_id or any(
        one.by == "operator" and (one.article_id in edit.articles or change.story_id == edit.story_id)
        for one in change.assigned
    )


async def _list(settings: Settings, request: StoryRequest) -> StoryList:
    async with Reader(settings) as reader:
        return await reader.stories(request)


async def _show(
    settings: Settings, story: str
) -> tuple[StorySummary | StoryMoved | None, list[Summary], dict[str, Membership]]:
    async with Reader(settings) as reader:
        found = await reader.story(story)
        asked = found.id if found else story
        request = SearchRequest(
            filters=Filters(story=asked), sort="-published_at", highlight=False, page=Page(limit=100)
        )
        articles: Sequence[Summary] = (await reader.search(request)).items if found else ()
        why = await reader.memberships([one.id for one in articles])
        return found, list(articles), why


def _operator() -> str:
    return f"operator:{getpass.getuser()}"
