"""Archives as crawlers write them: compressed by record, chunked, with what is no page in between."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from services.ingest.errors import NotWarc, UnreadableFile
from services.ingest.importing import warc
from services.ingest.importing.files import kind_of, pages_of
from services.ingest.importing.warc import Capture, captures

URL = "https://www.alalam.ma/سياسة/خبر"
HTML = "<html lang=ar><h1>ميناء آسفي</h1></html>".encode()


def record(
    kind: str, block: bytes, url: str = URL, content_type: str = "application/http", **more: str
) -> bytes:
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": url,
        "WARC-Date": "2025-04-05T21:14:03Z",
        "Content-Type": content_type,
        "Content-Length": str(len(block)),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"WARC/1.0\r\n{head}\r\n".encode() + block + b"\r\n\r\n"


def response(body: bytes = HTML, status: str = "200 OK", **headers: str) -> bytes:
    lines = {"Content-Type": "text/html; charset=utf-8", **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def read(*records: bytes) -> tuple[list[Capture], list[tuple[int, str]]]:
    """What is in an archive, and what was reported."""
    bad: list[tuple[int, str]] = []
    found = list(captures(io.BytesIO(b"".join(records)), lambda number, why: bad.append((number, why))))
    return found, bad


def test_a_response_among_records_of_other_types() -> None:
    found, bad = read(
        record("warcinfo", b"software: test\r\n", content_type="application/warc-fields"),
        record("request", b"GET / HTTP/1.1\r\n\r\n"),
        record("response", response(Last_Modified="Sat, 05 Apr 2025 20:00:00 GMT")),
        record("metadata", b"outlinks: 3\r\n", content_type="application/warc-fields"),
    )
    assert bad == []
    (capture,) = found
    assert (capture.number, capture.url, capture.status, capture.body) == (3, URL, 200, HTML)
    assert capture.headers["last-modified"] == "Sat, 05 Apr 2025 20:00:00 GMT"
    assert capture.fetched_at == datetime(2025, 4, 5, 21, 14, 3, tzinfo=UTC)


def test_a_resource_is_the_document_itself() -> None:
    (capture,), _ = read(record("resource", HTML, content_type="text/html"))
    assert (capture.headers, capture.body) == ({"content-type": "text/html"}, HTML)


def test_the_brackets_of_wget_and_folded_fields() -> None:
    folded = record("response", response(), f"<{URL}>", "application/http;\r\n msgtype=response")
    assert read(folded)[0][0].url == URL


def chunked(body: bytes) -> bytes:
    middle = len(body) // 2
    parts = (body[:middle], body[middle:])
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(HTML), {"Transfer_Encoding": "chunked"}),
        (gzip.compress(HTML), {"Content_Encoding": "gzip"}),
        (chunked(gzip.compress(HTML)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (HTML, {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
    ],
    ids=["chunked", "gzip", "both", "both undone by the archiver"],
)
def test_the_body_is_as_a_reader_gets_it(body: bytes, headers: dict[str, str]) -> None:
    assert read(record("response", response(body, **headers)))[0][0].body == HTML


@pytest.mark.parametrize(
    ("block", "url", "why"),
    [
        (response(gzip.compress(bytes(20_000_000)), Content_Encoding="gzip"), URL, "bomb"),
        (bytes(warc.MAX_BLOCK + 1), URL, "larger"),
        (response(b"\x00\x01", Content_Encoding="br"), URL, "br"),
        (b"SSH-2.0\r\n\r\n", URL, "not an HTTP response"),
        (response(b"5\r\nabcde\r\nzz\r\n", Transfer_Encoding="chunked"), URL, "chunks"),
        (response(), "dns:www.alalam.ma", "not a page of the web"),
    ],
)
def test_one_bad_record_is_reported_and_costs_no_other(block: bytes, url: str, why: str) -> None:
    found, bad = read(record("response", block, url), record("response", response()))
    assert [capture.number for capture in found] == [2]
    assert len(bad) == 1
    assert bad[0][0] == 1
    assert why in bad[0][1]


@pytest.mark.parametrize(
    ("archive", "why"),
    [
        (b"<html>not an archive</html>", "record 1 does not begin"),
        (record("response", response())[:-40], "record 1 is cut"),
        (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "no Content-Length"),
        (b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", "no Content-Length"),
        (b"WARC/1.0\r\n" + b"A: b\r\n" * 600, "header lines"),
        (b"WARC/1.0\r\nContent-Length: 99999999999\r\n\r\nshort", "record 1 is cut"),
    ],
)
def test_broken_framing_says_where(archive: bytes, why: str) -> None:
    with pytest.raises(NotWarc, match=why):
        read(archive)


Pack = Callable[[bytes], bytes]


def together(archive: bytes) -> bytes:
    return gzip.compress(archive)


def plain(archive: bytes) -> bytes:
    return archive


@pytest.mark.parametrize(("name", "pack"), [("a.warc", plain), ("a.warc.gz", together), ("saved", plain)])
def test_the_pages_of_an_archive_are_its_html_documents(tmp_path: Path, name: str, pack: Pack) -> None:
    records = [
        record("response", response()),
        record("response", response(status="404 Not Found"), f"{URL}/2"),
        record("response", response(b"\xff\xd8\xff", Content_Type="image/jpeg"), f"{URL}/3"),
    ]
    path = tmp_path / name
    path.write_bytes(b"".join(map(pack, records)))
    (page,) = pages_of(path)
    assert (page.url, page.unpack(), page.content_type) == (URL, HTML, "text/html; charset=utf-8")
    assert page.fetched_at == datetime(2025, 4, 5, 21, 14, 3, tzinfo=UTC)
    assert kind_of(path) == "archive"


def test_an_archive_in_a_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(record("response", response())))
    assert [page.url for page in pages_of(tmp_path)] == [URL]


@pytest.mark.parametrize("cut", [10, 200])
def test_a_cut_archive_says_so(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "cut.warc.gz"
    path.write_bytes(gzip.compress(record("response", response()))[:-cut])
    with pytest.raises(UnreadableFile, match=r"cut\.warc\.gz"):
        list(pages_of(path))
