"""What newspapers serve in place of an article is told by its kind; no article is taken for one."""

from __future__ import annotations

import datetime as dt
import gzip
import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.contracts.dead_letter import Reason
from services.contracts.page import FeedHints, Page
from services.contracts.source import SourceRef
from services.ingest.encodings import text_of
from services.ingest.errors import Unextractable
from services.ingest.extract.extraction import extraction
from services.ingest.stand_ins import Cause, Served, cause_of, cause_of_text

TITLE = "وزير التجهيز يفتتح جسرا جديدا"
SUMMARY = "افتتح وزير التجهيز اليوم الأحد جسرا جديدا يربط ضفتي الوادي، بحضور عدد من المنتخبين."
ADDRESS = "https://newspaper.example/news/1"
STAND_INS = [
    line.split("\t") for line in Path("tests/fixtures/stand_ins.tsv").read_text(encoding="utf-8").splitlines()
]
ARTICLES = [
    line.split("\t")
    for line in Path("tests/fixtures/no_stand_ins.tsv").read_text(encoding="utf-8").splitlines()
]
GATE = sorted(Path("tests/fixtures/pages").glob("*.html"))


def written(title: str, text: str, head: str = "") -> str:
    return f"""<!DOCTYPE html><html lang="ar"><head><meta charset="utf-8">{head}
<title>{title} - صحيفة المثال</title></head>
<body><header><nav><a href="/">الرئيسية</a><a href="/news">أخبار</a></nav></header>
<main><h1>{title}</h1><p>{text}</p></main><footer>جميع الحقوق محفوظة</footer></body></html>"""


def page(text: str, hints: FeedHints) -> Page:
    return Page(
        article_id="a_test",
        source=SourceRef(id="almithal", name="المثال"),
        url=ADDRESS,
        hints=hints,
        fetched_at=dt.datetime(2025, 10, 23, 9, 30, tzinfo=dt.UTC),
        body=Page.pack(text.encode()),
    )


@pytest.mark.parametrize(("cause", "title", "text"), STAND_INS)
def test_a_stand_in_is_told_and_gives_what_the_feed_said(cause: str, title: str, text: str) -> None:
    html = written(title, text)
    assert cause_of(Served(html, ADDRESS), TITLE, SUMMARY) == cause
    article = extraction(page(html, FeedHints(title=TITLE, summary=SUMMARY))).article
    assert (article.title, article.excerpt, article.text) == (TITLE, True, SUMMARY)


@pytest.mark.parametrize(("cause", "title", "text"), STAND_INS)
def test_a_stand_in_that_no_feed_promised_is_no_article(cause: str, title: str, text: str) -> None:
    with pytest.raises(Unextractable) as caught:
        extraction(page(written(title, text), FeedHints()))
    assert caught.value.reason == Reason.NO_ARTICLE
    if title != TITLE:
        assert f"of the kind {cause}" in caught.value.message or "no text" in caught.value.message


@pytest.mark.parametrize("path", GATE, ids=lambda path: path.stem)
def test_no_page_of_the_gate_is_taken_for_one(path: Path) -> None:
    served = Served(text_of(path.read_bytes()), ADDRESS)
    assert (cause_of(served), served.next_address) == (None, None)


ARTICLES_ABOUT = {
    "اختراق يعطل موقع الوزارة: الصفحة غير موجودة": """أعلنت الوزارة أن موقعها تعرض لاختراق مساء أمس جعل زواره
    يرون صفحة خطأ، وقال المتحدث باسمها إن فرق الدعم تعمل على إعادته، وإن البيانات في مأمن من أي تسريب.""",
    "أعمال الصيانة تقطع المياه عن أحياء المدينة": """تنقطع المياه عن أحياء المدينة يومين بسبب أعمال صيانة
    الشبكة، وقالت الشركة إنها ستوزع الماء بالصهاريج، ودعت السكان إلى خزن ما يكفيهم قبل مساء الخميس.""",
    "قانون جديد لملفات تعريف الارتباط في المواقع": """صادق مجلس النواب على قانون يلزم المواقع بطلب موافقة
    الزوار، ويفرض غرامات على من يخالفه، ويدخل حيز التنفيذ مع بداية السنة المقبلة بعد نشره في الجريدة.""",
}


@pytest.mark.parametrize(("title", "text"), ARTICLES_ABOUT.items())
def test_news_about_such_pages_is_news(title: str, text: str) -> None:
    html = written(title, text, '<meta property="og:type" content="article">')
    assert extraction(page(html, FeedHints(title=title))).article.title == title
    assert extraction(page(html, FeedHints())).article.title == title


def test_an_article_whose_headline_changed_is_an_article() -> None:
    html = written("افتتاح قنطرة فوق الوادي", f"{SUMMARY} وقال الوزير إن الأشغال دامت سنتين.")
    assert cause_of(Served(html, ADDRESS), "بعد طول انتظار.. الساكنة تتنفس الصعداء", SUMMARY) is None


def test_the_home_page_is_no_article() -> None:
    head = (
        '<link rel="canonical" href="https://newspaper.example/"><meta property="og:type" content="website">'
    )
    html = written("صحيفة المثال", "أخبار اليوم من المدينة ومن العالم كما تنشرها الصحيفة. " * 90, head)
    assert cause_of(Served(html, ADDRESS), TITLE, SUMMARY) == Cause.HOME
    assert cause_of(Served(html, "https://newspaper.example/"), "صحيفة المثال") is None


NEXT = "https://newspaper.example/news/full-1"
STUB = "<title>جار التحويل</title><p>جار تحويلك إلى الصفحة المطلوبة</p>"


@pytest.mark.parametrize(
    "html",
    [
        f'<meta http-equiv="refresh" content="0; url={NEXT}">{STUB}',
        f"<META HTTP-EQUIV=Refresh CONTENT='3;URL=\"/news/full-1\"'>{STUB}",
        f"<meta content=\"0;URL='/news/full-1'\" http-equiv=refresh>{STUB}",
        f'<link rel="canonical" href="{NEXT}">{STUB}',
        f'<script>window.location.replace("{NEXT}");</script>',
        "<script>location.href = '/news/full-1'</script><p>…</p>",
    ],
)
def test_a_page_that_only_leads_on_says_where(html: str) -> None:
    assert Served(html, ADDRESS).next_address == NEXT


@pytest.mark.parametrize(
    "html",
    [
        f'<meta http-equiv="refresh" content="300">{STUB}',
        f'<meta http-equiv="refresh" content="300;url={NEXT}">{STUB}',
        f'<meta http-equiv="refresh" content="0;url={ADDRESS}">{STUB}',
        f'<meta http-equiv="refresh" content="0;url=javascript:alert(1)">{STUB}',
        f'<meta http-equiv="refresh" content="0;url={NEXT}"><p>{SUMMARY * 8}</p>',
        f'<link rel="canonical" href="{NEXT}"><title>{TITLE}</title><p>خبر قصير</p>',
        f'<script>if (top != self) {{ location.replace("{NEXT}"); }}</script>',
    ],
)
def test_a_page_that_is_read_where_it_is_leads_nowhere(html: str) -> None:
    assert Served(html, ADDRESS).next_address is None


HOSTILE = [
    "<a ",
    "<a>",
    "<!--",
    "<script>",
    "<h1>",
    "<title>",
    "<meta ",
    "<nav><a>",
    "<",
    "{{",
    "<meta a=",
    "x ",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_scan_is_linear(piece: str) -> None:
    started = time.process_time()
    served = Served(piece * (1_000_000 // len(piece)), ADDRESS)
    cause_of(served, TITLE, SUMMARY)
    assert served.next_address is None
    assert time.process_time() - started < 2.0


@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<title>", "404", "<h1>", "<script>", "نص", '<meta content="0;url=', ">"]
        )
    )
)
def test_no_page_breaks_the_scan(pieces: list[str]) -> None:
    served = Served("".join(pieces), ADDRESS)
    assert cause_of(served, TITLE) is None or isinstance(cause_of(served, TITLE), Cause)
    assert served.next_address is None or served.next_address.startswith("http")


def test_real_news_is_never_taken_for_one(shared_data: Path) -> None:
    """Of three days of the press: with other hints than theirs, without hints, and by their text alone."""
    with gzip.open(shared_data / "news" / "saudi_2015-07-21_23.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = [json.loads(line) for line in lines][::4]
    for article in articles:
        title, text = article.get("title") or "", article.get("content") or ""
        served = Served(written(title, text), ADDRESS)
        found = (cause_of(served, TITLE), cause_of(served), cause_of_text(text))
        assert found == (None, None, None), title


@pytest.mark.parametrize(("title", "text"), ARTICLES)
@pytest.mark.parametrize("is_promised", [True, False])
def test_a_short_article_with_the_words_of_a_stand_in_is_an_article(
    title: str, text: str, is_promised: bool
) -> None:
    hints = FeedHints(title=title, summary=text[:60]) if is_promised else FeedHints()
    assert cause_of(Served(written(title, text), ADDRESS), hints.title, hints.summary) is None
    assert extraction(page(written(title, text), hints)).article.title == title


def test_a_few_sentences_without_a_word_of_what_was_promised_are_another_page() -> None:
    other = Served(written("تطبيق الهاتف", "حمل تطبيقنا من متجر الهاتف لتصلك الأخبار."), ADDRESS)
    assert cause_of(other, TITLE, SUMMARY) == Cause.OTHER
    assert cause_of(other, TITLE) is None, "a title alone may be the text of a link"
    edited = Served(written("جسر الوادي يفتح أبوابه", "شهدت ضفتا الوادي حركة كبيرة."), ADDRESS)
    assert cause_of(edited, TITLE, SUMMARY) is None
