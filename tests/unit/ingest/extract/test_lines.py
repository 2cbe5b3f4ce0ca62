# ruff: noqa: E501 # markup stands on one line, as newspapers send it
"""Quoted posts are quotes; counters, buttons, players and other stories are no text."""

from __future__ import annotations

import pytest
from services.contracts.article import Quote
from tests.unit.ingest.extract.reading import added, article_of, page_around, pictures


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        (
            '<blockquote class="twitter-tweet"><p lang="ar">فتحنا بئرا جديدة أمام الفلاحين</p>&mdash; المديرية (@mdr) '
            '<a href="https://twitter.com/mdr/status/1">23 أكتوبر 2025</a></blockquote>',
            "فتحنا بئرا جديدة أمام الفلاحين\n— المديرية (@mdr)",
        ),
        (
            '<figure class="wp-block-embed is-provider-twitter"><div><blockquote class="twitter-tweet"><p>بئر جديدة '
            '<a href="https://t.co/x">pic.twitter.com/x</a></p></blockquote></div></figure>',
            "بئر جديدة",
        ),
        (
            '<blockquote class="instagram-media"><div><a href="https://www.instagram.com/p/x/">عرض هذا المنشور على '
            "Instagram</a></div><p>نخيل الواحة عند الغروب</p><p>تمت مشاركة منشور بواسطة الواحة (@waha)</p></blockquote>",
            "نخيل الواحة عند الغروب",
        ),
        (
            '<div class="fb-post" data-href="https://www.facebook.com/w/posts/1"><blockquote class="fb-xfbml-parse-'
            'ignore"><p>نبشركم بعودة الماء إلى الساقية</p>Posted by <a href="https://www.facebook.com/w">الواحة</a> on '
            '<a href="https://www.facebook.com/w/posts/1">Monday, October 20, 2025</a></blockquote></div>',
            "نبشركم بعودة الماء إلى الساقية",
        ),
        (
            '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@waha/video/1"><section><a href="https://'
            'www.tiktok.com/@waha">@waha</a><p>جني التمر في يوم واحد</p><a href="https://www.tiktok.com/music/1">♬ '
            "original sound</a></section></blockquote>",
            "@waha\nجني التمر في يوم واحد",
        ),
        (
            '<blockquote class="telegram-post"><p>الماء يعود إلى الواحة هذا المساء</p></blockquote>',
            "الماء يعود إلى الواحة هذا المساء",
        ),
    ],
)
def test_a_quoted_post_is_a_quote(markup: str, text: str) -> None:
    quotes = [block.text for block in article_of(page_around(markup)).blocks if isinstance(block, Quote)]
    assert quotes == [text]


@pytest.mark.parametrize(
    "markup",
    [
        '<blockquote class="instagram-media"><a href="https://www.instagram.com/p/x/">View this post on Instagram'
        "</a></blockquote>",
        '<div class="fb-post" data-href="https://www.facebook.com/w/posts/1"></div>',
        '<blockquote class="twitter-tweet"><a href="https://twitter.com/mdr/status/1"></a></blockquote>',
    ],
)
def test_the_frame_of_a_post_that_a_script_fills_is_nothing(markup: str) -> None:
    assert added(markup) == []


@pytest.mark.parametrize(
    "line",
    [
        "0",
        "12",
        "1.2K",
        "٣",
        "15 مشاهدة",
        "0 تعليقات",
        "3 shares",
        "00:00 / 03:21",
        "انسخ الرابط",
        "تم نسخ الرابط",
        "Copier le lien",
        "حجم الخط",
        "استمع إلى المقال",
        "شارك المقال",
        "متصفحك الحالي لا يدعم تشغيل الفيديو",
        "Your browser does not support the video tag.",
        "جار التحميل",
        "Developed By Oasis Web",
        "تصميم وتطوير: شركة الواحة",
        "قد يهمك أيضا",
        "الأكثر قراءة",
        "أحدث الأخبار",
        "اشترك في نشرتنا البريدية",
        "أدخل بريدك الإلكتروني",
        "Inscrivez-vous à notre newsletter",
        "Lisez aussi",
        "You may also like",
    ],
)
@pytest.mark.parametrize("markup", ["<p>{}</p>", "<div><span>{}</span></div>", "<ul><li>{}</li></ul>"])
def test_counters_buttons_and_players_are_no_text(markup: str, line: str) -> None:
    assert added(markup.format(line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "2019",
        "شارك في السباق ثلاثون عداء من دول الجوار.",
        "تصميم المشروع وتطويره استغرقا ثلاث سنوات كاملة، حسب المهندسة المشرفة عليه.",
        "صفر أخطاء، هكذا لخص المدرب المباراة.",
        "حجم الخط الساحلي المتضرر من التآكل يفوق مئة كيلومتر.",
        "تشغيل المحطة الجديدة سيبدأ في الربيع.",
        "12 قتيلا في حادث سير.",
    ],
)
def test_what_begins_like_a_button_may_be_text(line: str) -> None:
    assert added(f"<p>{line}</p>") == [line]


CARD = '<div class="card"><a href="/news/{0}"><img src="/up/other{0}.jpg"></a><h3><a href="/news/{0}">خبر آخر رقم {0} من الواحة</a></h3></div>'


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" + "".join(CARD.format(n) for n in range(10)) + "</div>",
        '<h3>مواضيع ذات صلة</h3><ul><li><a href="/news/5"><img src="/up/o.jpg">خبر آخر من الواحة</a></li></ul>',
        '<div class="box"><img src="/up/o.jpg"><a href="/news/5">خبر آخر من الواحة لا صلة له بالنص</a></div>',
        '<ul><li><img src="/up/o.jpg"><a href="/news/5">خبر آخر من الواحة</a></li></ul>',
        '<p><a href="/news/5"><img src="/up/o.jpg"></a></p>',
    ],
)
def test_pictures_of_other_stories_go_with_their_links(markup: str) -> None:
    article = article_of(page_around(markup))
    assert article.images == ()
    assert "خبر آخر" not in article.text


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="/up/palm-large.jpg"><img src="/up/palm.jpg"></a>',
        '<a href="/?attachment_id=7"><img src="/up/palm.jpg"></a>',
        '<a href="#"><img src="/up/palm.jpg"></a>',
        '<figure><a href="/album/9"><img src="/up/palm.jpg"></a><figcaption>نخيل الواحة</figcaption></figure>',
        '<div><img src="/up/palm.jpg"></div>',
    ],
)
def test_a_linked_picture_of_the_article_stays(markup: str) -> None:
    assert pictures(markup) == ["palm.jpg"]
