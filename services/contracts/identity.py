"""Who is who: canonical URLs and the ids that replays and re-scrapes keep."""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|ref|ref_src|source|share|amp|output|print|spm)$"
)
AMP_OR_PRINT = re.compile(r"/(amp|print|feed)/?$", re.IGNORECASE)
DEFAULT_PORT = {"http": 80, "https": 443}
PATH_SAFE = "/:@!$&'()*+,;=-._~"


def canonical_url(url: str) -> str:
    """One URL for one document: decoded, lower-case host; no tracking, fragment, AMP or print suffix.

    Percent-encoded and plain Arabic URLs come out equal (RFC 3986 §6.2, RFC 3987 §3.1).
    Raises ValueError when `url` is not an absolute http(s) URL.
    """
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in DEFAULT_PORT or not parts.hostname:
        raise ValueError(f"not an absolute http or https URL: {url[:200]!r}")
    scheme = parts.scheme.lower()
    host = parts.hostname.rstrip(".").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port not in (None, DEFAULT_PORT[scheme]):
        host = f"{host}:{parts.port}"
    path = AMP_OR_PRINT.sub("/", _decode(parts.path)) or "/"
    if len(path) > 1:
        path = path.rstrip("/")
    kept = sorted(
        (k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.match(k.lower())
    )
    query = urlencode(kept, quote_via=quote, safe="") if kept else ""
    return urlunsplit((scheme, host, path, query, ""))


def _decode(path: str) -> str:
    """Percent-decoded where it is UTF-8 text; separators and control characters stay encoded."""
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path
    return re.sub(r"[\x00-\x20\x7f%?#]", lambda m: quote(m.group(), safe=""), decoded)


def fetchable_url(url: str) -> str:
    """The same URL in the ASCII form that HTTP needs."""
    parts = urlsplit(url)
    return urlunsplit(
        (parts.scheme, parts.netloc, quote(unquote(parts.path), safe=PATH_SAFE), parts.query, "")
    )


def article_id(source_id: str, canonical: str) -> str:
    return "a_" + _digest(source_id, canonical)


def headline_id(source_id: str, normalised_title: str) -> str:
    """The id of a ticker entry that has no URL yet."""
    return "a_" + _digest(source_id, "title:" + normalised_title)


def image_id(source_id: str, canonical: str) -> str:
    return "i_" + _digest(source_id, canonical)


def _digest(*parts: str) -> str:
    """80 bits of SHA-256 in lower-case base32: one collision expected in 10^12 documents."""
    digest = hashlib.sha256("\n".join(parts).encode()).digest()[:10]
    return base64.b32encode(digest).decode().lower()
