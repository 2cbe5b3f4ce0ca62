from __future__ import annotations

from services.ingest.poll.entry import Entry
from services.ingest.poll.undated import Child, choose, listing_of

LISTED = tuple(f"https://annahda.ma/s{n}.xml" for n in range(12, 0, -1))
CHILDREN, OTHERS = LISTED[:3], LISTED[3:]
OLDEST = LISTED[-1]


def test_an_index_with_dates_is_read_as_it_says() -> None:
    assert choose(CHILDREN, (), {}).read == CHILDREN
    assert choose(CHILDREN, (), {}).watch is None


def test_each_poll_watches_another_one_from_the_other_end() -> None:
    known: dict[str, Child] = {}
    watched = []
    for poll in range(1, 13):
        choice = choose(CHILDREN, OTHERS, known)
        assert choice.read == CHILDREN[:2]
        for url in (*choice.read, *filter(None, [choice.watch])):
            known[url] = known.get(url, Child("", 0)).after("same", poll)
        watched.append(choice.watch)
    assert watched[:10] == list(reversed(LISTED[2:]))
    assert watched[10:] == watched[:2]


def test_the_one_that_changed_last_is_read_beside_the_first() -> None:
    known = {OLDEST: Child("a", 1).after("b", 5), LISTED[6]: Child("a", 2).after("b", 4)}
    assert choose(CHILDREN, OTHERS, known).read == (LISTED[0], OLDEST)


def test_what_failed_is_known_when_it_is_read_again_and_no_news_by_that() -> None:
    assert Child("", 0).after_failure(3).after("a", 9) == Child("a", 9)
    assert Child("a", 1).after("a", 9).changed == 0
    assert Child("a", 1).after("b", 9).changed == 9


def test_a_listing_is_the_same_whatever_the_order_and_the_titles() -> None:
    one, two = Entry("https://annahda.ma/1"), Entry("https://annahda.ma/2")
    assert listing_of([one, two]) == listing_of([two, Entry(one.link, title="خبر")])
    assert listing_of([one]) != listing_of([one, two])
