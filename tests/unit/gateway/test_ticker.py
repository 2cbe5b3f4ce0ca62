from __future__ import annotations

import asyncio

from services.contracts.headline import Headline
from services.contracts.image import ImageState
from services.gateway.streams import QUEUE, HeadlineFilter
from services.gateway.ticker import Ticker
from tests.unit.gateway.fakes import ALALAM, IMAGE, NOW, article_id, headline


def filled(count: int, size: int = 100) -> Ticker:
    ticker = Ticker(size)
    for number in range(count):
        ticker.take(headline(number), number)
    return ticker


async def told(ticker: Ticker, after: int | None = None, wanted: HeadlineFilter | None = None) -> str:
    """What a client that resumes after `after` is sent at once."""
    subscription = ticker.subscribe(wanted or HeadlineFilter(), after)
    _, body = await subscription.next(0.01)
    return body.decode()


def test_newest_first_and_one_entry_an_article() -> None:
    ticker = filled(3)
    ticker.take(headline(0, title="ميناء آسفي يستقبل أول باخرة", kind="update", revision=2), 3)
    assert [entry.seq for entry in ticker.latest(10)] == [3, 2, 1]
    assert ticker.latest(1)[0].headline.revision == 2


def test_a_replayed_headline_is_no_news() -> None:
    ticker = filled(2)
    subscription = ticker.subscribe(HeadlineFilter())
    ticker.take(headline(0), 2)
    ticker.take(headline(1), 3)
    assert [entry.seq for entry in ticker.latest(10)] == [1, 0]
    assert not subscription.waiting
    assert ticker.head_seq == 3


def test_an_older_revision_that_comes_late_is_dropped() -> None:
    ticker = Ticker()
    ticker.take(headline(0, kind="update", revision=3, title="العنوان الأخير بعد التصحيح"), 0)
    ticker.take(headline(0, kind="update", revision=2, title="عنوان سابق للمقال نفسه"), 1)
    assert ticker.latest(1)[0].headline.title == "العنوان الأخير بعد التصحيح"


def test_a_retracted_headline_leaves_the_list_but_not_the_record() -> None:
    ticker = filled(2)
    ticker.take(headline(1, kind="retract"), 2)
    assert [entry.seq for entry in ticker.latest(10)] == [0]
    assert [(entry.seq, entry.event) for entry in ticker.since(0, 10, HeadlineFilter())] == [(2, "retract")]


def test_an_aggregator_line_gives_way_to_its_article_however_it_is_spelt() -> None:
    ticker = Ticker()
    ticker.take(headline(0, title="أكادير تستعد لاستقبال الأسطول", has_article=False), 0)
    ticker.take(headline(1, title="اكادير تستعد لاستقبال الأسطول"), 1)
    (entry,) = ticker.latest(10)
    assert (entry.headline.article_id, entry.replaces) == (article_id(1), article_id(0))


def test_an_aggregator_line_after_its_article_is_not_shown() -> None:
    ticker = Ticker()
    ticker.take(headline(1, title="أكادير تستعد لاستقبال الأسطول"), 0)
    ticker.take(headline(0, title="أكَادير تستعد لاستقبال الأسطول", has_article=False), 1)
    assert [entry.seq for entry in ticker.latest(10)] == [0]


def test_memory_is_bounded_by_the_ring() -> None:
    ticker = filled(250, size=100)
    assert len(ticker.latest(1000)) == 100
    assert (ticker.oldest_seq, ticker.head_seq) == (150, 249)
    assert len(ticker._titles) == 100


def test_filters_and_paging() -> None:
    ticker = filled(10)
    page = ticker.latest(2, HeadlineFilter(sources=frozenset({"alalam"})), before=8)
    assert [entry.seq for entry in page] == [6, 4]


async def test_resuming_tells_each_later_event_once_and_in_order() -> None:
    ticker = filled(10)
    body = await told(ticker, after=6)
    assert [line for line in body.splitlines() if line.startswith("id:")] == ["id: 7", "id: 8", "id: 9"]


async def test_without_a_place_only_new_events_come() -> None:
    ticker = filled(3)
    subscription = ticker.subscribe(HeadlineFilter(sources=frozenset({"alalam"})))
    ticker.take(headline(3), 3)
    ticker.take(headline(4), 4)
    _, body = await subscription.next(0.01)
    assert b"id: 4\n" in body
    assert b"id: 3\n" not in body


async def test_a_place_older_than_the_ring_is_a_gap() -> None:
    ticker = filled(250, size=100)
    missed, body = await ticker.subscribe(HeadlineFilter(), after=10).next(0.01)
    assert missed == 10
    assert body.startswith(b"event: headline\nid: 150\n")


async def test_a_place_from_before_the_topic_was_made_anew_is_a_gap() -> None:
    ticker = filled(3)
    missed, _ = await ticker.subscribe(HeadlineFilter(), after=90_000).next(0.01)
    assert missed == -1


async def test_a_client_from_a_replica_that_is_ahead_gets_nothing_twice() -> None:
    ticker = filled(3)
    subscription = ticker.subscribe(HeadlineFilter(), after=5)
    for number in range(3, 8):
        ticker.take(headline(number), number)
    missed, body = await subscription.next(0.01)
    assert missed is None
    assert [line for line in body.decode().splitlines() if line.startswith("id:")] == ["id: 6", "id: 7"]


async def test_offsets_that_go_back_begin_a_new_ticker() -> None:
    ticker = filled(5)
    subscription = ticker.subscribe(HeadlineFilter())
    ticker.take(headline(9), 0)
    assert [entry.seq for entry in ticker.latest(10)] == [0]
    missed, body = await subscription.next(0.01)
    assert missed == -1
    assert b"id: 0\n" in body


async def test_a_slow_client_falls_into_a_gap_and_then_goes_on() -> None:
    ticker = filled(1, size=2000)
    subscription = ticker.subscribe(HeadlineFilter())
    for number in range(1, QUEUE + 11):
        ticker.take(headline(number % 1000), number)
    missed, body = await subscription.next(0.01)
    assert missed == 0
    assert body.startswith(b"event: headline\nid: %d\n" % (QUEUE + 1))
    assert body.endswith(b"\n\n")


async def test_a_hidden_image_is_told_to_those_who_follow_its_article() -> None:
    ticker = filled(2)
    follows = ticker.subscribe(HeadlineFilter(sources=frozenset({ALALAM.id})))
    others = ticker.subscribe(HeadlineFilter(sources=frozenset({"bayane"})))
    state = ImageState(image_id=IMAGE, article_id=article_id(0), state="hidden", revision=1, changed_at=NOW)
    ticker.take_image(state, 0)
    _, body = await follows.next(0.01)
    assert body.startswith(b"event: update\ndata: ")
    assert b'"state":"hidden"' in body
    assert b"id:" not in body.replace(b'"id":', b"")
    assert (await others.next(0.01)) == (None, b"")


def about(number: int, *entities: str, title: str | None = None) -> Headline:
    return headline(number, title=title).model_copy(update={"entities": entities})


def joined(story: str, *numbers: int, merged_into: str | None = None) -> Headline:
    """The story `story` has grown by these articles, the first of which stands for it."""
    return headline(numbers[0], kind="story").model_copy(
        update={
            "story_id": story,
            "articles": tuple(map(article_id, numbers)),
            "article_count": len(numbers),
            "source_count": len(numbers),
            "merged_into": merged_into,
        }
    )


async def test_a_stream_of_an_entity_has_its_headlines_and_their_retractions() -> None:
    ticker = Ticker()
    stream = ticker.subscribe(HeadlineFilter(entities=frozenset({"e_agadir", "e_agadir-2"})))
    ticker.take(about(0, "e_agadir", "e_morocco"), 0)
    ticker.take(about(1, "e_rabat"), 1)
    ticker.take(about(2, "e_agadir-2"), 2)
    ticker.take(headline(0, kind="retract"), 3)
    _, body = await stream.next(0.01)
    assert [line for line in body.decode().splitlines() if line.startswith("id:")] == [
        "id: 0",
        "id: 2",
        "id: 3",
    ]
    agadir = HeadlineFilter(entities=frozenset({"e_agadir-2"}))
    assert [entry.seq for entry in ticker.latest(10, agadir)] == [2]


async def test_a_stream_of_a_story_repeats_the_headlines_that_have_just_joined_it() -> None:
    ticker = filled(3)
    stream = ticker.subscribe(HeadlineFilter(story="s_port"))
    ticker.take(joined("s_port", 0, 2), 3)
    ticker.take(joined("s_other", 1), 4)
    ticker.take(headline(2, kind="update", revision=2, title="ميناء آسفي: آخر المستجدات"), 5)
    _, body = await stream.next(0.01)
    events = [part for part in body.decode().split("\n\n") if part]
    assert [event.splitlines()[0] for event in events] == [
        "event: headline",
        "event: headline",
        "event: story",
        "event: update",
    ]
    assert "id:" not in events[0]
    assert f'"id":"{article_id(0)}"' in events[0]
    assert [entry.seq for entry in ticker.latest(10, HeadlineFilter(story="s_port"))] == [5, 0]


async def test_resuming_a_story_gives_each_of_its_headlines_once() -> None:
    ticker = filled(3)
    ticker.take(joined("s_port", 0, 2), 3)
    body = await told(ticker, after=0, wanted=HeadlineFilter(story="s_port"))
    # 0 came before, and joined after; 2 is among what was missed
    assert [body.count(f'"id":"{article_id(number)}"') for number in range(3)] == [1, 0, 1]
    assert body.index("event: story") > body.index(article_id(2))


async def test_a_story_that_was_merged_is_told_to_who_follows_the_one_it_became_part_of() -> None:
    ticker = filled(2)
    stream = ticker.subscribe(HeadlineFilter(story="s_large"))
    ticker.take(joined("s_small", 1, merged_into="s_large"), 2)
    _, body = await stream.next(0.01)
    assert b'"merged_into":"s_large"' in body


async def test_a_search_is_asked_once_about_each_headline_and_lets_others_run() -> None:
    ticker = filled(1020, size=2000)
    asked: list[str] = []
    turns = 0

    def query(line: Headline) -> bool:
        asked.append(line.article_id)
        return line.title.endswith("— 7")

    async def other() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    running = asyncio.create_task(other())
    await asyncio.sleep(0)
    stream = await ticker.follow(HeadlineFilter(query=query), after=-1)
    running.cancel()
    ticker.take(headline(1020, title="ميناء آسفي — 7"), 1020)
    _, body = await stream.next(0.01)
    assert len(asked) == 1021
    assert turns >= 2
    assert [line for line in body.decode().splitlines() if line.startswith("id:")] == ["id: 7", "id: 1020"]
