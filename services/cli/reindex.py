"""`nashra reindex`: a new generation of the index, built from enriched.v1 while readers use the old one."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

from services.cli.index import asked
from services.cli.output import Json, notices, print_json, progress, resumable
from services.search.cluster import AsyncElasticsearch
from services.search.rebuild import Rebuild, Rebuilt
from services.search.settings import SearchSettings


def reindex(as_json: Json = False) -> None:
    """Build a new generation beside the live one and switch to it; interrupted, the next run goes on."""

    async def rebuilt(client: AsyncElasticsearch, settings: SearchSettings) -> Rebuilt:
        with progress("records") as step:
            return await Rebuild(client, settings, step).run()

    with resumable("readers see the same as before; `nashra reindex` goes on from here"):
        done = asyncio.run(asked(rebuilt))
    if as_json:
        print_json(asdict(done))
        return
    notices.print(
        f"live: {done.generation}, {done.documents} documents from {done.records} records in {done.seconds} s"
        f" ({done.withdrawn} withdrawn, {done.rejected} refused)"
    )
    if done.previous:
        notices.print(
            f"kept: {done.previous}; `nashra index switch {done.previous}` goes back, "
            f"`nashra index delete {done.previous}` frees its disk"
        )
