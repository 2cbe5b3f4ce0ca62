"""What the bytes of a document prove about their encoding, and which declared names are encodings of text."""

from __future__ import annotations

import codecs

# how a document begins, and the encoding that this proves; UTF-32 before the UTF-16 that its mark begins with
BEGINNINGS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
# they would turn text into markup, or raise
NO_ENCODING = {"utf-7", "unicode-escape", "raw-unicode-escape", "punycode", "idna", "undefined"}


def proven(raw: bytes) -> str | None:
    """The encoding that the first bytes of an XML or HTML document prove."""
    return next((name for beginning, name in BEGINNINGS if raw.startswith(beginning)), None)


def known(name: str) -> str | None:
    """The Python name of a declared encoding; None for what is none, or none of text (`zlib`, `hex`)."""
    try:
        found = codecs.lookup(name).name
        b"-".decode(found, "replace")
    except (LookupError, UnicodeError):
        return None
    return None if found in NO_ENCODING else found
