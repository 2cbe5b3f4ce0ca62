"""`nashra withdraw`: take an article down for good, or put one back that was taken down by mistake."""

from __future__ import annotations

import asyncio
import getpass
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, DryRun, Json, Yes, confirm, notices, print_json
from services.cli.platform import settings_to_change
from services.contracts.source import SourceRef
from services.contracts.topics import ENRICHED, HEADLINES, WITHDRAWALS
from services.contracts.withdrawal import Withdrawal, WithdrawalReason
from services.runtime.producer import EventProducer
from services.runtime.provision import provision
from services.runtime.replay import Selection, replay
from services.runtime.scan import scan_events
from services.runtime.settings import Settings
from services.search.errors import IndexUnavailable
from services.search.reader import Reader
from services.search.settings import SearchSettings
from services.search.withdrawals import awaiting

WAIT_S = 30.0


@dataclass(frozen=True, slots=True)
class Subject:
    """What is known of the article: its newspaper, its title for the operator, the decision that stands."""

    source: SourceRef
    title: str
    standing: Withdrawal | None


def withdraw(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="article id, a_…")],
    reason: Annotated[WithdrawalReason, typer.Option(help="legal answers 451, the others 410")],
    note: Annotated[
        str | None, typer.Option(help="for the operators, such as the number of a decision")
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="put it back")] = False,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take an article down: gone from every answer within seconds, also after a replay or rebuild."""
    settings = settings_to_change(SearchSettings)
    subject = asyncio.run(_subject(settings, article_id))
    if subject is None:
        notices.print(f"no article {article_id} was ever accepted; `nashra search` prints ids")
        raise typer.Exit(EXIT_FAILED)
    decision = Withdrawal(
        article_id=article_id,
        action="restore" if undo else "withdraw",
        reason=reason,
        note=note,
        source=subject.source,
        revision=subject.standing.revision + 1 if subject.standing else 1,
        decided_by=f"operator:{getpass.getuser()}",
        decided_at=datetime.now(UTC),
    )
    what = f"{article_id} of {subject.source.name}: {subject.title or '(title not kept)'}"
    if not dry_run:
        if not yes:
            confirm(f"{decision.action} {what}?")
        asyncio.run(_decide(settings, decision))
    if as_json:
        print_json({**decision.model_dump(mode="json"), "title": subject.title, "dry_run": dry_run})
    else:
        done = f"would {decision.action}" if dry_run else "restored" if undo else "withdrawn"
        notices.print(f"{done}: {what}", markup=False)


async def _subject(settings: Settings, article_id: str) -> Subject | None:
    """From the index, else from the topics: an article can be withdrawn before it is indexed, and after."""
    await provision(settings)
    standing = None
    async for record in scan_events(settings, WITHDRAWALS):
        if record.event.article_id == article_id:
            standing = record.event
    if standing is not None:
        return Subject(standing.source, "", standing)
    try:
        async with Reader(settings) as reader:
            stored = await reader.article(article_id)
    except IndexUnavailable:
        stored = None
    if stored is not None:
        return Subject(stored.enriched.article.source, stored.enriched.article.title, None)
    async for headline in scan_events(settings, HEADLINES):
        if headline.event.article_id == article_id:
            return Subject(headline.event.source, headline.event.title, None)
    async for enriched in scan_events(settings, ENRICHED):
        if enriched.event.article_id == article_id:
            return Subject(enriched.event.article.source, enriched.event.article.title, None)
    return None


async def _decide(settings: SearchSettings, decision: Withdrawal) -> None:
    """Publish, and wait until the index role followed; what comes back is then published once more."""
    async with EventProducer(settings, "cli") as producer:
        await producer.publish([decision])
    if not await awaiting(settings, decision, WAIT_S):
        notices.print("accepted, but the index has not followed yet: is the index role running?")
        raise typer.Exit(EXIT_FAILED)
    if decision.action == "restore":
        await replay(settings, Selection(ENRICHED, keys=frozenset({decision.article_id})))
