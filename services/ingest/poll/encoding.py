"""Bytes to text when the declared encoding may be wrong, as it often is in old Arabic newspapers."""

from __future__ import annotations

import re

from services.ingest import encodings

DECLARED = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.:-]{1,40})["']""")
CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{1,40})""", re.IGNORECASE)
ARABIC = re.compile(r"[\u0621-\u064a]")
# declared for Arabic text that is really windows-1256
LATIN = {"iso8859-1", "cp1252", "iso8859-15", "ascii", "utf-8"}


def text_of(raw: bytes, content_type: str | None = None) -> str:
    """The text of an XML or HTML document: as its beginning proves, UTF-8 where valid, then as declared.

    Windows-1256 where the declaration is a Latin one (or a UTF-8 that it is not) and Arabic letters come out.
    """
    return decoded(raw, content_type)[0]


def decoded(raw: bytes, content_type: str | None = None) -> tuple[str, str]:
    """The text, and the name of the encoding that gave it."""
    if name := encodings.proven(raw):
        return raw.decode(name, "replace"), name
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    name = _declared(raw, content_type)
    if name in LATIN:
        arabic = raw.decode("cp1256", "replace")
        if name in {"utf-8", "ascii"} and _mostly_utf8(raw):
            return raw.decode("utf-8", "replace"), "utf-8"
        if ARABIC.search(arabic):
            return arabic, "windows-1256"
    return raw.decode(name, "replace"), name


def _declared(raw: bytes, content_type: str | None) -> str:
    """The Python name of the declared encoding; UTF-8 when none is, or none that is one of texts."""
    inside = DECLARED.search(raw[:400])
    outside = CHARSET.search(content_type or "")
    names = (inside and inside[1].decode("ascii"), outside and outside[1])
    return next((found for name in names if name and (found := encodings.known(name))), "utf-8")


def _mostly_utf8(raw: bytes) -> bool:
    """A few broken bytes in UTF-8 text (a cut character), not another encoding."""
    text = raw.decode("utf-8", "replace")
    return text.count("\ufffd") * 20 < len(ARABIC.findall(text))
