"""Who is who: canonical URLs and the ids that replays and re-scrapes keep."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_plus, urlsplit, urlunsplit

DEFAULT_PORT = {"http": 80, "https": 443}
AMP_OR_PRINT = re.compile(r"/(amp|print|feed)/?$", re.IGNORECASE)
UNWRITTEN = re.compile(r"[^\x21-\x7e]")

TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|ref_src|spm"
    r"|[gw]braid|srsltid|twclid|ttclid|__twitter_impression|_hs(?:enc|mi)|at_(?:medium|campaign|custom\d)|xtor"
    r"|cmpid|phpsessid|jsessionid)$",
    re.IGNORECASE,
)
SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)
# say where a reader came from on one site and name the article on another; the value tells (miniflux/v2#3265)
SWITCHES = {"amp", "m", "mobile", "output", "outputtype", "print"}
REFERRERS = {"from", "ref", "share", "source", "via"}
SWITCHED_ON = re.compile(r"(?:|1|y|yes|true|on|amp|print|pdf|html?|xml|rss|json)", re.IGNORECASE)
CHANNEL = re.compile(
    r"amp|app|atom|bing|copy|desktop|email|facebook|fb|feed|feedburner|feedly|flipboard|"
    r"footer|front|frontpage|gnews|google|googlenews|header|home|homepage|hp|ig|index|"
    r"instagram|latest|link|linkedin|mail|menu|messenger|mobile|msn|nabd|newsletter|"
    r"notification|pdf|pinterest|popular|print|push|qr|reddit|related|rss|search|share|"
    r"sharing|sidebar|sitemap|social|telegram|tg|ticker|tiktok|tumblr|tw|twitter|viber|wa|"
    r"whatsapp|x|yahoo|youtube"
)
SITE = re.compile(
    r"(?:https?://)?(?:[\w-]+\.)+(?!html?\b|php\b|aspx?\b|jsp\b)[a-z]{2,24}(?:[:/?].*)?", re.IGNORECASE
)

# folders whose next one is a list of articles: whatever it is called, where it is a small number, or a word
LIST_OF = (
    r"archives?|authors?|cat|category|categories|feeds?|page|rubrique|search|tags?|بحث|تصنيف|فئة|كاتب|وسم"
)
SECTION = r"sections?|topics?|أقسام|اقسام|قسم"
FOLDER = re.compile(rf"{SECTION}|blog|latest|news|أخبار|اخبار", re.IGNORECASE)
LIST = re.compile(
    rf"(?:.*/)?(?:(?:{LIST_OF})/[^/]*|(?:{LIST_OF}|{SECTION})[-_/]?\d{{1,4}}|[cs]\d{{1,4}})", re.IGNORECASE
)
HOME = re.compile(
    r"(?:[a-z]{2}(?:[-_][a-z]{2})?|arabic|english|french|francais|home|index|default|main|404|error)?",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:19|20)\d\d")
DAY = re.compile(r"(?:.*/)?(?:19|20)\d\d(?:/\d{1,2}){1,2}")
SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jspx?|do|cgi|cfm|html?|xhtml)$", re.IGNORECASE)
SLUG = re.compile(r"[^-_+\s]+(?:[-_+\s]+[^-_+\s]+){2,}|.{26,}")
SEARCHES = {"keyword", "keywords", "q", "query", "s", "search", "searchword"}
LIST_VIEWS = {"archive", "category", "featured", "frontpage", "list", "search", "section", "tag"}
NAMING = re.compile(
    r"(?!(?:cat|category|lang|language|item|menu|page|section|sec|site|topic|author|user)_?id$)"
    r"(?:\w*id|p|a|n|t|no|num|nb|news|article|story|title|slug|key|code)",
    re.IGNORECASE,
)


class Pair(NamedTuple):
    """A parameter of a query, decoded; as it was written where it is no UTF-8."""

    name: str
    value: str
    written: str | None = None

    def encoded(self) -> str:
        if self.written is not None:
            return self.written
        return f"{quote(self.name, safe='')}={quote(self.value, safe='')}"


def canonical_url(url: str) -> str:
    """One URL for one document: decoded, lower-case host; no tracking, fragment, AMP or print suffix.

    Percent-encoded and plain Arabic URLs come out equal (RFC 3986 §6.2, RFC 3987 §3.1). What is
    percent-encoded and no UTF-8 stays as written: letters of another encoding tell documents apart as well.
    Raises ValueError when `url` is not an absolute http(s) URL.
    """
    return _canonical(url, keep_referrers=True)


def bare_url(url: str) -> str:
    """The canonical URL without any parameter that may be tracking (`ref=7`), whatever its value.

    The same document only where that address is known to be one. Raises ValueError as `canonical_url`.
    """
    return _canonical(url, keep_referrers=False)


def _canonical(url: str, *, keep_referrers: bool) -> str:
    parts = urlsplit(url.strip())
    if parts.scheme.lower() not in DEFAULT_PORT or not parts.hostname:
        raise ValueError(f"not an absolute http or https URL: {url[:200]!r}")
    scheme = parts.scheme.lower()
    host = parts.hostname.rstrip(".").lower()
    if ":" in host:
        host = f"[{host}]"
    if parts.port not in (None, DEFAULT_PORT[scheme]):
        host = f"{host}:{parts.port}"
    path = AMP_OR_PRINT.sub("/", _decode(SESSION.sub("", parts.path))) or "/"
    if len(path) > 1:
        path = path.rstrip("/")
    query = _query(path, parts.query, keep_referrers) if parts.query else ""
    return urlunsplit((scheme, host, path, query, ""))


def _query(path: str, query: str, keep_referrers: bool) -> str:
    """The parameters that tell documents apart, in order."""
    pairs = [pair for pair in _pairs(query) if not TRACKING.match(pair.name)]
    open_ = {pair for pair in pairs if pair.name.lower() in SWITCHES | REFERRERS}
    if open_:
        named = not keep_referrers or _names_article(path, [pair for pair in pairs if pair not in open_])
        pairs = [pair for pair in pairs if pair not in open_ or not (named or _is_tracking(pair))]
    return "&".join(pair.encoded() for pair in sorted(pairs, key=lambda pair: (pair.name, pair.value)))


def _pairs(query: str) -> Iterator[Pair]:
    for written in query.split("&"):
        name, _, value = written.partition("=")
        try:
            if written:
                yield Pair(unquote_plus(name, errors="strict"), unquote_plus(value, errors="strict"))
        except UnicodeDecodeError:
            yield Pair(name, value, UNWRITTEN.sub(lambda found: quote(found.group()), written))


def _is_tracking(pair: Pair) -> bool:
    """The value of a parameter of two meanings says that it is tracking: a switch, a channel, a site."""
    if pair.name.lower() in SWITCHES:
        return SWITCHED_ON.fullmatch(pair.value) is not None
    words = re.split(r"[-_.+ ]+", pair.value.lower())
    is_channel = any(map(CHANNEL.fullmatch, words)) and all(word.isalpha() for word in words)
    return not pair.value or is_channel or SITE.fullmatch(pair.value) is not None


def _decode(path: str) -> str:
    """Percent-decoded where it is UTF-8 text; separators and control characters stay encoded."""
    try:
        decoded = unquote(path, errors="strict")
    except UnicodeDecodeError:
        return path
    return re.sub(r"[\x00-\x20\x7f%?#]", lambda m: quote(m.group(), safe=""), decoded)


def article_url(own: str, stated: Iterable[str]) -> str:
    """The canonical URL of the article found at `own`: the first of `stated` that can be it, else its own.

    All are canonical URLs. A section, a home page or a search that a template states for every article of a
    site identifies none of them (Automattic/fb-instant-articles#357).
    """
    return next((url for url in stated if _is_address_of(own, url)), own)


def _is_address_of(own: str, stated: str) -> bool:
    if own == stated:
        return True
    ours, theirs = urlsplit(own), urlsplit(stated)
    if _site(ours.hostname) != _site(theirs.hostname) or _is_list(theirs.path, theirs.query):
        return False
    path, last = theirs.path.rstrip("/"), theirs.path.rpartition("/")[2]
    if ours.path.casefold().startswith(f"{path}/".casefold()):  # a folder of it: only where a number names it
        return len(last) > 2 and last.isdecimal() and YEAR.fullmatch(last) is None
    if _names_article(theirs.path, list(_pairs(theirs.query))):
        return True
    return last.casefold() in ours.path.casefold().split("/")  # /m/bridge → /bridge


def _site(host: str | None) -> str:
    """The host without what newspapers put before it."""
    return re.sub(r"^(?:www|m|mobile|amp|ar)\.", "", host or "")


def _is_list(path: str, query: str) -> bool:
    """A home page, a section, a search, a day: an address at which many articles are found."""
    named = {pair.name.lower(): pair.value.lower() for pair in _pairs(query)}
    folders = [part for part in SCRIPT.sub("", path).split("/") if part]
    if all(HOME.fullmatch(part) for part in folders) and not any(map(NAMING.fullmatch, named)):
        return True
    if named.keys() & SEARCHES or LIST_VIEWS & {named.get("view"), named.get("layout"), named.get("task")}:
        return not any(map(NAMING.fullmatch, named)) or "view" in named
    if not folders:
        return False
    path = "/".join(folders)
    if LIST.fullmatch(path) or DAY.fullmatch(path):
        return True
    is_folder = len(folders) > 1 and FOLDER.fullmatch(folders[-2]) is not None
    return is_folder and not named and not _is_name(folders[-1])


def _names_article(path: str, pairs: Iterable[Pair]) -> bool:
    """Whether an address names one article: by a number, by a slug, by a parameter that is an article's."""
    if any(NAMING.fullmatch(pair.name) and pair.value for pair in pairs):
        return True
    folders = [part for part in SCRIPT.sub("", path).split("/") if part]
    path = "/".join(folders)
    return bool(folders) and not LIST.fullmatch(path) and not DAY.fullmatch(path) and _is_name(folders[-1])


def _is_name(text: str) -> bool:
    """A slug, or something with a number in it."""
    return SLUG.fullmatch(text) is not None or any(sign.isdecimal() for sign in text)


def article_id(source_id: str, canonical: str) -> str:
    return "a_" + _digest(source_id, canonical)


def headline_id(source_id: str, normalised_title: str) -> str:
    """The id of a ticker entry that has no URL yet."""
    return "a_" + _digest(source_id, "title:" + normalised_title)


def image_id(source_id: str, canonical: str) -> str:
    return "i_" + _digest(source_id, canonical)


def story_id(article_id: str, sequence: int | None = None) -> str:
    """The story that an article begins; with the sequence of the input where it begins another one."""
    return "s_" + _digest(article_id, "story" if sequence is None else str(sequence))


ENTITY = re.compile(r"e_[a-z0-9]+(?:-[a-z0-9]+)*")
"""The id of a person, place or organisation: `e_agadir` of the lexicon, `e_n-…` of a name that it lacks."""

ENTITY_SLUG = 100  # characters
# one sign for one letter, as Arabs write in Latin letters: two names never share an id
_LATIN = dict(zip("ابتثجحخدذرزسشصضطظعغفقكلمنهويء ", "abtcj75d4rzsx986v3gfqklmnhwy2-", strict=True))


def entity_id(folded_name: str) -> str:
    """The id of a name that the lexicon lacks, by its folded reading: all articles that write it meet."""
    if len(folded_name) <= ENTITY_SLUG and _LATIN.keys() >= set(folded_name):
        return "e_n-" + "".join(map(_LATIN.__getitem__, folded_name))
    return "e_n-" + _digest("entity", folded_name)


def _digest(*parts: str) -> str:
    """80 bits of SHA-256 in lower-case base32: one collision expected in 10^12 documents."""
    digest = hashlib.sha256("\n".join(parts).encode()).digest()[:10]
    return base64.b32encode(digest).decode().lower()
