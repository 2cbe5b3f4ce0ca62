from __future__ import annotations

import pytest
from services.ingest.encodings import codec_name, proven

PAGE = "<html>الحكومة تصادق على المشروع</html>"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_the_beginning_of_a_document_proves_its_encoding(encoding: str) -> None:
    raw = PAGE.encode(encoding)
    found = proven(raw)
    assert found is not None
    assert raw.decode(found) == PAGE


@pytest.mark.parametrize("raw", [PAGE.encode(), PAGE.encode("cp1256"), b"", b"<", b"\0\0", b"{}"])
def test_other_beginnings_prove_nothing(raw: bytes) -> None:
    assert proven(raw) is None


@pytest.mark.parametrize(
    ("name", "found"), [("UTF8", "utf-8"), ("windows-1256", "cp1256"), ("Arabic", "iso8859-6")]
)
def test_names_of_encodings(name: str, found: str) -> None:
    assert codec_name(name) == found


@pytest.mark.parametrize(
    "name", ["zlib", "hex", "rot13", "idna", "utf-7", "undefined", "unicode_escape", "x" * 40]
)
def test_names_of_what_is_no_encoding_of_text(name: str) -> None:
    assert codec_name(name) is None
