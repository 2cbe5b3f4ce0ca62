"""Write docs/sources.md: what comes out of each kind of source, from a run. `--check` only compares."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.unit.ingest.source_kinds import KINDS, PARTS, Kind  # noqa: E402 # the tests' own samples

TARGET = ROOT / "docs" / "sources.md"
INTRODUCTION = """# Sources

What comes out of each kind, from a run of `docs/source_kinds.py` over the same two articles. ✓: recovered;
–: the kind has no place for it (the article's page says it, and extraction reads it there).
"""
# what feeds in the wild do wrong → what we do → the tests that hold it
DEFECTS = [
    (
        "another encoding than declared",
        "the bytes decide: UTF-8, UTF-16, UTF-32, then windows-1256 where Arabic comes out",
        ["test_the_text_is_read_whatever_is_declared", "test_arabic_comes_out_whatever_is_declared"],
    ),
    (
        "Arabic URLs, percent-encoded or plain",
        "one article, fetched once",
        ["test_two_spellings_of_one_url_are_one_article"],
    ),
    (
        "`guid` that is no link, or the only link",
        "a link only where it says that it is one",
        ["test_rss_2_gives_every_hint_as_plain_text"],
    ),
    (
        "«The post … appeared first on …», «ظهرت المقالة … أولاً على …»",
        "cut from the summary",
        ["test_the_tail_of_the_software_is_no_summary", "test_a_sentence_that_looks_like_it_stays"],
    ),
    (
        "a wrong `<language>`",
        "a hint only: the text decides",
        ["test_arabic_text_is_arabic_though_the_template_says_french"],
    ),
    (
        "oldest first",
        "every entry that is new is fetched, wherever it stands",
        ["test_a_feed_may_list_the_oldest_first"],
    ),
    (
        "undated entries",
        "news by their link; the date is read on the page, or stays unknown",
        ["test_an_undated_feed_is_read"],
    ),
    (
        "one article in several section feeds",
        "one page event; the section of a section feed goes with it",
        [
            "test_the_same_article_in_two_section_feeds_is_fetched_once",
            "test_a_change_is_fetched_once_for_all_feeds",
        ],
    ),
    (
        "entries that change",
        "fetched again: a revision of the same article",
        ["test_a_changed_entry_is_fetched_again_and_a_restart_fetches_nothing"],
    ),
    (
        "broken XML",
        "without its control characters, then by feedparser",
        ["test_a_broken_feed_still_gives_its_entries"],
    ),
    (
        "a feed that moved, fails, or is gone",
        "followed; asked later and later until it is back; asked once a week",
        [
            "test_a_feed_that_moved_for_good_is_read_where_it_is",
            "test_a_failing_feed_backs_off_and_recovers",
            "test_the_newspaper_says_when_to_come_back",
        ],
    ),
    (
        "an article on several pages",
        "all its pages are fetched and joined",
        [
            "test_the_pages_of_an_article_are_one_event",
            "test_all_parts_are_one_article_without_what_each_page_repeats",
        ],
    ),
    (
        "a feed with a hub (WebSub)",
        "subscribed to where `NASHRA_PUBLIC_URL` is set; a signed push makes us read the feed now",
        ["test_a_push_brings_an_article_before_any_poll_would"],
    ),
]


def row(kind: Kind) -> str:
    with tempfile.TemporaryDirectory() as folder:
        articles = kind.read(Path(folder))
    marks = ["✓" if articles[0][part] else "–" for part in PARTS]
    return f"| {kind.name} | {len(articles)} | {' | '.join(marks)} |"


def render() -> str:
    kinds = [
        f"| kind | articles | {' | '.join(PARTS)} |",
        "| --- " * (len(PARTS) + 2) + "|",
        *map(row, KINDS),
    ]
    defects = ["| in the wild | what we do | held by |", "| --- | --- | --- |"]
    defects += [
        f"| {what} | {how} | {', '.join(f'`{test}`' for test in tests)} |" for what, how, tests in DEFECTS
    ]
    return "\n".join([INTRODUCTION, *kinds, "\n## Feeds in the wild\n", *defects]) + "\n"


def main() -> int:
    page = render()
    if "--check" in sys.argv:
        current = TARGET.exists() and TARGET.read_text(encoding="utf-8") == page
        print("docs/sources.md is current" if current else "outdated: run docs/source_kinds.py")
        return 0 if current else 1
    TARGET.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
