"""The markup of the press."""

from __future__ import annotations

from services.contracts.article import Heading, ListBlock, Paragraph, Quote
from services.press.markup import Picture, blocks, plain, strong_parts

TEXT = """بلغت الأمطار **62 ملمترا** في
ست ساعات.

![شارع مغمور](agadir-rain) بعد المطر

## تدخلات

> لا تعبروا الأودية

- طريق أولى
- طريق ثانية
"""


def test_reads_each_kind_of_block() -> None:
    assert blocks(TEXT) == (
        Paragraph(text="بلغت الأمطار **62 ملمترا** في ست ساعات."),
        Picture(name="agadir-rain", alt="شارع مغمور", caption="بعد المطر"),
        Heading(text="تدخلات"),
        Quote(text="لا تعبروا الأودية"),
        ListBlock(items=("طريق أولى", "طريق ثانية")),
    )


def test_strong_text_is_marked_for_pages_and_bare_for_readers() -> None:
    assert strong_parts("قبل **مهم** بعد") == [(False, "قبل "), (True, "مهم"), (False, " بعد")]
    assert plain("قبل **مهم** بعد") == "قبل مهم بعد"
