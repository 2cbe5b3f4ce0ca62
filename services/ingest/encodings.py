"""Bytes to text when the declared encoding may be wrong, as it often is in old Arabic newspapers.

What is declared counts only as far as the bytes agree: feeds, lists and pages are weighed alike.
"""

from __future__ import annotations

import codecs
import re
from itertools import islice

DECLARED = re.compile(
    rb"""(?:<\?xml[^>]{0,200}?encoding\s*=\s*["']|charset\s*=\s*["']?\s*)([\w.:-]{1,40})""", re.IGNORECASE
)
CHARSET = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
HEAD = 4096  # bytes in which a document declares its encoding
HALVES = re.compile(rb"\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]")
WORD = re.compile(rb"[A-Za-z]?[\x80-\xff]{1,100}[A-Za-z]?")
WORDS = 100  # that are weighed, the first ones that are not all ASCII
ARABIC = re.compile(r"[\u0621-\u064a\u067e\u0686\u06af]")
MIXED = re.compile(r"[A-Za-z][\u0621-\u064a]|[\u0621-\u064a][A-Za-z]")  # an accent read wrongly
DAMAGE = re.compile(r"[\ufffd\u0080-\u009f\u00a4-\u00bf\u00d7\u00f7\u201a-\u201e\u2020-\u2022\u02c6\u2030]")
ARABIC_ENCODINGS = ("utf-8", "cp1256", "iso8859-6")
AS_BROWSERS = {"iso8859-1": "cp1252", "ascii": "cp1252"}  # WHATWG Encoding §4.2

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


def codec_name(name: str) -> str | None:
    """The Python name of a declared encoding; None for what is none, or none of text (`zlib`, `hex`)."""
    try:
        found = codecs.lookup(name).name
        b"-".decode(found, "replace")
    except (LookupError, UnicodeError):
        return None
    return None if found in NO_ENCODING else found


def decoded(raw: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text of an XML or HTML document, and the name of the encoding that gave it.

    As its beginning proves; UTF-8 where valid; otherwise the encoding, of the declared and the usual Arabic
    ones, in which the most letters are Arabic and the fewest are damaged. What is declared wins a tie.
    """
    if name := proven(raw):
        return raw.decode(name, "replace"), name
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    if HALVES.search(raw):  # an emoji as Java and old databases write it, in two halves (CESU-8)
        try:
            halves = raw.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass")
            return halves.decode("utf-16", "replace"), "utf-8"
        except UnicodeDecodeError:
            pass
    sample = b" ".join(found.group() for found in islice(WORD.finditer(raw), WORDS))
    candidates = dict.fromkeys([*_declared(raw, content_type), *ARABIC_ENCODINGS])
    best = max(candidates, key=lambda name: _likeness(sample.decode(name, "replace")))
    return raw.decode(best, "replace"), best


def text_of(raw: bytes, content_type: str | None = None) -> str:
    return decoded(raw, content_type)[0]


def _declared(raw: bytes, content_type: str | None) -> list[str]:
    """The document's own word first: a server often says the same of all its files."""
    names = [name.decode("ascii") for name in DECLARED.findall(raw[:HEAD])[:3]]
    names += CHARSET.findall(content_type or "")[:1]
    encodings = [codec_name(name) for name in names]
    return [AS_BROWSERS.get(name, name) for name in encodings if name]


def _likeness(text: str) -> int:
    """How much of it is sound Arabic."""
    return len(ARABIC.findall(text)) - 3 * (len(DAMAGE.findall(text)) + len(MIXED.findall(text)))
