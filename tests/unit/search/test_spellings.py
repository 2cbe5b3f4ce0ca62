"""Other spellings of names."""

from __future__ import annotations

from services.search.spellings import SPELLINGS, Spellings


def test_latin_and_arabic_meet() -> None:
    assert "هسبريس" in SPELLINGS.others("Hespress")
    assert "hespress" in SPELLINGS.others("هسبريس")
    assert set(SPELLINGS.others("أڭادير")) == {"أغادير", "agadir"}


def test_names_of_several_words() -> None:
    assert "كازا" in SPELLINGS.others("الدار البيضاء")
    assert SPELLINGS.longest >= 2


def test_a_name_is_found_without_its_article() -> None:
    assert "rabat" in SPELLINGS.others("رباط")


def test_an_unknown_name_has_no_others() -> None:
    assert Spellings([]).others("مراكش") == ()
    assert Spellings([]).longest == 1
