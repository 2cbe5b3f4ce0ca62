"""Pages from files on disk: each format, bad lines with their numbers, whole folders."""

from __future__ import annotations

import gzip
import json
from itertools import islice
from pathlib import Path

import pytest
from services.contracts import identity
from services.contracts.source import SourceRef
from services.ingest.description import describe
from services.ingest.errors import UnreadableFile
from services.ingest.extract.extraction import extraction
from services.ingest.importing.files import BadLine, pages_of

ALALAM = SourceRef(id="alalam", name="العلم", country="ma")
SAUDI = {
    "source": "aawsat",
    "url": "http://aawsat.example/home/article/410826/عنوان-الخبر",
    "date_extracted": "2015-07-21 02:51:32",
    "title": "أربعة محاور لاستراتيجية جديدة",
    "author": "لندن: رنيم حنوش",
    "content": "حدد رئيس الوزراء ملامح الاستراتيجية.\n\n وقال إنها تمتد خمس سنوات.\n\n",
}
TUNISIA = {
    "section": "culture",
    "name": "JA-culture-1-20170120.txt",
    "raw": "<DOC>\n<DOCNO>JA-1</DOCNO>\n<URL>http://radio.example.tn/ar/article/فيلم/95/76326</URL>\n"
    "<SRC>Jawhara Radio</SRC>\n<CAT>culture</CAT>\n"
    "<TITLE>فيلم جديد في القاعات</TITLE>\n<TIME>17/05/2015</TIME>\n"
    "<AUTHOR></AUTHOR>\n<ABSTRACT>\nملخص الخبر في سطر واحد.\n</ABSTRACT>\n"
    "<TEXT>\nيعرض الفيلم ابتداء من الغد.\n"
    "ويشارك فيه ممثلون شباب.\n</TEXT>\n</DOC>\n",
}


def write(path: Path, *records: object) -> Path:
    lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_record_with_plain_fields(tmp_path: Path) -> None:
    (page,) = pages_of(write(tmp_path / "a.jsonl", SAUDI))
    article = extraction(page).article
    assert article.title == SAUDI["title"]
    assert article.text == "حدد رئيس الوزراء ملامح الاستراتيجية.\nوقال إنها تمتد خمس سنوات."
    assert article.authors == ("رنيم حنوش",)
    assert article.id == identity.article_id("aawsat", identity.canonical_url(SAUDI["url"]))
    assert article.published.precision == "unknown"
    assert page.fetched_at.isoformat() == "2015-07-21T02:51:32+00:00"


def test_a_record_with_a_tagged_document(tmp_path: Path) -> None:
    (page,) = pages_of(write(tmp_path / "a.jsonl", TUNISIA))
    article = extraction(page).article
    assert article.title == "فيلم جديد في القاعات"
    assert article.source.name == "Jawhara Radio"
    assert article.section_hint == "culture"
    assert str(article.published.date) == "2015-05-17"
    assert article.text.split("\n") == [
        "ملخص الخبر في سطر واحد.",
        "يعرض الفيلم ابتداء من الغد.",
        "ويشارك فيه ممثلون شباب.",
    ]


def test_a_record_without_a_title_is_called_by_its_first_sentence(tmp_path: Path) -> None:
    (page,) = pages_of(write(tmp_path / "a.jsonl", {**SAUDI, "title": ""}))
    article = extraction(page).article
    assert article.title == "حدد رئيس الوزراء ملامح الاستراتيجية."
    assert article.evidence["title"] == "first sentence"


def test_the_source_given_wins_over_the_one_in_the_record(tmp_path: Path) -> None:
    (page,) = pages_of(write(tmp_path / "a.jsonl", SAUDI), ALALAM)
    assert page.source == ALALAM


def test_gzip_is_read_as_plain_whatever_the_name(tmp_path: Path) -> None:
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(SAUDI).encode() + b"\n"))
    assert len(list(pages_of(packed))) == 1


def test_bad_lines_are_reported_with_their_number_and_the_rest_is_read(tmp_path: Path) -> None:
    bad: list[BadLine] = []
    file = write(
        tmp_path / "a.jsonl", SAUDI, "{not json", "[1, 2]", "", {"source": "x", "title": "y"}, TUNISIA
    )
    assert len(list(pages_of(file, report=bad.append))) == 2
    assert [one.line for one in bad] == [2, 3, 5]
    assert "no text" in bad[2].message


def test_a_line_too_long_to_be_an_article_is_reported_and_skipped(tmp_path: Path) -> None:
    bad: list[BadLine] = []
    file = write(tmp_path / "a.jsonl", {**SAUDI, "content": "x" * 5_100_000}, SAUDI)
    assert len(list(pages_of(file, report=bad.append))) == 1
    assert [one.line for one in bad] == [1]


@pytest.mark.parametrize("name", ["a.html", "page", "a.txt"])
def test_html_is_known_by_its_beginning(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_text("<!DOCTYPE html><html><body>نص</body></html>", encoding="utf-8")
    (page,) = pages_of(file, ALALAM, "https://alalam.ma/a?utm_source=x")
    assert page.kind == "html"
    assert page.article_id == identity.article_id("alalam", "https://alalam.ma/a")


def test_an_html_file_belongs_to_the_newspaper_at_its_address(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    file.write_text("<html></html>", encoding="utf-8")
    (known,) = pages_of(file, None, "https://www.hespress.com/a.html")
    (unknown,) = pages_of(file, None, "https://gazette.example.eg/a.html")
    assert known.source.name == "هسبريس"
    assert (unknown.source.country, unknown.source.edition.tz) == ("eg", "Africa/Cairo")


def test_a_saved_page_knows_where_it_came_from(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    link = '<link rel="canonical" href="https://www.hespress.com/a-1.html">'
    file.write_text(f"<html><head>{link}</head></html>", encoding="utf-8")
    (page,) = pages_of(file)
    assert page.source.name == "هسبريس"
    assert page.article_id == identity.article_id(page.source.id, "https://www.hespress.com/a-1.html")


def test_a_folder_gives_all_its_files_by_name(tmp_path: Path) -> None:
    write(tmp_path / "b.jsonl", SAUDI, TUNISIA)
    (tmp_path / "a.html").write_text("<html></html>", encoding="utf-8")
    (tmp_path / "notes.md").write_text("not a page", encoding="utf-8")
    assert [page.kind for page in pages_of(tmp_path, ALALAM)] == ["html", "record", "record"]


def test_a_missing_or_broken_file_says_so(tmp_path: Path) -> None:
    cut = tmp_path / "a.jsonl.gz"
    cut.write_bytes(gzip.compress(b"x" * 10_000)[:20])
    for path in (tmp_path / "none.html", cut):
        with pytest.raises(UnreadableFile, match=path.name):
            list(pages_of(path))


def test_describe_gives_the_article_of_the_api(tmp_path: Path) -> None:
    file = tmp_path / "a.html"
    text = "افتتح بمدينة الرباط معرض الكتاب في دورته الجديدة بحضور الناشرين والقراء. " * 5
    file.write_text(
        f"<html lang='ar'><title>المعرض يفتح أبوابه - العلم</title><h1>المعرض يفتح أبوابه</h1>"
        f"<time>05 - 04 - 2025</time><div class='entry-content'><p>{text}</p></div></body></html>",
        encoding="utf-8",
    )
    shown = describe(file, "https://alalam.ma/news/1?fbclid=x")
    assert shown["title"] == "المعرض يفتح أبوابه"
    assert shown["canonical_url"] == "https://alalam.ma/news/1"
    assert (shown["lang"], shown["dir"]) == ("ar", "rtl")
    assert (shown["published_at"], shown["published_date"]) == (None, "2025-04-05")
    assert shown["published_precision"] == "day"
    assert shown["blocks"] == [{"type": "paragraph", "text": text.strip()}]
    assert shown["url"] == f"/a/{shown['id']}"
    assert "headlines" not in shown
    json.dumps(shown)


def test_describe_of_the_reference_page(shared_data: Path) -> None:
    shown = describe(shared_data / "reference_page.txt")
    assert len(shown["headlines"]) == 57
    assert shown["source"]["name"] == "العلم"
    assert shown["canonical_url"] is None
    assert [block["type"] for block in shown["blocks"]].count("heading") == 4


def test_describe_of_records_gives_every_article_and_every_error(tmp_path: Path) -> None:
    shown = describe(write(tmp_path / "a.jsonl", SAUDI, "nonsense", TUNISIA))
    assert [article["title"] for article in shown["articles"]] == [SAUDI["title"], "فيلم جديد في القاعات"]
    assert len(shown["errors"]) == 1


@pytest.mark.parametrize("name", ["saudi_2015-07-21_23.jsonl.gz", "tunisia_2014_2017.jsonl.gz"])
def test_real_records_are_read(shared_data: Path, name: str) -> None:
    bad: list[BadLine] = []
    pages = list(islice(pages_of(shared_data / "news" / name, report=bad.append), 300))
    assert len(pages) == 300
    assert len(bad) < 10
    for page in pages[::10]:
        article = extraction(page).article
        assert article.title
        assert article.text


PRIVATE = [
    "http://127.0.0.1/1",
    "http://10.0.0.1:8080/1",
    "http://localhost/1",
    "http://[::1]/1",
    "ftp://annahda.ma/1",
]


@pytest.mark.parametrize("url", PRIVATE)
def test_a_private_address_becomes_no_link_on_a_public_page(tmp_path: Path, url: str) -> None:
    page = tmp_path / "page.html"
    page.write_text("<h1>خبر</h1>", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="readers cannot be sent to"):
        list(pages_of(page, url=url))
    page.write_text(f"<link rel='canonical' href='{url}'><h1>خبر</h1>", encoding="utf-8")
    (stored,) = pages_of(page)
    assert stored.url.startswith("file:")


def test_a_record_with_a_private_address_is_reported(tmp_path: Path) -> None:
    records = tmp_path / "a.jsonl"
    records.write_text(
        '{"title": "خبر", "content": "نص الخبر", "url": "http://127.0.0.1/1"}\n', encoding="utf-8"
    )
    bad: list[BadLine] = []
    assert list(pages_of(records, report=bad.append)) == []
    assert len(bad) == 1
