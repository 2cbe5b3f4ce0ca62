"""The other keyboard layout."""

from __future__ import annotations

import pytest
from services.search.keyboard import other_layout


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
