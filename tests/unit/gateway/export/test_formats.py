"""Records in every format: what went in is read again by other readers of the format."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson
import pytest
from arro3.io import read_parquet
from services.gateway.export.parquet import ROWS, Parquet, convert
from services.gateway.export.records import COLUMNS, record
from services.gateway.export.writers import BOM, Csv, JsonLines, Record, Writer
from services.search.results import StoredArticle
from tests.unit.gateway.fakes import NOW, article


def records(count: int, **more: Any) -> list[Record]:
    return [{**record(StoredArticle(article(number), NOW)), **more} for number in range(count)]


async def written(writer: Writer, rows: Sequence[Record], at_once: int = 20) -> bytes:
    pieces = [writer.begin()]
    pieces += [await writer.write(rows[start : start + at_once]) for start in range(0, len(rows), at_once)]
    return b"".join([*pieces, await writer.end()])


class TestRights:
    def test_the_whole_text(self) -> None:
        whole = record(StoredArticle(article(0), NOW))
        assert whole["text"].endswith("تفاصيل\n\nفقرة أخيرة.")
        assert (whole["rights"], whole["truncated"]) == ("full", False)

    def test_an_excerpt_says_that_it_is_one(self) -> None:
        cut = record(StoredArticle(article(0, rights="excerpt", words=300), NOW))
        assert len(cut["text"].split()) == 75
        assert (cut["truncated"], cut["word_count"]) == (True, 303)

    def test_a_link_has_no_text(self) -> None:
        link = record(StoredArticle(article(0, rights="link_only"), NOW))
        assert (link["text"], link["truncated"]) == ("", True)
        assert link["canonical_url"] == "https://alalam.example/news/0"


async def test_json_lines() -> None:
    rows = records(3)
    lines = (await written(JsonLines(), rows)).splitlines()
    assert [orjson.loads(line) for line in lines] == rows


class TestCsv:
    async def test_as_rfc_4180_says(self) -> None:
        (row,) = records(1, title='قال: "نعم"، ثم\nسكت')
        text = (await written(Csv(COLUMNS), [row])).decode()
        assert text.startswith(",".join(COLUMNS) + "\r\n")
        assert '"قال: ""نعم""، ثم\nسكت"' in text
        assert text.endswith("\r\n")
        (told,) = csv.DictReader(io.StringIO(text, newline=""))
        assert (told["title"], told["authors"], told["published_at"]) == (row["title"], "مريم الإدريسي", "")
        assert told["truncated"] == "false"

    @pytest.mark.parametrize(
        "title", ["=HYPERLINK(1)", "+212 5", "-7 درجات", "@dde", "\tخبر", "＝1+1", "=cmd|' /C calc'!A0"]
    )
    async def test_no_cell_is_a_formula(self, title: str) -> None:
        rows = records(1, title=title, authors=["=1+1"])
        (told,) = csv.DictReader(io.StringIO((await written(Csv(COLUMNS), rows)).decode(), newline=""))
        assert (told["title"], told["authors"]) == (f"'{title}", "'=1+1")

    async def test_a_continuation_has_no_head(self) -> None:
        rows = records(4)
        whole = await written(Csv(COLUMNS, bom=True), rows)
        first = await written(Csv(COLUMNS, bom=True), rows[:2])
        rest = await written(Csv(COLUMNS, head=False, bom=True), rows[2:])
        assert whole.startswith(BOM)
        assert first + rest == whole


class TestParquet:
    async def test_every_type_comes_back(self) -> None:
        rows = records(5)
        rows[1] = {**rows[1], "published_at": "2025-04-05T21:14:03.250Z", "entities": [
            {"id": "e_safi", "name": "آسفي", "type": "place", "count": 3}
        ]}  # fmt: skip
        table = read_parquet(io.BytesIO(await written(Parquet(COLUMNS), rows))).read_all()
        assert table.column_names == list(COLUMNS)
        told = [{name: table[name][n].as_py() for name in COLUMNS} for n in range(5)]
        assert [one["text"] for one in told] == [row["text"] for row in rows]
        assert told[1]["entities"] == rows[1]["entities"]
        assert told[1]["published_at"].isoformat() == "2025-04-05T21:14:03.250000+00:00"
        assert (str(told[0]["published_date"]), told[0]["published_at"]) == ("2025-04-05", None)
        assert (told[0]["authors"], told[0]["word_count"]) == (["مريم الإدريسي"], 15)

    async def test_a_long_one_is_written_in_pieces(self) -> None:
        """What waits is a row group, not the file."""
        writer = Parquet(["id", "text"])
        pieces = [writer.begin()]
        for start in range(0, 3 * ROWS, 100):
            rows = [
                {"id": f"a_{n}", "text": blake2b(b"%d" % n).hexdigest()} for n in range(start, start + 100)
            ]
            pieces.append(await writer.write(rows))
        before_the_end = sum(map(len, pieces))
        pieces.append(await writer.end())
        assert before_the_end > sum(map(len, pieces)) / 2
        table = read_parquet(io.BytesIO(b"".join(pieces))).read_all()
        assert table.num_rows == 3 * ROWS

    async def test_an_abandoned_one_leaves_no_thread(self) -> None:
        writer = Parquet(COLUMNS)
        writer.begin()
        await writer.write(records(3))
        writer.abandon()
        writer._thread.join(30)
        assert not writer._thread.is_alive()

    async def test_what_is_no_record_is_an_error(self) -> None:
        with pytest.raises(Exception, match="word_count"):
            await written(Parquet(COLUMNS), records(1, word_count="كثير"))

    async def test_from_a_file(self, tmp_path: Path) -> None:
        rows = tmp_path / "rows"
        rows.write_bytes(await written(JsonLines(), records(3)))
        convert(rows, tmp_path / "out.parquet", COLUMNS)
        assert read_parquet(tmp_path / "out.parquet").read_all().num_rows == 3
