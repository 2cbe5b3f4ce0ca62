from __future__ import annotations

import time

import pytest
from services.ingest.poll.entry import Entry, distinct, plain, summary_of

BODY = "أعلنت الوزارة عن برنامج جديد."


@pytest.mark.parametrize(
    "tail",
    [
        "The post برنامج جديد appeared first on هسبريس.",
        "L’article برنامج جديد est apparu en premier sur هسبريس.",
        "ظهرت المقالة برنامج جديد أولاً على هسبريس.",
        "ظهر المقال برنامج جديد أولا على هسبريس",
        "المقالة برنامج جديد ظهرت أولاً في العمق المغربي.",
        "المشاركة برنامج جديد ظهرت أولاً على كود.",
        "[…]",
        "[...]",
        "اقرأ المزيد »",
        "متابعة القراءة",
        "Read more",
    ],
)
def test_the_tail_of_the_software_is_no_summary(tail: str) -> None:
    assert summary_of(f"<p>{BODY}</p><p>{tail}</p>") == BODY


@pytest.mark.parametrize(
    "text",
    [
        "ظهرت نتائج الانتخابات أولاً في المدن الكبرى.",
        "نشر الكاتب مقاله الجديد، وظهرت فيه أفكار أولاً على غير العادة.",
        "The post office of الرباط opened.",
    ],
)
def test_a_sentence_that_looks_like_it_stays(text: str) -> None:
    assert summary_of(text) == text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (None, None),
        ("  \u00a0 ", None),
        ("<p></p>", None),
        ("خبر\n  عاجل", "خبر عاجل"),
        ("&lt;b&gt;خبر&lt;/b&gt; &amp;amp; رأي", "خبر & رأي"),
        ("&amp;#8220;خبر&amp;#8221;", "“خبر”"),
        ("5 < 6 و 7 > 3", "5 < 6 و 7 > 3"),
        ("<img src='a' alt='b'>خبر<br/>آخر", "خبر آخر"),
    ],
)
def test_markup_becomes_one_line(markup: str | None, text: str | None) -> None:
    assert plain(markup) == text


def test_hostile_markup_costs_no_time() -> None:
    started = time.process_time()
    for text in ("<" * 200_000, "ظهرت المقالة " * 20_000, "The post " * 20_000, "&amp;" * 50_000):
        summary_of(text)
    assert time.process_time() - started < 1.5


def test_the_first_of_a_link_counts_in_the_order_of_the_feed() -> None:
    entries = [Entry("a", "1"), Entry("b", "2"), Entry("a", "3")]
    assert distinct(entries) == (Entry("a", "1"), Entry("b", "2"))


def test_a_section_feed_names_the_section() -> None:
    entry = Entry("https://a.ma/1", "خبر", section="أخبار")
    assert entry.hints("sports").section == "sports"
    assert entry.hints().section == "أخبار"
