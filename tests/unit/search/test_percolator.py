"""Which saved searches memory leaves to the index: none that finds is missing, and few of the others."""

from __future__ import annotations

from typing import Any

import pytest
from services.search.percolator import ALWAYS, Percolator, anchor, condition_of
from services.search.results import Filters, SearchRequest
from services.search.standing import clause_of
from services.search.stems import stem, within_one_edit
from services.search.synonyms import Synonyms

SPELLINGS = Synonyms().spellings


def percolator(**searches: str | SearchRequest) -> Percolator:
    requests = {
        name: SearchRequest(text=one) if isinstance(one, str) else one for name, one in searches.items()
    }
    return Percolator({name: clause_of(request, SPELLINGS) for name, request in requests.items()})


def document(title: str, body: str = "", **more: Any) -> dict[str, Any]:
    return {"id": "a_1", "title": title, "body": body, "source": {"id": "alalam"}, "lang": "ar", **more}


def test_words_phrases_and_filters_choose() -> None:
    found = percolator(
        port="ميناء آسفي",
        both="ميناء طنجة",
        either="طنجة OR آسفي",
        phrase='"ميناء آسفي"',
        other_phrase='"ميناء طنجة"',
        slip="نتنيياهو",
        ours=SearchRequest(text="آسفي", filters=Filters(source=("alalam",))),
        theirs=SearchRequest(text="آسفي", filters=Filters(source=("hespress",))),
        all_of_ours=SearchRequest(filters=Filters(source=("alalam",), lang=("ar", "fr"))),
    ).candidates(document("وصلت باخرة إلى الميناء", "إلى ميناء آسفي."))
    assert found == ["all_of_ours", "either", "ours", "phrase", "port"]


def test_what_memory_cannot_tell_counts_as_fulfilled() -> None:
    saved = percolator(
        without="آسفي -ميناء", dated="آسفي after:2025-04-05", only="-فوسفاط", newspaper="source:العلم"
    )
    assert saved.candidates(document("ميناء آسفي")) == ["dated", "newspaper", "only", "without"]
    assert saved.candidates(document("خبر آخر")) == ["newspaper", "only"]


def test_three_of_four_words_will_do() -> None:
    saved = percolator(four="فيضانات قنطرة سيارات مستشفى")
    assert saved.candidates(document("فيضانات تجرف سيارات", "وقنطرة قديمة")) == ["four"]
    assert saved.candidates(document("فيضانات تجرف سيارات")) == []


def test_an_anchor_is_few_and_rare_facts() -> None:
    clause = clause_of(SearchRequest(text="الميناء", filters=Filters(source=("alalam",))), SPELLINGS)
    facts = anchor(condition_of(clause))
    assert facts is not None
    assert all(fact.startswith("=") for fact in facts), (
        "of a newspaper is every tenth article, and few hold the word"
    )
    assert anchor(ALWAYS) is None


@pytest.mark.parametrize("kind", [{"match_all": {}}, {"exists": {"field": "lang"}}, {"ids": {"values": []}}])
def test_a_clause_of_a_kind_that_memory_does_not_know_is_left_to_the_index(kind: dict[str, Any]) -> None:
    assert condition_of(kind) == ALWAYS


@pytest.mark.parametrize(
    ("token", "expected"),
    [("والميناء", "ميناء"), ("بالمدارس", "مدارس"), ("لليونان", "يون"), ("وزارات", "زار"), ("وقت", "وقت"),
     ("ها", "ها"), ("مهندسوها", "مهندسو"), ("paris", "paris")],
)  # fmt: skip
def test_a_stem_is_what_lucene_makes(token: str, expected: str) -> None:
    assert stem(token) == expected


def test_one_edit_is_a_letter_more_less_other_or_two_that_changed_places() -> None:
    near = ["بولسونارو", "بولسنارو", "بولسوناروا", "بولسونارك", "بولسنوارو"]
    assert all(within_one_edit("بولسونارو", other) and within_one_edit(other, "بولسونارو") for other in near)
    assert not within_one_edit("بولسونارو", "بولسنار")
    assert not within_one_edit("ابجد", "باجدا")
