from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.ingest.robots import parse

HOST = "https://example.ma"


def allowed(text: str, path: str) -> bool:
    return parse(text, "nashra").allows(HOST + path)


@pytest.mark.parametrize(
    ("rules", "path", "answer"),
    [
        ("Disallow: /private", "/private/x", False),
        ("Disallow: /private", "/public", True),
        ("Disallow:", "/anything", True),
        ("Disallow: /", "/anything", False),
        ("Disallow: /\nAllow: /feed", "/feed/", True),
        ("Allow: /a\nDisallow: /a", "/a", True),
        ("Disallow: /*.pdf$", "/file.pdf", False),
        ("Disallow: /*.pdf$", "/file.pdf?x=1", True),
        ("Disallow: /*?s=", "/?s=مغرب", False),
        ("Disallow: /a*b*c", "/a-1-b-2-c-3", False),
        ("Disallow: /a*b*c", "/a-1-c-2-b", True),
        ("Disallow: /x$", "/x", False),
        ("Disallow: /x$", "/x/y", True),
        ("Disallow: /*a$", "/banana", False),
        ("Disallow: /سياسة/", "/%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/خبر", False),
        ("Disallow: /%D8%B3%D9%8A%D8%A7%D8%B3%D8%A9/", "/سياسة/خبر", False),
        ("disallow : /private # why", "/private", False),
        ("Disallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php", "/wp-admin/admin-ajax.php", True),
    ],
)
def test_the_longest_rule_decides(rules: str, path: str, answer: bool) -> None:
    assert allowed(f"User-agent: *\n{rules}", path) is answer


def test_our_own_group_replaces_the_one_for_all() -> None:
    text = "User-agent: *\nDisallow: /\n\nUser-agent: Nashra/2.0\nDisallow: /archive\nCrawl-delay: 7"
    rules = parse(text, "nashra")
    assert rules.allows(f"{HOST}/news")
    assert not rules.allows(f"{HOST}/archive/1")
    assert rules.crawl_delay == 7.0


def test_several_names_share_a_group_and_groups_of_one_name_add_up() -> None:
    text = (
        "User-agent: a\nUser-agent: nashra\nDisallow: /1\n"
        "User-agent: b\nDisallow: /2\nUser-agent: nashra\nDisallow: /3"
    )
    assert not allowed(text, "/1")
    assert allowed(text, "/2")
    assert not allowed(text, "/3")


def test_a_group_without_rules_for_us_allows_all() -> None:
    assert allowed("User-agent: *\nDisallow: /\nUser-agent: nashra\nDisallow:", "/x")


@pytest.mark.parametrize(
    ("line", "delay"), [("2.5", 2.5), ("900", 60.0), ("-1", None), ("soon", None), ("", None)]
)
def test_crawl_delay_is_a_bounded_number(line: str, delay: float | None) -> None:
    assert parse(f"User-agent: *\nCrawl-delay: {line}", "nashra").crawl_delay == delay


def test_sitemaps_belong_to_no_group() -> None:
    text = "Sitemap: https://example.ma/news.xml\nUser-agent: x\nDisallow: /"
    assert parse(text, "nashra").sitemaps == ["https://example.ma/news.xml"]


@pytest.mark.parametrize(
    "text", ["", "\ufeffUser-agent: *", "<html>404</html>", "Disallow: /", "\x00\x01", "a:b:c"]
)
def test_what_is_no_robots_txt_forbids_nothing(text: str) -> None:
    assert allowed(text, "/x")


def test_a_hostile_pattern_costs_no_time() -> None:
    text = "User-agent: *\nDisallow: /" + "*a" * 1500 + "$"
    started = time.process_time()
    assert allowed(text, "/" + "a" * 1400 + "b")
    assert time.process_time() - started < 0.5


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_text_gives_rules_and_any_path_an_answer(text: str, path: str) -> None:
    lines = ["User-agent: nashra", f"Disallow: {text}", f"Crawl-delay: {text}", text, f"Sitemap: {text}"]
    rules = parse("\n".join(lines), "nashra")
    assert rules.allows(f"{HOST}/{path}") in {True, False}
    assert rules.crawl_delay is None or 0 <= rules.crawl_delay <= 60


@pytest.mark.parametrize("delay", ["nan", "-1", "inf", "1e999"])
def test_a_delay_that_is_none_waits_for_nothing_but_the_most(delay: str) -> None:
    assert parse(f"User-agent: *\nCrawl-delay: {delay}", "nashra").crawl_delay in {None, 60.0}
