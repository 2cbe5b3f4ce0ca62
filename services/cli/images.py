"""`nashra images`: what an operator decides about a reported image."""

from __future__ import annotations

import asyncio
import getpass
from datetime import UTC, datetime
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, Json, notices, print_json
from services.cli.platform import settings_to_change
from services.contracts.image import ImageReport, ReportAction
from services.runtime.producer import EventProducer
from services.runtime.settings import Settings
from services.search.reader import Reader

app = typer.Typer(no_args_is_help=True, help="reported images: restore, confirm")

ImageId = Annotated[str, typer.Argument(help="image id, i_…, as in an article's blocks")]


@app.command()
def restore(image_id: ImageId, as_json: Json = False) -> None:
    """Show a hidden image again; it then takes three times the reports to hide it."""
    _decide(image_id, "restore", as_json)


@app.command()
def confirm(image_id: ImageId, as_json: Json = False) -> None:
    """Keep a hidden image hidden."""
    _decide(image_id, "confirm", as_json)


def _decide(image_id: str, action: ReportAction, as_json: bool) -> None:
    if not asyncio.run(_publish(image_id, action)):
        notices.print(f"no indexed article has the image {image_id}")
        raise typer.Exit(EXIT_FAILED)
    if as_json:
        print_json({"image_id": image_id, "action": action, "status": "received"})
    else:
        notices.print(f"{action} of {image_id} is on its way")


async def _publish(image_id: str, action: ReportAction) -> bool:
    settings = settings_to_change(Settings)
    async with Reader(settings) as reader:
        image = await reader.image(image_id)
    if image is None:
        return False
    decision = ImageReport(
        image_id=image_id,
        article_id=image.article_id,
        action=action,
        reporter=f"operator:{getpass.getuser()}",
        reported_at=datetime.now(UTC),
    )
    async with EventProducer(settings, "cli") as producer:
        await producer.publish([decision])
    return True
