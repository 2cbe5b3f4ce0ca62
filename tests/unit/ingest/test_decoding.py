from __future__ import annotations

import pytest
from services.ingest.encodings import text_of

TEXT = "<html>الحكومة تصادق على مشروع القانون</html>"


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (TEXT.encode(), None),
        (TEXT.encode(), "text/html; charset=windows-1256"),
        (TEXT.encode("utf-8-sig"), None),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("utf-16-le"), "text/html; charset=utf-16"),
        (TEXT.encode("utf-16-be"), None),
        (TEXT.encode("utf-32"), None),
        (TEXT.encode("utf-32-le"), "text/html; charset=utf-16"),
        (TEXT.encode("utf-32-be"), None),
        (TEXT.encode(), "text/html; charset=utf-7"),
        (TEXT.encode("windows-1256"), "text/html; charset=windows-1256"),
        (TEXT.encode("windows-1256"), "text/html; charset=utf-8"),
        (TEXT.encode("windows-1256"), "text/html; charset=ISO-8859-1"),
        (TEXT.encode("windows-1256"), "text/html"),
        (TEXT.encode("windows-1256"), None),
        (TEXT.encode("iso-8859-6"), 'text/html; charset="iso-8859-6"'),
    ],
)
def test_arabic_comes_out_whatever_is_declared(raw: bytes, content_type: str | None) -> None:
    assert text_of(raw, content_type) == TEXT


def test_french_in_latin_1_stays_french_where_no_arabic_comes_out() -> None:
    assert text_of("<p>100 €</p>".encode("cp1252"), "text/html; charset=windows-1252") == "<p>100 €</p>"


@pytest.mark.parametrize(
    "name",
    ["zlib", "hex", "base64", "rot13", "idna", "punycode", "undefined", "unicode_escape", "utf-7", "x" * 40],
)
def test_a_declared_encoding_that_is_none_of_texts_breaks_nothing(name: str) -> None:
    raw = "<p>خبر</p>".encode() + b"\xff<b>+ADw-script\\u003c"
    text = text_of(raw, f"text/html; charset={name}")
    assert "<p>" in text
    assert "<script" not in text


def test_any_bytes_give_a_text() -> None:
    assert text_of(bytes(range(256)))
    assert text_of(b"") == ""
