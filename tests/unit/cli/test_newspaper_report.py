"""What `nashra sources add` and `test` show."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from services.cli import newspaper_report as report
from services.contracts.article import Article, Paragraph, Published
from services.contracts.source import Feed, Recipe, Source
from services.ingest.onboarding.discovery import Probe
from services.ingest.onboarding.trial import Trial
from services.ingest.poll.entry import Entry

SOURCE = Source(id="annahda", name="النهضة", recipe=Recipe(author=".by", date=".when"))
ENTRY = Entry("https://annahda.ma/%D8%AE%D8%A8%D8%B1/1", "الحكومة تصادق", published="05/04/2025")
PROBES = [
    Probe(Feed(url="https://annahda.ma/feed"), (ENTRY,), lang="ar", encoding="windows-1256"),
    Probe(Feed(url="https://annahda.ma/gone"), error="https://annahda.ma/gone answered 404"),
]
READ = Trial(
    ENTRY.link,
    Article(
        id="a_test",
        source=SOURCE.ref(),
        url="https://annahda.ma/خبر/1",
        title="الحكومة تصادق",
        blocks=(Paragraph(text="صادق مجلس الحكومة يوم الخميس على المشروع."),),
        authors=("خديجة بناني",),
        published=Published(date=date(2025, 4, 5), precision="day"),
        evidence={"title": "h1", "body": "page", "published": "json-ld"},
        fetched_at=datetime(2025, 4, 6, tzinfo=UTC),
    ),
    parts=2,
    recipe={"author": True, "date": False},
)


def test_feeds_entries_and_an_article_are_shown(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(SOURCE, PROBES, READ, as_json=False)
    printed = capsys.readouterr()
    for said in ("windows-1256", "answered 404", "https://annahda.ma/خبر/1", "05/04/2025", "7 on 2 pages"):
        assert said in printed.out
    line = next(line for line in printed.out.splitlines() if line.startswith("authors"))
    assert line.split()[-1] == "recipe"
    assert "found nothing for: date" in printed.err


def test_an_article_that_cannot_be_read_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(SOURCE, PROBES, Trial(ENTRY.link, problem="it is application/pdf, not a page"), as_json=False)
    assert "application/pdf" in capsys.readouterr().out


def test_the_same_as_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    report.show(SOURCE, PROBES, READ, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["feeds"][0]["entries"] == [{"title": "الحكومة تصادق", "url": ENTRY.link}]
    assert told["article"]["recipe"] == {"author": True, "date": False}
    assert told["article"]["read"]["published"] == {"date": "2025-04-05", "at": None, "precision": "day"}
