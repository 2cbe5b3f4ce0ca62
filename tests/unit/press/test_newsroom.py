"""What is out, at which address, since when."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from services.press.newspaper import Draft, Newspaper, load_newspapers
from services.press.newsroom import Newsroom

PRESS = "http://127.0.0.1:8090/"
NOW = datetime(2025, 4, 5, 23, 30, 15, tzinfo=UTC)
DRAFT = Draft(slug="خبر-عاجل", title="خبر عاجل", body="وصل القطار.", section="اقتصاد")


def _paper(paper_id: str) -> Newspaper:
    return next(paper for paper in load_newspapers() if paper.id == paper_id)


def test_an_address_has_what_the_newspaper_puts_into_it() -> None:
    named = Newsroom(_paper("manara"), PRESS).publish(DRAFT, NOW)
    numbered = Newsroom(_paper("warraq"), PRESS).publish(DRAFT, NOW)
    assert named.url == f"{PRESS}manara/economy/2025/04/خبر-عاجل/"
    assert numbered.url == f"{PRESS}warraq/article.php?id=41200"


def test_an_article_is_found_with_and_without_the_final_slash_and_with_tracking() -> None:
    room = Newsroom(_paper("manara"), PRESS)
    printed = room.publish(DRAFT, NOW)
    for path, query in (("/", ""), ("", ""), ("/", "utm_source=x")):
        assert room.at(f"economy/2025/04/خبر-عاجل{path}", query) == printed
    assert room.at("economy/2025/04/آخر/", "") is None


def test_a_slug_is_printed_once() -> None:
    room = Newsroom(_paper("manara"), PRESS)
    room.publish(DRAFT, NOW)
    with pytest.raises(ValueError, match="revise"):
        room.publish(DRAFT, NOW)


def test_a_revision_keeps_address_and_date() -> None:
    room = Newsroom(_paper("manara"), PRESS)
    first = room.publish(DRAFT, NOW)
    second = room.revise(DRAFT.slug, {"title": "خبر عاجل (محين)"}, NOW + timedelta(hours=1))
    assert (second.url, second.published) == (first.url, first.published)
    assert second.draft.title == "خبر عاجل (محين)"
    assert second.draft.body == DRAFT.body
    assert room.modified == NOW + timedelta(hours=1)


def test_the_gold_knows_the_newspapers_day_and_how_exact_its_page_is() -> None:
    minute, day = Newsroom(_paper("dhifaf"), PRESS), Newsroom(_paper("warraq"), PRESS)
    minute.publish(DRAFT, NOW)
    day.publish(DRAFT, NOW)
    tunis, rabat = minute.gold()[0], day.gold()[0]
    assert (tunis.date, tunis.precision, tunis.section) == (date(2025, 4, 6), "minute", "economy")
    assert tunis.at == NOW.replace(second=0)
    assert (rabat.date, rabat.precision, rabat.at) == (date(2025, 4, 5), "day", None)


def test_a_source_may_reach_only_its_own_port_of_the_loopback() -> None:
    source = Newsroom(_paper("nawafidh"), PRESS).source()
    assert source.allow == ("127.0.0.1:8090",)
    assert source.feeds[0].kind == "sitemap"
    assert source.sections["علوم"] == "science"
    assert source.rights == "excerpt"
