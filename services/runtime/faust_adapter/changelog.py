"""State that survives a worker: Faust tables whose changes are acknowledged before the offset is committed.

Faust's own table write is fire and forget: after a failed delivery the offset is committed without the state.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from faust.tables.table import Table as FaustTable

Write = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Change:
    """One record of a changelog topic; `value` None deletes the key."""

    topic: str
    partition: int
    key: bytes
    value: bytes | None


class Changelog:
    """Collects what the tables of one worker are told to keep."""

    def __init__(self) -> None:
        self._partition: int | None = None
        self._changes: list[Change] = []

    def record(self, writes: Iterable[tuple[int, Write]]) -> list[Change]:
        """Run each write on behalf of its partition; the changes to send, in order."""
        try:
            for partition, write in writes:
                self._partition = partition
                write()
        finally:
            self._partition = None
            changes, self._changes = self._changes, []
        return changes

    def add(self, topic: str, key: Any, value: Any) -> int:
        """Keep one change; the partition it goes to. Raises RuntimeError outside of `record`."""
        if self._partition is None:
            raise RuntimeError("a table is written only in Done.remember or Worker.remember")
        encoded = None if value is None else orjson.dumps(value)
        self._changes.append(Change(topic, self._partition, orjson.dumps(key), encoded))
        return self._partition


class Table(FaustTable[str, Any]):
    """A dict from str to what JSON can say; the owner of a partition restores it from the changelog."""

    logger = logging.getLogger("faust.tables")
    changelog: Changelog

    def on_key_set(self, key: str, value: Any) -> None:
        partition = self.changelog.add(self.changelog_topic_name, key, value)
        # the memory store drops the keys of partitions that moved away, but notes only those it restored
        store: Any = self.data
        store._key_partition[key] = partition  # noqa: SLF001

    def on_key_del(self, key: str) -> None:
        self.changelog.add(self.changelog_topic_name, key, None)
