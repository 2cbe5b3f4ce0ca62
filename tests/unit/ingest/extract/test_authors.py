"""People stay, everything else in an author line goes."""

from __future__ import annotations

import pytest
from services.ingest.extract.authors import first_named, names


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("محمد الراجي", ("محمد الراجي",)),
        ("بقلم: د. ليلى بنسعيد", ("د. ليلى بنسعيد",)),
        ("كتبت: منى عبد الحميد", ("منى عبد الحميد",)),
        ("لندن: رنيم حنوش", ("رنيم حنوش",)),
        ("هسبريس - محمد الراجي", ("محمد الراجي",)),
        ("محمد الراجي، سعيد بنحمو", ("محمد الراجي", "سعيد بنحمو")),
        ("محمد الراجي / و.م.ع", ("محمد الراجي",)),
        ("مرسلة بواسطة إبراهيم أوعلي", ("إبراهيم أوعلي",)),
        ("هسبريس", ()),
        ("و م ع", ()),
        ("الرباط - وكالات", ()),
        ("لندن: «الشرق الأوسط أونلاين»", ()),
        ("(أبوظبي - البيان)", ()),
        ("المدينة نيوز", ()),
        ("admin", ()),
        ("contact@hespress.com", ()),
        ("", ()),
    ],
)
def test_people_in_an_author_line(line: str, people: tuple[str, ...]) -> None:
    assert names([line], ["هسبريس", "Hespress"]) == people


def test_the_first_witness_who_names_somebody_is_believed() -> None:
    said = [("json-ld", ["هسبريس"]), ("meta author", []), ("byline", ["محمد الراجي"]), ("feed", ["شخص آخر"])]
    assert first_named(said, ["هسبريس"]) == (("محمد الراجي",), "byline")
    assert first_named(said[:2], ["هسبريس"]) == ((), None)
