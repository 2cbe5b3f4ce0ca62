from __future__ import annotations

import pytest
from services.gateway.pages import plurals
from services.gateway.pages.plurals import Forms

EVERY = {name: forms for name, forms in vars(plurals).items() if isinstance(forms, dict)}


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (0, "لا جرائد"),
        (1, "جريدة واحدة"),
        (2, "جريدتان"),
        (3, "3 جرائد"),
        (10, "10 جرائد"),
        (11, "11 جريدة"),
        (99, "99 جريدة"),
        (100, "100 جريدة"),
        (103, "103 جرائد"),
    ],
)
def test_a_count_takes_the_form_that_grammar_asks_for(count: int, shown: str) -> None:
    assert plurals.counted(count, plurals.NEWSPAPERS) == shown


def test_numbers_are_written_as_in_morocco() -> None:
    assert plurals.number(1_234_567) == "1.234.567"
    assert plurals.counted(1240, plurals.RESULTS) == "1.240 نتيجة"


@pytest.mark.parametrize("name", [name for name in EVERY if name.isupper()])
def test_every_noun_has_all_six_forms_and_says_the_number_where_it_must(name: str) -> None:
    forms: Forms = EVERY[name]
    assert set(forms) == {"zero", "one", "two", "few", "many", "other"}
    assert all("{n}" in forms[form] for form in ("few", "many", "other"))
    assert not any("{n}" in forms[form] for form in ("zero", "one", "two"))
