"""The forms of a word."""

from __future__ import annotations

from services.search.wordforms import is_function_word, written_forms


def test_clitics_come_and_go() -> None:
    assert {"بمراكش", "ومراكش", "لمراكش", "فمراكش", "كمراكش"} <= set(written_forms("مراكش"))
    assert "مراكش" in written_forms("وبمراكش")
    assert "مدرسه" in written_forms("المدرسة")


def test_hamza_moves_between_its_seats() -> None:
    assert "مسوول" in written_forms("مسئول")
    assert "شيون" in written_forms("شؤون")


def test_short_words_keep_their_letters() -> None:
    assert "لد" not in written_forms("بلد")
    assert "و" not in written_forms("و")


def test_words_in_other_scripts_have_no_forms() -> None:
    assert written_forms("safi") == ()
    assert written_forms("2025") == ()


def test_function_words() -> None:
    assert is_function_word("إلى")
    assert is_function_word("الى")
    assert not is_function_word("ميناء")
