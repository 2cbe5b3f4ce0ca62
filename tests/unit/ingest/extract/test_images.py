# markup stands on one line, as newspapers send it
"""Which image of a page is worth showing, and under which address."""

from __future__ import annotations

import pytest
from lxml import html
from services.ingest.extract.images import absolute, image, image_url
from tests.unit.ingest.extract.reading import article_of, page_around

BASE = "https://alalam.ma/news/1"


@pytest.mark.parametrize(
    ("tag", "url"),
    [
        ('<img src="/a.jpg">', "https://alalam.ma/a.jpg"),
        ('<img src="data:image/gif;base64,R0" data-src="/lazy.jpg">', "https://alalam.ma/lazy.jpg"),
        ('<img src="/s.jpg" srcset="/s.jpg 300w, /l.jpg 1200w, /m.jpg 600w">', "https://alalam.ma/l.jpg"),
        ('<img src="/s.jpg" srcset="/l.jpg 2x, /s.jpg 1x">', "https://alalam.ma/l.jpg"),
        ('<img src="//cdn.alalam.ma/a.webp" width="600">', "https://cdn.alalam.ma/a.webp"),
        ('<img src="/files/default/match.jpg">', "https://alalam.ma/files/default/match.jpg"),
        ('<img src="/pixel.gif" width="1" height="1">', None),
        ('<img src="/img/fb-icon.png">', None),
        ('<img src="/img/site_logo.png">', None),
        ('<img src="/smile.png" width="16">', None),
        ('<img src="/drawing.svg">', None),
        ('<img src="javascript:alert(1)">', None),
        ('<img src="http://[bad">', None),
        ("<img>", None),
    ],
)
def test_the_address_of_an_image(tag: str, url: str | None) -> None:
    assert image_url(html.fromstring(tag), BASE) == url


def test_only_the_web_is_addressed() -> None:
    assert absolute("ftp://alalam.ma/a.jpg", BASE) is None
    assert absolute("file:///etc/passwd", BASE) is None


def test_the_id_of_an_image_does_not_depend_on_tracking() -> None:
    one = image("alalam", "https://alalam.ma/a.jpg?utm_source=x", None, "تصوير: سعيد")
    other = image("alalam", "https://alalam.ma/a.jpg")
    assert one is not None
    assert other is not None
    assert one.id == other.id
    assert one.credit == "سعيد"


@pytest.mark.parametrize(
    ("figure", "caption", "credit"),
    [
        (
            "<figcaption>نخيل الواحة <span class='credit'>عدسة: كمال بدري</span></figcaption>",
            "نخيل الواحة",
            "كمال بدري",
        ),
        ("<figcaption><p>نخيل الواحة</p><p>بعد المطر</p></figcaption>", "نخيل الواحة بعد المطر", None),
        ("<figcaption>نخيل الواحة<br>بعد المطر</figcaption>", "نخيل الواحة بعد المطر", None),
        ("<figcaption><span>ال</span><span>واحة</span></figcaption>", "الواحة", None),
        (
            "<span class='photo-credit'>Getty Images</span><figcaption>نخيل الواحة</figcaption>",
            "نخيل الواحة",
            "Getty Images",
        ),
        (
            "<figcaption>نخيل الواحة<cite class='photographer'>تصوير كمال بدري</cite></figcaption>",
            "نخيل الواحة",
            "كمال بدري",
        ),
        (
            "<figcaption>نخيل الواحة (تصوير: كمال بدري)</figcaption>",
            "نخيل الواحة (تصوير: كمال بدري)",
            "كمال بدري",
        ),
        ("<figcaption>نخيل الواحة © رويترز</figcaption>", "نخيل الواحة © رويترز", "رويترز"),
        ("<figcaption>Crédit photo : AFP</figcaption>", "Crédit photo : AFP", "AFP"),
        (
            "<figcaption>نخيل الواحة<span class='author'>بعدسة: كمال بدري</span></figcaption>",
            "نخيل الواحة",
            "كمال بدري",
        ),
        ("<div class='img-desc'>نخيل الواحة</div>", "نخيل الواحة", None),
        (
            "<div class='legend'>نخيل الواحة</div><div class='legend'>بعد المطر</div>",
            "نخيل الواحة بعد المطر",
            None,
        ),
        ("<figcaption></figcaption>", None, None),
    ],
)
def test_a_caption_of_several_parts(figure: str, caption: str | None, credit: str | None) -> None:
    (found,) = article_of(page_around(f'<figure><img src="/up/palm.jpg">{figure}</figure>')).images
    assert (found.caption, found.credit) == (caption, credit)
