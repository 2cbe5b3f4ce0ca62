from __future__ import annotations

from services.contracts.identity import article_id, canonical_url
from services.ingest.poll.entry import Entry
from services.ingest.poll.news import KEPT_BEYOND, Item, findings, items_of, remembered


def item(key: str, digest: str = "1") -> Item:
    return Item(key, digest, Entry(f"https://a.ma/{key}"))


def wanted(items: list[Item], known: dict[str, str], *elsewhere: dict[str, str]) -> list[str]:
    return [one.id for one in findings(items, known, elsewhere).due]


def test_new_and_changed_entries_are_wanted_unchanged_ones_never() -> None:
    assert wanted([item("a"), item("b", "2"), item("c")], {"b": "1", "c": "1"}) == ["a", "b"]


def test_what_a_sister_feed_brought_is_adopted() -> None:
    found = findings([item("a", "x")], {}, [{"a": "1"}])
    assert not found.due
    assert found.adopted == (("a", "x"),)


def test_a_change_is_fetched_once_for_all_feeds() -> None:
    assert wanted([item("a", "2")], {"a": "1"}, {"a": "1"}) == ["a"]
    assert wanted([item("a", "2")], {"a": "1"}, {"a": "2"}) == []


def test_two_spellings_of_one_url_are_one_article() -> None:
    entries = [
        Entry("https://A.ma/سياسة/خبر?utm_source=rss", "الأول"),
        Entry("https://a.ma/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/%D8%AE%D8%A8%D8%B1", "الثاني"),
        Entry("javascript:alert(1)"),
    ]
    (only,) = items_of("annahda", entries)
    assert only.entry.title == "الأول"
    assert only.id == article_id("annahda", canonical_url("https://a.ma/سياسة/خبر"))


def test_memory_is_bounded_and_forgets_the_oldest_that_is_no_longer_listed() -> None:
    known = {f"old{n}": "1" for n in range(KEPT_BEYOND + 10)} | {"listed": "1"}
    kept = remembered(known, ["listed"])
    assert len(kept) == KEPT_BEYOND + 1
    assert "old9" not in kept
    assert {"old10", "listed"} <= kept.keys()
