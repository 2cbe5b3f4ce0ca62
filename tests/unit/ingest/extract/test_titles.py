# ruff: noqa: E501 # markup stands on one line, as newspapers send it
"""One title out of what heading, metadata and feed say."""

from __future__ import annotations

import pytest
from services.ingest.extract.titles import Candidate, choose
from tests.unit.ingest.extract.reading import FIRST, SECOND, article_of, lines_of

TITLE = "مجلس المدينة يصادق على مخطط النقل"


def heading(text: str) -> Candidate:
    return Candidate("h1", text, heading=True)


def chosen(*candidates: Candidate, names: tuple[str, ...] = ("هسبريس", "Hespress")) -> str | None:
    found = choose(candidates, names)
    return found.text if found else None


@pytest.mark.parametrize(
    "page_title",
    [
        f"{TITLE} - هسبريس",
        f"{TITLE} | Hespress",
        f"{TITLE} – هسبريس - Hespress",
        f"هسبريس | {TITLE}",
        f"{TITLE} :: هسبريس",
        f"{TITLE} » هسبريس",
        f"{TITLE}  |  هِسبريس",
    ],
)
def test_the_name_of_the_newspaper_goes(page_title: str) -> None:
    assert chosen(Candidate("og:title", page_title)) == TITLE


def test_a_heading_that_another_witness_gives_wins_over_the_name_of_the_site() -> None:
    assert chosen(heading("هسبريس"), heading(TITLE), Candidate("og:title", f"{TITLE} - هسبريس")) == TITLE


def test_a_heading_of_the_site_that_nobody_knows_does_not_win() -> None:
    site = heading("الجريدة الأولى في الجهة")
    assert chosen(site, Candidate("og:title", TITLE), Candidate("title", f"{TITLE} - الجريدة")) == TITLE


def test_a_heading_wins_over_metadata_that_cuts_it_short() -> None:
    long = TITLE + " الحضري الممتد على خمس سنوات كاملة"
    assert chosen(heading(long), Candidate("og:title", long[:45] + "…")) == long


def test_what_two_witnesses_share_is_the_title_though_the_site_is_unknown() -> None:
    page = Candidate("title", f"{TITLE} - أخبار - البوابة الكبرى")
    assert chosen(Candidate("og:title", TITLE), page, names=()) == TITLE


def test_a_dash_inside_a_title_stays() -> None:
    title = "الرباط - سلا: حافلات جديدة بين الضفتين"
    assert chosen(heading(title), Candidate("og:title", title)) == title


def test_blanks_and_invisible_characters_are_cleaned() -> None:
    assert chosen(heading(f"  {TITLE[:10]}\u200f{TITLE[10:]}\n ")) == TITLE


def test_nothing_is_no_title() -> None:
    assert chosen(Candidate("title", "هسبريس")) is None
    assert chosen() is None


@pytest.mark.parametrize(
    ("heading", "head", "title"),
    [
        ("<span>الواحة تستعيد</span><span>نخيلها بعد موسمين</span>", "", "الواحة تستعيد نخيلها بعد موسمين"),
        ("<b>ال</b><b>واحة تستعيد نخيلها بعد موسمين</b>", "", "الواحة تستعيد نخيلها بعد موسمين"),
        ("ال<em>واحة</em> تستعيد نخيلها بعد موسمين", "", "الواحة تستعيد نخيلها بعد موسمين"),
        ("الواحة تستعيد<br>نخيلها بعد موسمين", "", "الواحة تستعيد نخيلها بعد موسمين"),
        (
            "<span>الواحة تستعيد</span><span>نخيلها بعد موسمين</span>",
            '<meta property="og:title" content="الواحة تستعيد نخيلها بعد موسمين">',
            "الواحة تستعيد نخيلها بعد موسمين",
        ),
    ],
)
@pytest.mark.parametrize("stated", ["<title>الواحة تستعيد نخيلها بعد موسمين - جريدة الواحة</title>", ""])
def test_inline_markup_in_a_heading(heading: str, head: str, title: str, stated: str) -> None:
    html = f"<html><head>{stated}{head}</head><body><article><h1>{heading}</h1><p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
    article = article_of(html)
    assert article.title == title
    assert lines_of(article) == [FIRST, SECOND]


def test_a_witness_says_where_the_words_of_a_heading_end() -> None:
    html = f"<html><head><title>الواحة تستعيد نخيلها بعد موسمين - الواحة</title></head><body><h1>الواحة تستعيد<span>نخيلها بعد موسمين</span></h1><p>{FIRST}</p></body></html>"
    assert article_of(html).title == "الواحة تستعيد نخيلها بعد موسمين"
