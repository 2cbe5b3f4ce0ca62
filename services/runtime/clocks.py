"""When the newest record of a topic was written, by the clock of its writer."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from services.runtime.errors import NoTopic, Unreachable
from services.runtime.scan import reading
from services.runtime.settings import Settings

PATIENCE_S = 3.0


async def newest_written(settings: Settings, topic: str) -> datetime | None:
    """None when nothing is there, or nothing can be read."""
    try:
        async with reading(settings, topic) as consumer:
            begins = await consumer.beginning_offsets(consumer.assignment())
            ends = await consumer.end_offsets(consumer.assignment())
            unread = {tp for tp, end in ends.items() if end > begins[tp]}
            for tp in unread:
                consumer.seek(tp, ends[tp] - 1)
            stamps: list[int] = []
            deadline = time.monotonic() + PATIENCE_S
            while unread and time.monotonic() < deadline:
                for tp, records in (await consumer.getmany(*unread, timeout_ms=200)).items():
                    stamps += [record.timestamp for record in records]
                    unread.discard(tp)
    except (Unreachable, NoTopic):
        return None
    return datetime.fromtimestamp(max(stamps) / 1000, UTC) if stamps else None
