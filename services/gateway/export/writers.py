"""Records as bytes: JSON Lines and CSV. A writer keeps nothing that it has written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import orjson

Record = Mapping[str, Any]
Format = Literal["jsonl", "csv", "parquet"]
MEDIA: dict[Format, str] = {
    "jsonl": "application/x-ndjson",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
BOM = b"\xef\xbb\xbf"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # spreadsheets fold the wide ones
BETWEEN = "|"  # the values of a list in one cell


class Writer(Protocol):
    """`begin`, any number of `write`, `end`; `abandon` instead of `end`. Each gives what is ready by then."""

    def begin(self) -> bytes: ...

    async def write(self, records: Sequence[Record]) -> bytes: ...

    async def end(self) -> bytes: ...

    def abandon(self) -> None: ...


class JsonLines:
    """One JSON object a line, in UTF-8."""

    def begin(self) -> bytes:
        return b""

    async def write(self, records: Sequence[Record]) -> bytes:
        return b"".join(orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE) for record in records)

    async def end(self) -> bytes:
        return b""

    def abandon(self) -> None: ...


class Csv:
    """RFC 4180 in UTF-8: lines end with CRLF, the first has the names. No cell is a formula to a spreadsheet.

    Without `head` it continues another one.
    """

    def __init__(self, columns: Sequence[str], *, head: bool = True, bom: bool = False) -> None:
        self._columns = columns
        self._head = head
        self._bom = bom

    def begin(self) -> bytes:
        if not self._head:
            return b""
        return (BOM if self._bom else b"") + _lines([self._columns])

    async def write(self, records: Sequence[Record]) -> bytes:
        return _lines([[_cell(record[name]) for name in self._columns] for record in records])

    async def end(self) -> bytes:
        return b""

    def abandon(self) -> None: ...


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    """Text that a spreadsheet would take for a formula begins with an apostrophe, as it would be typed."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case list():
            text = BETWEEN.join(item["id"] if isinstance(item, dict) else str(item) for item in value)
        case _:
            text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
