"""Corrections from a suggester's answer."""

from __future__ import annotations

from typing import Any

import pytest
from services.search.corrections import keyboard_slip, other_layout, spelling_corrections
from services.search.results import Correction


def answer(*entries: tuple[str, list[tuple[str, float]]], freq: int = 1) -> dict[str, Any]:
    return {
        "suggest": {
            "spelling": [
                {
                    "text": word,
                    "options": [{"text": text, "score": score, "freq": freq} for text, score in options],
                }
                for word, options in entries
            ]
        }
    }


def test_unknown_words_are_replaced_and_known_ones_stay() -> None:
    found = spelling_corrections("مراكس 2025", answer(("مراكس", [("مراكش", 0.8)]), ("2025", [])))
    assert found == (Correction("مراكش 2025", 0.8),)


@pytest.mark.parametrize(
    ("typed", "neighbour", "score"), [("السردين", "البلدين", 0.714), ("الصناعة", "الصناعي", 0.857)]
)
def test_for_a_right_word_that_the_archive_lacks_nothing_is_offered(
    typed: str, neighbour: str, score: float
) -> None:
    assert spelling_corrections(typed, answer((typed, [(neighbour, score)]), freq=900)) == ()


def test_the_next_best_follows() -> None:
    found = spelling_corrections("السردبن", answer(("السردبن", [("السردين", 0.85), ("السردان", 0.8)])))
    assert [correction.q for correction in found] == ["السردين", "السردان"]


def test_of_guesses_as_near_the_frequent_one_comes_first_and_far_ones_are_none() -> None:
    told = answer(("الرياضض", [("الرياضي", 0.857), ("الرياض", 0.833), ("المراض", 0.6)]))
    told["suggest"]["spelling"][0]["options"][1]["freq"] = 40
    found = spelling_corrections("الرياضض", told)
    assert [correction.q for correction in found] == ["الرياض", "الرياضي"]


def test_a_word_of_texts_is_known_whatever_titles_say() -> None:
    told = answer(("ترامواي", [("ترامواية", 0.8)]))
    told["aggregations"] = {"known": {"buckets": {"ترامواي": {"doc_count": 2}}}}
    assert spelling_corrections("ترامواي", told) == ()


def test_a_word_is_replaced_only_as_a_word() -> None:
    found = spelling_corrections("مغضر المغضرب", answer(("مغضر", [("مغفر", 0.75)])))
    assert found[0].q == "مغفر المغضرب"


def test_nothing_to_correct() -> None:
    assert spelling_corrections("ميناء", answer(("ميناء", []))) == ()
    assert spelling_corrections("ميناء", {}) == ()


def test_a_keyboard_slip() -> None:
    assert keyboard_slip("lvh;a") == "مراكش"
    assert keyboard_slip("2025") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hglyvf", "المغرب"),
        ("lvh;a", "مراكش"),
        ("lkhxm hgl]dkm", "مناءة المدينة"),
        ("اثسحقثسس", "hespress"),
        ("لاهىل", "bing"),
        ("hgvfh'", "الرباط"),
        ("hglkjof hg,'kd", "المنتخب الوطني"),
        ("hglyvf 2030", "المغرب 2030"),
        ("بهبش 2030", "fifa 2030"),
    ],
)
def test_the_same_keys_on_the_other_layout(typed: str, meant: str) -> None:
    assert other_layout(typed) == meant


@pytest.mark.parametrize("text", ["", "ab", "2025", "hespress 2025!", "ميناء port"])
def test_what_cannot_be_a_slip(text: str) -> None:
    assert other_layout(text) is None
