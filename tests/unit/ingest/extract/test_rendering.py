# ruff: noqa: E501 # markup stands on one line, as newspapers send it
"""What a browser makes of markup before readers see it: late pictures, emoji, quotation marks."""

from __future__ import annotations

import pytest
from tests.unit.ingest.extract.reading import (
    FIRST,
    PARAGRAPHS,
    added,
    article_of,
    lines_of,
    page_around,
    pictures,
)

DOT = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.mark.parametrize(
    ("markup", "files"),
    [
        (f'<img src="{DOT}"><noscript><img src="/up/palm.jpg"></noscript>', ["palm.jpg"]),
        (
            f'<noscript><img src="/up/palm.jpg"></noscript><img src="{DOT}" width="1" height="1">',
            ["palm.jpg"],
        ),
        ('<p><noscript><img src="/up/palm.jpg" width="800"></noscript></p>', ["palm.jpg"]),
        ('<img data-src="/up/palm.jpg"><noscript><img src="/up/palm.jpg"></noscript>', ["palm.jpg"]),
        ('<img src="/up/a.jpg"><noscript><img src="/up/b.jpg"></noscript>', ["a.jpg"]),
        (
            '<noscript><img src="https://www.facebook.com/tr?id=1&ev=PageView" width="1" height="1"></noscript>',
            [],
        ),
        ("<noscript>يرجى تفعيل جافاسكريبت في متصفحك لقراءة الصفحة</noscript>", []),
        (f'<img src="{DOT}" data-lazy-srcset="/up/s.jpg 300w, /up/l.jpg 1200w">', ["l.jpg"]),
        (f'<img src="{DOT}" data-srcset="/up/s.jpg 1x,/up/l.jpg 2x">', ["l.jpg"]),
        ('<img src="/theme/lazy.gif" data-original="/up/palm.jpg">', ["palm.jpg"]),
        ('<img src="/theme/grey.png" data-cfsrc="/up/palm.jpg">', ["palm.jpg"]),
        ('<img src="/theme/placeholder.svg" nitro-lazy-src="/up/palm.webp">', ["palm.webp"]),
        (f'<img src="{DOT}" data-image="/up/palm.jpg?w=900">', ["palm.jpg?w=900"]),
        ('<img src="/up/palm.jpg" data-src="/up/palm-{width}.jpg">', ["palm.jpg"]),
        ('<img src="/up/palm.jpg" width="50%">', ["palm.jpg"]),
        (f'<img src="{DOT}" srcset="{DOT} 1w, /up/palm.jpg 900w">', ["palm.jpg"]),
        ('<amp-img src="/up/palm.jpg" width="800" height="500"></amp-img>', ["palm.jpg"]),
        ('<amp-img src="/up/palm.jpg" width="8" height="5" layout="responsive"></amp-img>', ["palm.jpg"]),
        (
            '<amp-img src="/up/palm.jpg" width="800"><noscript><img src="/up/palm.jpg"></noscript></amp-img>',
            ["palm.jpg"],
        ),
        (
            f'<picture><source data-srcset="/up/m.webp 800w, /up/l.webp 1600w"><img src="{DOT}"></picture>',
            ["l.webp"],
        ),
        ('<picture><source srcset="/up/a.webp"><img src="/up/a.jpg"></picture>', ["a.jpg"]),
        (
            '<picture><source media="(max-width: 600px)" srcset="/up/tall.jpg 2000w">'
            '<source media="(min-width: 601px)" srcset="/up/wide.jpg 1200w"><img src="/up/s.jpg"></picture>',
            ["wide.jpg"],
        ),
        (
            f'<picture><source media="(max-width: 600px)" srcset="/up/tall.jpg"><img src="{DOT}"></picture>',
            ["tall.jpg"],
        ),
        ("<figure><div style=\"background-image:url('/up/palm.jpg')\"></div></figure>", ["palm.jpg"]),
        ('<figure><div class="lazy" data-bg="/up/palm.jpg"></div></figure>', ["palm.jpg"]),
        ("<div style=\"background-image:url('/theme/paper.jpg')\"><p>إعلان</p></div>", []),
    ],
)
def test_a_picture_is_found_however_it_loads(markup: str, files: list[str]) -> None:
    assert pictures(markup) == files


def test_a_late_picture_keeps_its_caption() -> None:
    markup = (
        f'<figure><img class="lazyload" src="{DOT}"><noscript><img src="/up/palm.jpg" alt="نخلة"></noscript>'
        "<figcaption>نخيل الواحة هذا الأسبوع</figcaption></figure>"
    )
    (image,) = article_of(page_around(markup)).images
    assert (image.alt, image.caption) == ("نخلة", "نخيل الواحة هذا الأسبوع")


@pytest.mark.parametrize(
    ("emoji", "text"),
    [
        ('<img class="emoji" alt="🔴" src="https://s.w.org/images/core/emoji/15.0.3/72x72/1f534.png">', "🔴"),
        (
            '<img alt="🌴" src="https://static.xx.fbcdn.net/images/emoji.php/v9/t1/1f334.png" height="16" width="16">',
            "🌴",
        ),
        ('<img alt="⚠️" src="/up/warn.png" width="20" height="20">', "⚠️"),
        ('<img class="wp-smiley" alt=":)" src="/wp-includes/images/smilies/simple-smile.png">', ":)"),
        ('<img class="twemoji" alt="🌴" data-src="https://cdn.example/twemoji/1f334.svg">', "🌴"),
    ],
)
def test_the_picture_of_an_emoji_is_text(emoji: str, text: str) -> None:
    article = article_of(page_around(f"<p>تحذير {emoji} من رياح قوية في الواحة غدا.</p>"))
    assert f"تحذير {text} من رياح قوية في الواحة غدا." in lines_of(article)
    assert article.images == ()


def test_an_emoji_of_a_shortcode_is_nothing() -> None:
    assert added('<p>تحذير <img class="emoji" alt=":red_circle:" src="/e.png"> من رياح.</p>') == [
        "تحذير من رياح."
    ]


def test_a_photo_is_no_emoji_whatever_its_text() -> None:
    assert pictures('<img src="/up/palm.jpg" alt="🌴" width="800" height="500">') == ["palm.jpg"]


@pytest.mark.parametrize(
    ("markup", "line"),
    [
        ("<p>وقال: <q>لن نترك الواحة</q> ثم مضى.</p>", "وقال: «لن نترك الواحة» ثم مضى."),
        ("<p>وقال: <q>سمعت جدي يقول <q>النخلة أم</q></q>.</p>", "وقال: «سمعت جدي يقول “النخلة أم”»."),
        ("<p>وقال: <q>«لن نترك الواحة»</q> ثم مضى.</p>", "وقال: «لن نترك الواحة» ثم مضى."),
        ("<p>وقال: <q>لن نترك <b>الواحة</b></q>.</p>", "وقال: «لن نترك الواحة»."),
        ("<p>وقال: <q> </q>لا شيء غير ذلك.</p>", "وقال: لا شيء غير ذلك."),
    ],
)
def test_q_has_its_marks(markup: str, line: str) -> None:
    assert added(markup) == [line]


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        (
            "<p>قياس ثاني أكسيد الكربون CO<sub>2</sub> في ال<em>واحة</em>.</p>",
            ["قياس ثاني أكسيد الكربون CO2 في الواحة."],
        ),
        ("<p>كلمة طوي<wbr>لة جدا مقسو\u00adمة.</p>", ["كلمة طويلة جدا مقسومة."]),
        ("<p>\u202bنص\u202c فيه \u200fعلامات\u200e.</p>", ["نص فيه علامات."]),
        ("<p>فقرة أولى.<br><br>فقرة ثانية.</p>", ["فقرة أولى.", "فقرة ثانية."]),
        (
            "<div>سطر في صندوق.<p>فقرة بعده.</p>وسطر وراءها.</div>",
            ["سطر في صندوق.", "فقرة بعده.", "وسطر وراءها."],
        ),
        ("<p>ارتفع السعر <del>ثلاثين</del> <ins>أربعين</ins> درهما.</p>", ["ارتفع السعر أربعين درهما."]),
        ("<dl><dt>النخلة</dt><dd>شجرة مثمرة في الواحات.</dd></dl>", ["النخلة", "شجرة مثمرة في الواحات."]),
        ("<p>ورد في الوثيقة.<a href='#n1'>↩</a></p>", ["ورد في الوثيقة."]),
        (
            "<table><tr><td>السنة</td><td>النخيل</td></tr><tr><td>٢٠٢٤</td><td>أربعة آلاف</td></tr></table>",
            ["السنة | النخيل", "٢٠٢٤ | أربعة آلاف"],
        ),
        (
            "<blockquote><p>قول أول.</p><blockquote><p>قول داخله.</p></blockquote></blockquote>",
            ["قول أول.\nقول داخله."],
        ),
    ],
)
def test_blocks_part_words_and_inline_markup_does_not(markup: str, lines: list[str]) -> None:
    assert added(markup) == lines


def test_the_text_around_stays() -> None:
    assert lines_of(article_of(page_around("")))[0] == FIRST
    assert lines_of(article_of(page_around(""))) == PARAGRAPHS
