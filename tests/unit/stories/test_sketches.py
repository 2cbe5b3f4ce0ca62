"""Sketches against the sets of shingles that they stand for."""

from __future__ import annotations

import random

import pytest
from services.stories.sketches import SIZE, likeness, sketch

WORDS = [
    "أمطار",
    "فيضان",
    "أكادير",
    "وقاية",
    "سكان",
    "حي",
    "طريق",
    "سيارة",
    "بلدية",
    "وزارة",
    "خيام",
    "مدرسة",
]


def text(seed: int, length: int) -> list[str]:
    chosen = random.Random(seed)
    return [f"{chosen.choice(WORDS)}{chosen.randrange(40)}" for _ in range(length)]


def shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[place : place + 4]) for place in range(len(words) - 3)}


@pytest.mark.parametrize(("shared", "own"), [(900, 0), (800, 100), (600, 300), (300, 600)])
def test_resemblance_and_containment_are_near_those_of_all_shingles(shared: int, own: int) -> None:
    common = text(1, shared)
    one, other = common + text(2, own), common + text(3, own * 2)
    a, b = shingles(one), shingles(other)
    found = likeness(*sketch(" ".join(one)), *sketch(" ".join(other)))
    assert found.resemblance == pytest.approx(len(a & b) / len(a | b), abs=0.13)
    assert found.contained == pytest.approx(len(a & b) / min(len(a), len(b)), abs=0.13)


def test_a_text_that_was_cut_to_a_third_is_contained() -> None:
    whole = text(4, 900)
    found = likeness(*sketch(" ".join(whole[:300])), *sketch(" ".join(whole)))
    assert found.resemblance < 0.5
    assert found.contained > 0.9


def test_short_texts_are_compared_exactly() -> None:
    one, other = text(5, 60), text(5, 60)[:50] + text(6, 10)
    a, b = shingles(one), shingles(other)
    assert max(len(a), len(b)) < SIZE
    assert likeness(*sketch(" ".join(one)), *sketch(" ".join(other))).resemblance == pytest.approx(
        len(a & b) / len(a | b)
    )


@pytest.mark.parametrize("nothing", ["", "كلمة", "ثلاث كلمات فقط"])
def test_what_has_no_shingle_is_like_nothing(nothing: str) -> None:
    assert likeness(*sketch(nothing), *sketch(nothing)).resemblance == 0.0


def test_spelling_and_tashkeel_do_not_matter() -> None:
    plain = "أعلنت الوقاية المدنية بأكادير إجلاء سكان حي كامل بعد أمطار غزيرة ليلة أمس"
    marked = "اعلنت الوقايَة المدنيّة باكادير إجلاء سكّان حي كامل بعد امطار غزيرة ليلة امس"
    assert likeness(*sketch(plain), *sketch(marked)).resemblance == 1.0
