"""Bytes of a page: the encoding that they are in, and the limits before any parser sees them."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from services.contracts.dead_letter import Reason
from services.ingest.errors import Unextractable
from services.ingest.extract import markup

TEXT = "قال الوزير إن المشروع سينطلق في آذار المقبل، گادير وڤاس"
ARABIC = TEXT.replace("گ", "ك").replace("ڤ", "ف")


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (ARABIC.encode(), None),
        (ARABIC.encode(), "text/html; charset=windows-1256"),
        (b'<meta charset="iso-8859-1">' + ARABIC.encode(), None),
        (ARABIC.encode("utf-8-sig"), "text/html; charset=latin-1"),
        (ARABIC.encode("utf-16"), None),
        (ARABIC.encode("windows-1256"), "text/html; charset=windows-1256"),
        (ARABIC.encode("windows-1256"), None),
        (ARABIC.encode("windows-1256"), "text/html; charset=utf-8"),
        (b'<meta charset="iso-8859-1">' + ARABIC.encode("windows-1256"), "text/html"),
        (ARABIC.encode("iso-8859-6", "ignore"), "text/html; charset=iso-8859-6"),
        (b'<meta charset="no-such-charset">' + ARABIC.encode("windows-1256"), None),
    ],
)
def test_text_comes_out_whatever_is_declared(raw: bytes, content_type: str | None) -> None:
    text = markup.decode(raw, content_type)
    assert "قال الوزير إن المشروع سينطلق في آذار المقبل" in text


def test_damaged_utf8_stays_utf8() -> None:
    raw = ARABIC.encode() + b"\xd9 \xff " + ARABIC.encode()
    assert markup.decode(raw).count("قال الوزير") == 2


def test_an_ordinary_page_passes() -> None:
    page = "<div><p>نص<br>نص<p>نص<li>بند" * 200 + "</div>" * 200
    assert markup.parse(page) is not None


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 300,
        "<span><b>" * 200,
        "<p " + " ".join(f"a{n}=1" for n in range(500)) + ">",
        "<p>نص</p>" * 70_000,
        "<script>var a = '</div>'.repeat(9)</script>" + "<div>" * 300,
        "<p title='<script>'>نص</p>" + "<div>" * 300,
        "<!-->" + "<div>" * 300,
        "<!-- a -- b --!>" + "<div>" * 300,
        "<ScRipt>var a</SCRIPT >" + "<div>" * 300,
        "<title>عنوان</titles></title\n>" + "<div>" * 300,
        "<scripts>" + "<div>" * 300,
        "<p title='>' " + " ".join(f"a{n}" for n in range(500)) + ">",
        "<\x01div>" * 300,
        "<div a=/>" * 300,
        '<! <a b="> ' + "<div>" * 300 + '">',
    ],
)
def test_what_makes_parsers_slow_is_refused(page: str) -> None:
    with pytest.raises(Unextractable) as caught:
        markup.parse(page)
    assert caught.value.reason == Reason.TOO_LARGE


HOSTILE = [
    *["<!--", "<script>", "<", "<a ", "<a href='", "</", "<title>", "&#", '<a b="', "<a b=\"'", "a=", "='\""],
    *["a=\" '", "= ", "<a/", "<xmp ", "--!>", "<!-->", "<a b=\"<script>'"],
    *["<!-- -", "<script></scrip", "<title></title", "<xmp><", "-"],
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_scan_is_linear(piece: str) -> None:
    started = time.process_time()
    with suppress(Unextractable):
        markup.check(piece * (1_000_000 // len(piece)))
    with suppress(Unextractable):
        markup.check("<a " + piece * min(1_000_000 // len(piece), 2 * markup.MAX_NODES - 2) + "x" * 500_000)
    assert time.process_time() - started < 1.0


LONG_VALUES = [
    "<svg><path d='" + "M 10 10 " * 900 + "'/></svg>",
    "<div id='app' data-page='" + '{"a": 1, "b": "<b>"} ' * 300 + "'>نص</div>",
    '<meta name="description" content="' + "كلمة في الوصف " * 450 + '">',
    '<div title="' + "<div>" * 300 + '">نص</div>',
]


@pytest.mark.parametrize("page", LONG_VALUES, ids=["path", "data", "description", "tags in a value"])
def test_what_a_quoted_value_holds_is_no_attribute_and_no_depth(page: str) -> None:
    markup.check(page)


@given(
    st.lists(
        st.sampled_from(["a", "b=1", "c='x y'", 'd=">"', "e = f", "g=", "'", '"', "=", "/", ">", "<", "\n"])
    )
)
def test_no_tag_has_more_attributes_than_are_counted(pieces: list[str]) -> None:
    page = f"<p {' '.join(pieces)}>نص</p>"
    element = html.fromstring(f"<div>{page}</div>").find(".//p")
    names = 0 if element is None else len(element.attrib)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "MAX_ATTRIBUTES", names - 1)
        if names:
            with pytest.raises(Unextractable):
                markup.check(page)


VALUES = st.text(alphabet="اab <>=/'\n", max_size=20).map('="{}"'.format)


@given(
    st.dictionaries(st.text(alphabet="abc-", min_size=1), VALUES | st.just("") | st.just("=x"), min_size=1)
)
def test_the_attributes_of_a_sound_tag_are_counted_as_the_parser_counts(attributes: dict[str, str]) -> None:
    page = f"<p {' '.join(name + value for name, value in attributes.items())}>نص</p>"
    element = html.fromstring(f"<div>{page}</div>").find(".//p")
    assert element is not None
    assert len(element.attrib) == len(attributes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "MAX_ATTRIBUTES", len(attributes))
        markup.check(page)


def test_tags_in_scripts_and_comments_are_no_depth() -> None:
    markup.check("<script>" + "<div>" * 1000 + "</script><!--" + "<div>" * 1000 + "--><p>نص")


@pytest.mark.parametrize("opened", ["<!--", "<SCRIPT>", "<title>عنوان</titles>", "<style></style-sheet>"])
def test_what_a_comment_or_script_without_an_end_holds_is_no_depth(opened: str) -> None:
    markup.check(opened + "<div>" * 1000)


def test_no_document_is_unparsable() -> None:
    with pytest.raises(Unextractable) as caught:
        markup.parse("")
    assert caught.value.reason == Reason.UNPARSABLE


def test_what_no_reader_sees_is_no_text_also_beside_control_characters() -> None:
    root = markup.parse("<p>قبل<script>var a</script>&#1;بعد<style>b</style><noscript><img></noscript></p>")
    markup.drop_scripts(root)
    assert root.text_content().replace("\x01", "") == "قبلبعد"
