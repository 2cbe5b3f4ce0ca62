"""Records as Parquet: arro3 (arrow-rs) reads them as JSON Lines and writes row groups, a few at a time.

The library is of an extra of its own and imported when the first Parquet is asked for.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import IO, Any

import orjson

from services.gateway.errors import NoParquet
from services.gateway.export.writers import Record

ROWS = 5_000  # of a row group, about 15 MB of text: what a file that grows keeps in memory
BATCH = 500
WAITING = 2  # pieces that the thread may be behind
COMPRESSION = "zstd(3)"
LOOK_S = 1.0


def available() -> None:
    """Raises `NoParquet`."""
    try:
        import_module("arro3.io")
    except ModuleNotFoundError:
        raise NoParquet from None


def convert(rows: Path, target: Path, columns: Sequence[str]) -> None:
    """A file of JSON Lines as a Parquet file. Raises `NoParquet`."""
    available()
    with rows.open("rb") as source, target.open("wb") as sink:
        _write(source, sink, columns)


class Parquet:
    """A `Writer`. The rows go through a thread, which holds one row group; what it wrote waits to be sent."""

    def __init__(self, columns: Sequence[str]) -> None:
        available()
        self._rows = _Rows()
        self._output = _Output()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(tuple(columns),), daemon=True)

    def begin(self) -> bytes:
        self._thread.start()
        return b""

    async def write(self, records: Sequence[Record]) -> bytes:
        lines = b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)
        if lines:
            await asyncio.to_thread(self._give, lines)
        return self._output.take()

    async def end(self) -> bytes:
        await asyncio.to_thread(self._give, b"")
        await asyncio.to_thread(self._thread.join)
        if self._error:
            raise self._error
        return self._output.take()

    def abandon(self) -> None:
        self._rows.abandoned = True

    def _give(self, lines: bytes) -> None:
        while True:
            try:
                self._rows.waiting.put(lines, timeout=LOOK_S)
            except queue.Full:
                if not self._thread.is_alive():
                    raise self._error or RuntimeError("the Parquet writer ended before its rows") from None
            else:
                return

    def _run(self, columns: Sequence[str]) -> None:
        try:
            _write(self._rows, self._output, columns)
        except BaseException as error:  # noqa: BLE001 # raised by `end`, or nobody waits for it any more
            self._error = error


class _Rows:
    """What arro3 reads: blocks until there are rows, empty at the end."""

    def __init__(self) -> None:
        self.waiting: queue.Queue[bytes] = queue.Queue(WAITING)
        self.abandoned = False
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            if self.abandoned:
                raise ConnectionAbortedError("nobody waits for these rows")
            try:
                self._rest = self.waiting.get(timeout=LOOK_S)
            except queue.Empty:
                continue
            if not self._rest:
                self.waiting.put(b"")  # whoever reads on is at the end too
                return b""
        end = len(self._rest) if size < 0 else size
        piece, self._rest = self._rest[:end], self._rest[end:]
        return piece

    def seek(self, *_: int) -> int:
        raise OSError("a stream")


class _Output:
    """What arro3 writes to."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._lock = threading.Lock()

    def write(self, piece: bytes) -> int:
        with self._lock:
            self._pieces.append(bytes(piece))
        return len(piece)

    def take(self) -> bytes:
        with self._lock:
            pieces, self._pieces = self._pieces, []
        return b"".join(pieces)

    def flush(self) -> None: ...

    def seek(self, *_: int) -> int:
        raise OSError("a stream")


def _write(rows: IO[bytes] | _Rows, sink: IO[bytes] | _Output, columns: Sequence[str]) -> None:
    from arro3.io import read_json, write_parquet

    batches = read_json(rows, _schema(columns), batch_size=BATCH)  # type: ignore[arg-type] # it only reads
    write_parquet(
        batches,
        sink,  # type: ignore[arg-type] # it only writes
        max_row_group_size=ROWS,
        compression=COMPRESSION,
    )


def _schema(columns: Sequence[str]) -> Any:
    from arro3.core import DataType, Field, Schema

    def strings() -> Any:
        return DataType.list(Field("item", DataType.utf8()))

    moment, number = DataType.timestamp("ms", tz="UTC"), DataType.int32()
    entity = [Field(name, DataType.utf8()) for name in ("id", "name", "type")]
    kinds: dict[str, Any] = {
        "revision": number,
        "truncated": DataType.bool(),
        "authors": strings(),
        "keywords": strings(),
        "entities": DataType.list(Field("item", DataType.struct([*entity, Field("count", number)]))),
        "published_at": moment,
        "published_date": DataType.date32(),
        "ingested_at": moment,
        "updated_at": moment,
        "word_count": number,
        "reading_minutes": number,
    }
    return Schema([Field(name, kinds.get(name, DataType.utf8()), nullable=name != "id") for name in columns])
