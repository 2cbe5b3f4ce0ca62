"""Written together or apart."""

from __future__ import annotations

import pytest
from services.arabic.compounds import written_otherwise


@pytest.mark.parametrize(
    ("asked", "other"),
    [
        ("عبدالله", "عبد الله"),
        ("عبد الله", "عبدالله"),
        ("بنكيران", "ابن كيران"),
        ("ابن كيران", "بنكيران"),
        ("بن كيران", "ابن كيران"),
        ("أبوظبي", "ابو ظبي"),
        ("أبو ظبي", "ابوظبي"),
        ("واتساب", "واتس اب"),
        ("واتس اب", "واتساب"),
        ("12 500", "12500"),
    ],
)
def test_the_other_way_is_asked_for_too(asked: str, other: str) -> None:
    assert other in written_otherwise(asked)


@pytest.mark.parametrize(
    "plain", ["مدرسة", "الماتش", "بناء", "بنوك", "أبواب", "بنك", "بنات", "ميناء آسفي", "عام 2025", "ابن"]
)
def test_what_is_written_one_way_stays(plain: str) -> None:
    assert written_otherwise(plain) == ()
