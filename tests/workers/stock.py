"""Stock Faust, as its documentation shows it: `python -m tests.workers.stock MODE`.

What was handled is appended to the file named in STOCK_HANDLED, one value a line.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import faust

FAILS = bool(os.environ.get("STOCK_FAILS"))


class Numbered(faust.Record):
    n: int


def handled(value: object) -> None:
    with Path(os.environ["STOCK_HANDLED"]).open("a") as file:
        file.write(f"{value}\n")


async def in_batches(stream: Any) -> None:
    async for values in stream.take(5, within=1):
        if FAILS and b"fails" in values:
            raise RuntimeError("a bug in the handler")
        for value in values:
            handled(value.decode())


async def side_by_side(stream: Any) -> None:
    async for value in stream:
        if FAILS and value == b"slow":
            await asyncio.sleep(60)
        handled(value.decode())


async def typed(stream: Any) -> None:
    async for value in stream:
        handled(value.n)


def create_app(mode: str) -> faust.App:
    app = faust.App(
        os.environ["STOCK_GROUP"],
        datadir=str(Path(os.environ["STOCK_HANDLED"]).parent / "faust"),
        broker=f"kafka://{os.environ['NASHRA_KAFKA']}",
        web_enabled=False,
        topic_disable_leader=True,
        broker_commit_interval=0.5,
        consumer_auto_offset_reset="earliest",
    )
    name = os.environ["STOCK_TOPIC"]
    raw = app.topic(name, key_serializer="raw", value_serializer="raw")
    match mode:
        case "in-batches":
            app.agent(raw)(in_batches)
        case "side-by-side":
            app.agent(raw, concurrency=2)(side_by_side)
        case "typed":
            app.agent(app.topic(name, value_type=Numbered))(typed)
    return app


async def main() -> None:
    app = create_app(sys.argv[1])
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await app.start()
    await stop.wait()
    await app.stop()


if __name__ == "__main__":
    asyncio.run(main())
