"""One document, one URL, one id."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.contracts.identity import article_id, canonical_url, fetchable_url, headline_id, image_id

PLAIN = "https://alalam.ma/أخبار/قانون-المالية"


@pytest.mark.parametrize(
    "spelling",
    [
        PLAIN,
        "https://ALALAM.ma/أخبار/قانون-المالية/",
        "HTTPS://alalam.ma:443/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/%D9%82%D8%A7%D9%86%D9%88%D9%86-%D8%A7%D9%84%D9%85%D8%A7%D9%84%D9%8A%D8%A9",
        PLAIN + "?utm_source=facebook&fbclid=IwAR0#comments",
        PLAIN + "/amp/",
        f"  {PLAIN}\n",
    ],
)
def test_spellings_of_one_url_are_one_document(spelling: str) -> None:
    assert canonical_url(spelling) == PLAIN


def test_what_distinguishes_documents_stays() -> None:
    assert canonical_url("http://a.ma/?p=2&id=1") == "http://a.ma/?id=1&p=2"
    assert canonical_url("http://a.ma/?p=2") != canonical_url("http://a.ma/?p=3")
    assert canonical_url("http://a.ma:8080/x") == "http://a.ma:8080/x"
    assert canonical_url("http://a.ma/100%25") == "http://a.ma/100%25"


@pytest.mark.parametrize("wrong", ["", "/أخبار", "ftp://a.ma/x", "javascript:alert(1)", "https:///x"])
def test_what_is_no_web_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="not an absolute http"):
        canonical_url(wrong)


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_canonical_url_is_its_own_canonical_url(path: str) -> None:
    once = canonical_url("https://alalam.ma/" + path.replace("?", "").replace("#", ""))
    assert canonical_url(once) == once


def test_the_fetchable_form_is_ascii_and_the_same_document() -> None:
    fetchable = fetchable_url(PLAIN)
    assert fetchable.isascii()
    assert canonical_url(fetchable) == PLAIN


def test_ids_are_short_and_differ_by_source_and_kind() -> None:
    ids = {
        article_id("alalam", PLAIN),
        article_id("hespress", PLAIN),
        image_id("alalam", PLAIN),
        headline_id("alalam", PLAIN),
    }
    assert len(ids) == 4
    assert all(len(one) == 18 for one in ids)
    assert article_id("alalam", PLAIN) == article_id("alalam", canonical_url(PLAIN + "#x"))
