from __future__ import annotations

from collections import Counter
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from services.contracts.sections import SECTIONS
from services.contracts.source import Feed
from services.ingest.errors import BadRegistry
from services.ingest.sources import default_registry, dump, load, read

REGISTRY = """
defaults:
  rights: excerpt
newspapers:
  - id: hespress
    name: هسبريس
    country: ma
    feeds:
      - https://www.hespress.com/feed/
      - {url: https://www.hespress.com/politique/feed, section: politics}
  - id: echorouk
    name: الشروق
    country: dz
    rights: link_only
    edition: {digits: arabic}
    sections: {الرئيسية: politics}
    feeds: [{url: https://www.echoroukonline.com/, kind: listing, pattern: "/*-*"}]
"""


def test_a_registry_says_little_and_means_much() -> None:
    hespress, echorouk = read(REGISTRY)
    assert hespress.feeds[0] == Feed(url="https://www.hespress.com/feed/")
    assert hespress.feeds[1].section == "politics"
    assert hespress.edition.tz == "Africa/Casablanca"
    assert hespress.rights == "excerpt"
    assert (echorouk.edition.tz, echorouk.edition.months, echorouk.edition.digits) == (
        "Africa/Algiers",
        "tunisia",
        "arabic",
    )
    assert echorouk.rights == "link_only"
    assert echorouk.feeds[0].pattern == "/*-*"


def test_what_is_written_reads_back_the_same() -> None:
    sources = read(REGISTRY)
    assert read(dump(sources)) == sources


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"r.yaml:1: a registry has `newspapers:`"),
        ("newspapers: {a: 1}", r"r.yaml:1: a registry has"),
        ("newspapers:\n  - [", r"r.yaml:2: not YAML"),
        ("newspapers: []\npapers: []", "unknown at the top: papers"),
        ("newspapers:\n  - هسبريس", r"r.yaml:2: a newspaper has fields"),
        ("newspapers:\n  - id: a\n    name: ا\n  - id: b\n", r"r.yaml:4: b: name: Field required"),
        ("newspapers:\n  - {id: A b, name: ا}", r"r.yaml:2: A b: id: String should match"),
        ("newspapers:\n  - {id: a, name: ا, feed: x}", r"r.yaml:2: a: feed: Extra inputs"),
        ("newspapers:\n  - {id: a, name: ا}\n  - {id: a, name: ب}", r"r.yaml:3: a: this id is already taken"),
        ("newspapers:\n  - {id: a, name: ا, feeds: ['ftp://x']}", r"r.yaml:2: a: .*only absolute http"),
        ("newspapers:\n  - {id: a, name: ا, feeds: ['http://127.0.0.1:80/']}", r"not a public address"),
        ("newspapers:\n  - {id: a, name: ا, feeds: ['http://u:p@x.ma/']}", r"carries credentials"),
        ("newspapers:\n  - {id: a, name: ا, edition: {months: julian}}", r"r.yaml:2: a: months"),
        ("a: !!python/object:os.system x", "not YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(text: str, message: str) -> None:
    with pytest.raises(BadRegistry, match=message):
        read(text, "r.yaml")


@pytest.mark.parametrize("host", ["localhost", "kafka", "nas.local"])
def test_a_name_that_leads_to_no_public_address_is_refused_as_the_fetch_would(host: str) -> None:
    with pytest.raises(BadRegistry, match="no public name"):
        read(f"newspapers:\n  - {{id: a, name: ا, feeds: ['http://{host}/feed']}}")


def test_a_loopback_newspaper_is_registered_by_its_allow_list(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        "newspapers:\n  - {id: a, name: ا, allow: ['127.0.0.1:8099'], feeds: ['http://127.0.0.1:8099/feed']}",
        encoding="utf-8",
    )
    assert load(path)[0].allow == ("127.0.0.1:8099",)


def test_the_newspapers_that_come_with_the_platform() -> None:
    sources = load(default_registry())
    countries = Counter(source.country for source in sources)
    assert len(sources) >= 120
    assert countries["ma"] >= 60
    assert {
        "dz",
        "tn",
        "ly",
        "mr",
        "eg",
        "jo",
        "lb",
        "sy",
        "ps",
        "iq",
        "sa",
        "ae",
        "kw",
        "qa",
    } <= countries.keys()
    feeds = [feed.url for source in sources for feed in source.feeds]
    assert len(feeds) == len(set(feeds)), "no feed is read twice"
    assert all(source.feeds and source.name and source.name_latin and source.home_url for source in sources)
    assert all(feed.section in {None, *SECTIONS} for source in sources for feed in source.feeds)
    assert all(source.rights == "excerpt" and not source.allow for source in sources)
    for source in sources:
        ZoneInfo(source.edition.tz)
