"""The table of what news says often, made from articles."""

from __future__ import annotations

from services.enrich import lexicon
from services.enrich.background import count, table

ARTICLES = [
    f"أعلنت الوزارة اليوم رقم {number}، وقالت الوزارة إن بالمدينة {number} مدرسة" for number in range(40)
]


def test_tells_nouns_from_verbs_by_what_stands_before_them() -> None:
    number, found = count(ARTICLES)
    kinds = {key: line.split()[0] for line in table(number, found) for key in line.split()[2:]}
    assert number == 40
    assert kinds["وزاره"] == "noun"
    assert kinds["مدينه"] == "noun"
    assert kinds["اعلن"] == "other"


def test_an_article_that_is_delivered_twice_counts_once() -> None:
    assert count([ARTICLES[0], ARTICLES[0]])[0] == 1


def test_what_few_articles_say_is_not_in_the_table() -> None:
    assert list(table(*count(ARTICLES[:3]))) == []


def test_the_table_that_ships_is_small_and_has_lemmas_only() -> None:
    lines = lexicon.lines("background")
    keys = [key for line in lines for key in line.split()[2:]]
    assert sum(len(line.encode()) for line in lines) < 200_000
    assert len(keys) == len(set(keys)) > 5000
