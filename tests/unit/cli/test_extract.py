"""`nashra extract`: an article, or one line that says why there is none; what the feed said beside it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from services.cli import main
from services.contracts.errors import NashraError
from services.ingest.description import describe

PAGE = """<html><head><meta charset="utf-8"><title>قبل المتابعة</title></head><body><h1>قبل المتابعة</h1>
<p>نستخدم ملفات تعريف الارتباط لمعالجة بيانات شخصية مع شركائنا. يمكنك قبول الكل.</p></body></html>"""
URL = "https://newspaper.example/news/1"
BAD = {
    "empty.html": b"",
    "empty": b"",
    "nothing.html": b"<html><body></body></html>",
    "title.html": b"<title>x</title>",
    "binary.html": bytes(range(256)) * 20,
    "binary": bytes(range(256)) * 20,
    "zeros.html": b"\0" * 100_000,
    "huge.html": b"<p>x</p>" * 700_000,
    "deep.html": b"<div>" * 50_000,
    "cut.html": b"<h1>\xd8",
    "utf16.html": "نص".encode("utf-16"),
    "cut.html.gz": gzip.compress(b"<p>x</p>" * 999)[:40],
    "broken.jsonl.gz": b"\x1f\x8b\x08broken",
    "open.json": b'{"a":',
    "blank.jsonl": b"\n\n",
    "cut.warc": b"WARC/1.0\r\n",
    "wall.html": PAGE.encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_without_an_article_is_one_line(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    with pytest.raises(NashraError) as caught:
        describe(tmp_path / name, URL)
    line = main.message(caught.value)
    assert line is not None
    assert "\n" not in line


def extracted(tmp_path: Path, hints: object) -> dict[str, object]:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "hints.json").write_text(json.dumps(hints), encoding="utf-8")
    return describe(tmp_path / "page.html", URL, tmp_path / "hints.json")


def test_what_the_feed_said_counts_as_with_the_poller(tmp_path: Path) -> None:
    hints = {
        "title": "وزير التجهيز يفتتح جسرا جديدا",
        "summary": "افتتح وزير التجهيز جسرا يربط ضفتي الوادي بحضور عدد من المنتخبين",
        "published": "فاتح ماي 2025 على الساعة العاشرة مساء",
    }
    found = extracted(tmp_path, hints)
    assert found["title"] == hints["title"]
    assert str(found["published_at"]).startswith("2025-05-01T21:00:00")
    assert (found["published_date"], found["published_precision"]) == ("2025-05-01", "minute")
    entry = {
        "url": URL,
        "title": hints["title"],
        "summary": hints["summary"],
        "published_at": "2025-05-01",
        "authors": ["سعاد"],
    }
    found = extracted(tmp_path, entry)
    assert (found["published_date"], found["published_precision"]) == ("2025-05-01", "day")


@pytest.mark.parametrize("hints", [[], "نص", {"title": 5}, {"title": "خبر", "authors": 7}])
def test_hints_that_are_none_are_one_line(hints: object, tmp_path: Path) -> None:
    with pytest.raises(NashraError, match=r"hints\.json"):
        extracted(tmp_path, hints)
