from __future__ import annotations

import orjson
from services.ingest.poll.entry import Entry
from services.ingest.poll.news import Item
from services.ingest.poll.schedule import Pace
from services.ingest.poll.state import FeedState, Pending, feed_key

ONE = Pending(Item("a", "1", Entry("https://a.ma/1", "خبر", section="سياسة")), attempts=1, due=50.0)
TWO = Pending(Item("b", "2", Entry("https://a.ma/2")))
FULL = FeedState(
    etag='"1"',
    last_modified="Sat, 05 Apr 2025 10:00:00 GMT",
    body="ff",
    due=100.0,
    pace=Pace(rhythm=600.0, changed_at=7.0, failures=2),
    known={"c": "3", "a": "0"},
    pending=(ONE, TWO),
    polled_at=9.0,
    error="x",
)


def test_a_state_survives_its_way_through_the_table() -> None:
    assert FeedState.from_json(orjson.loads(orjson.dumps(FULL.to_json()))) == FULL
    assert FeedState.from_json({}) == FeedState()


def test_a_state_of_a_newer_version_is_read() -> None:
    assert FeedState.from_json({**FULL.to_json(), "future": 1}) == FULL


def test_a_settled_article_is_known_as_the_newest_and_no_longer_pending() -> None:
    after = FULL.settled(ONE)
    assert list(after.known.items()) == [("c", "3"), ("a", "1")]
    assert after.pending == (TWO,)


def test_a_postponed_article_waits_while_the_others_do_not() -> None:
    after = FULL.postponed(TWO, due=90.0, attempts=3)
    assert [(one.due, one.attempts) for one in after.pending] == [(50.0, 1), (90.0, 3)]
    assert after.next_moment() == 50.0
    assert FeedState(due=100.0).next_moment() == 100.0


def test_only_more_than_the_times_of_polls_is_worth_a_write() -> None:
    later = FeedState.from_json({**FULL.to_json(), "due": 200.0, "polled_at": 150.0})
    assert not later.differs(FULL)
    assert later.settled(ONE).differs(FULL)


def test_a_key_begins_with_its_source() -> None:
    assert feed_key("hespress", "https://www.hespress.com/feed/") == "hespress https://www.hespress.com/feed/"
