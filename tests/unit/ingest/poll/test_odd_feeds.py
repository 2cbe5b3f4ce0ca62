"""What feeds of Arabic newspapers do that no standard has."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from services.contracts.source import Edition
from services.ingest.extract.dates import read_date
from services.ingest.poll.entry import Entry
from services.ingest.poll.feeds import parse

URL = "https://annahda.ma/rss"
NOW = dt.datetime(2025, 10, 23, 9, 30, tzinfo=dt.UTC)
NAMESPACES = (
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
)


def only(item: str) -> Entry:
    """The entry of a feed of one item."""
    (entry,) = parse(f'<rss version="2.0" {NAMESPACES}><channel>{item}</channel></rss>'.encode(), URL).entries
    return entry


def test_an_entry_of_atom_may_have_a_base_of_its_own() -> None:
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://annahda.ma/">
    <entry xml:base="2025/"><title>عودة القطار القديم</title><link href="train.html"/></entry></feed>"""
    assert parse(text.encode(), URL).entries[0].link == "https://annahda.ma/2025/train.html"


def test_a_guid_that_is_no_address_is_no_link() -> None:
    text = "<rss><channel><item><title>حلقة</title><guid>778-abc</guid></item></channel></rss>"
    assert parse(text.encode(), URL).entries == ()


def test_the_title_of_a_picture_is_not_the_title_of_the_entry() -> None:
    entry = only(
        "<item><media:title>في الصورة جسر</media:title><media:description>صورة</media:description>"
        "<title>جسر جديد بتطوان</title><description>افتتح أمس.</description><link>/1</link></item>"
    )
    assert (entry.title, entry.summary) == ("جسر جديد بتطوان", "افتتح أمس.")


@pytest.mark.parametrize(
    "picture",
    [
        "<image><url>https://annahda.ma/1.jpg</url></image>",
        "<image>https://annahda.ma/1.jpg</image>",
        '<itunes:image href="https://annahda.ma/1.jpg"/>',
        '<enclosure url="https://annahda.ma/1.jpg" length="0" type=""/>',
        '<description>&lt;img src="/p.gif" width="1" height="1"/&gt;&lt;img src="/1.jpg"&gt;</description>',
    ],
)
def test_the_picture_of_an_entry_has_many_places(picture: str) -> None:
    entry = only(f"<item><title>خبر</title><link>/1</link>{picture}</item>")
    assert entry.image_url == "https://annahda.ma/1.jpg"


def test_a_sound_file_without_a_type_is_no_picture() -> None:
    entry = only('<item><title>حلقة</title><link>/1</link><enclosure url="/1.mp3" type=""/></item>')
    assert entry.image_url is None


def test_tags_in_capitals() -> None:
    text = "<RSS><CHANNEL><ITEM><TITLE>خبر</TITLE><LINK>https://annahda.ma/1</LINK></ITEM></CHANNEL></RSS>"
    assert [entry.title for entry in parse(text.encode(), URL).entries] == ["خبر"]


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        (5, ()),
        ("منى", ("منى",)),
        ({"name": "منى"}, ("منى",)),
        ([None, 5], ()),
        ([], ()),
        (["منى", "لبنى"], ("منى", "لبنى")),
    ],
)
def test_authors_of_json_in_a_form_of_their_own_cost_no_entry(
    authors: object, names: tuple[str, ...]
) -> None:
    item = {"url": "/1", "title": "خبر", "authors": authors, "banner_image": "/1.jpg"}
    (entry,) = parse(json.dumps({"items": [item]}).encode(), URL).entries
    assert (entry.title, entry.authors, entry.image_url) == ("خبر", names, "https://annahda.ma/1.jpg")


@pytest.mark.parametrize(
    "written",
    [
        "Mon, 20 Oct 2025 20:00:00 GMT+1",
        "Mon, 20 Oct 25 20:00:00 +0100",
        "2025-10-20T19:00:00+00:00Z",
        "الإثنين، 20 أكتوبر 2025 20:00:00 +0100",
        "lun., 20 oct. 2025 20:00:00 +0100",
        "Mon, 20 Oct 2025 14:00:00 CDT",
        "Mon, 20 Oct 2025 21:00:00 CEST",
        "Mon, 20 Oct 2025 19:00:00 UT",
        "10/20/2025 8:00:00 PM",
    ],
)
def test_dates_of_feeds(written: str) -> None:
    moment = dt.datetime(2025, 10, 20, 19, 0, tzinfo=dt.UTC)
    assert read_date(written, Edition(), NOW).at == moment


def test_a_section_that_nobody_closed_costs_no_other_entry() -> None:
    text = """<rss><channel><item><title><![CDATA[خبر أول</title><link>https://annahda.ma/1</link></item>
    <item><title><![CDATA[خبر <ثان>]]></title><link>https://annahda.ma/2</link></item>
    <item><title><![CDATA[خبر ثالث</title><link>https://annahda.ma/3</link></item></channel></rss>"""
    entries = parse(text.encode(), URL).entries
    assert [(entry.title, entry.link[-1]) for entry in entries] == [
        ("خبر أول", "1"),
        ("خبر <ثان>", "2"),
        ("خبر ثالث", "3"),
    ]


def test_an_emoji_in_two_halves_as_java_writes_it() -> None:
    """CESU-8: one such character made the whole feed unreadable."""
    item = "<item><title>عاجل: XX زلزال خفيف</title><link>https://annahda.ma/1</link></item>"
    text = f"<rss><channel>{item}</channel></rss>".encode().replace(b"XX", b"\xed\xa0\xbd\xed\xb4\xb4")
    assert [entry.title for entry in parse(text, URL).entries] == ["عاجل: 🔴 زلزال خفيف"]
