"""What is news about a page that was read before."""

from __future__ import annotations

import datetime as dt

from services.contracts.article import Article, Paragraph
from services.contracts.headline import Headline
from services.contracts.source import SourceRef
from services.ingest.extract.revisions import LastRevision, news

SOURCE = SourceRef(id="alalam", name="العلم")


def article(text: str, day: int = 1) -> Article:
    fetched = dt.datetime(2025, 4, day, tzinfo=dt.UTC)
    return Article(
        id="a_1", source=SOURCE, url="", title="عنوان", blocks=(Paragraph(text=text),), fetched_at=fetched
    )


def headline(name: str) -> Headline:
    return Headline(article_id=name, title=name, source=SOURCE, has_article=False)


def test_the_first_time_everything_is_news() -> None:
    events, seen = news(article("نص"), (headline("أ"),), None)
    assert [type(event) for event in events] == [Article, Headline]
    assert (seen.revision, seen.ticker) == (1, ("أ",))


def test_the_same_content_fetched_again_is_no_news() -> None:
    _, seen = news(article("نص"), (), None)
    assert news(article("نص", day=2), (), seen) == ([], seen)


def test_changed_content_is_the_next_revision_also_when_it_changes_back() -> None:
    _, first = news(article("نص"), (), None)
    (second_event,), second = news(article("نص آخر"), (), first)
    (third_event,), third = news(article("نص"), (), second)
    assert isinstance(second_event, Article)
    assert isinstance(third_event, Article)
    assert (second_event.revision, third_event.revision, third.revision) == (2, 3, 3)


def test_of_a_ticker_only_new_entries_are_news() -> None:
    _, seen = news(article("نص"), (headline("أ"), headline("ب")), None)
    events, _ = news(article("نص"), (headline("ج"), headline("أ")), seen)
    assert [event.article_id for event in events if isinstance(event, Headline)] == ["ج"]


def test_what_is_stored_is_restored() -> None:
    seen = LastRevision(3, "abc", ("أ",))
    assert LastRevision.restored(seen.stored()) == seen
    assert LastRevision.restored(None) is None


def test_an_older_page_replayed_after_a_newer_one_brings_nothing_back() -> None:
    _, first = news(article("قبل التصحيح", day=1), (), None)
    _, second = news(article("بعد التصحيح", day=2), (headline("أ"),), first)
    assert news(article("قبل التصحيح", day=1), (headline("قديم"),), second) == ([], second)


def test_the_same_page_read_by_a_better_extractor_is_the_next_revision() -> None:
    _, seen = news(article("نص ناقص"), (), None)
    (event,), _ = news(article("النص كله"), (), seen)
    assert isinstance(event, Article)
    assert event.revision == 2


def test_a_table_of_before_the_time_was_kept_takes_any_page() -> None:
    (event,), seen = news(article("نص"), (), LastRevision.restored({"revision": 4, "content": "abc"}))
    assert isinstance(event, Article)
    assert (event.revision, seen.fetched_at) == (5, event.fetched_at)
