"""The press as a process of its own: serves until it is asked to stop."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import yaml

from services.press.server import Press
from services.runtime import logs

log = logs.get_logger(__name__)


async def run_press(host: str, port: int, hold: int, drip_s: float, sources_file: Path | None = None) -> int:
    """Serve until SIGTERM or SIGINT; 0. `sources_file` receives the newspapers as a registry."""
    stop = asyncio.Event()
    for signum in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with Press(port=port, host=host, hold=hold, drip_s=drip_s) as press:
        if sources_file is not None:
            await asyncio.to_thread(sources_file.write_text, _registry(press), "utf-8")
        log.info("press open", url=press.url, newspapers=len(press.sources()))
        await stop.wait()
    return 0


def _registry(press: Press) -> str:
    listed = [source.model_dump(mode="json", exclude_none=True) for source in press.sources()]
    return yaml.safe_dump({"newspapers": listed}, allow_unicode=True, sort_keys=False)
