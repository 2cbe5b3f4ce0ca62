"""From a page to an article: every witness is heard, and `evidence` says whose word was taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from services.arabic.normalise import clean, fold, words
from services.contracts import identity
from services.contracts.article import Article, Block, Image, ImageBlock
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest.extract import authors, body, images, markup, published, titles
from services.ingest.extract.blocks import Line, article_lines, read_lines, to_blocks
from services.ingest.extract.dates import read_date
from services.ingest.extract.errors import Unextractable
from services.ingest.extract.general import general_lines
from services.ingest.extract.metadata import Metadata, plain, read_metadata, texts
from services.ingest.extract.surroundings import AFTER, Nearby, surroundings

SHORT_BODY = 250  # characters; below, the general extractor is asked too
SHORTEST_BODY = 80
MOST_TAGS = 20
LONGEST_BYLINE = 80
_TITLE_TAGS = ("h1", "h2", "h3", "h4", "div", "p", "td", "span", "font", "b", "strong", "center", "a")
_CUT = re.compile(r"(?:\[?(?:…|\.\.\.)\]?|(?:اقرأ|قراءة) المزيد)\s*$")
_BETWEEN_TAGS = re.compile(r"\s*[,،;؛|]\s*")
_PRIVATE_HOST = re.compile(r"^(?:\d+(?:\.\d+){3}|localhost|\[.*\])$")


@dataclass(frozen=True, slots=True)
class _Body:
    """The text of an article, who found it, and whether it is only its beginning."""

    lines: list[Line]
    witness: str
    excerpt: bool = False

    @property
    def size(self) -> int:
        return sum(len(line.text) for line in self.lines)


def extract(page: Page) -> Article:
    """The article of an HTML page. Raises Unextractable when there is no title or no text in it."""
    try:
        raw = page.unpack()
    except ValueError as error:
        raise Unextractable(Reason.UNPARSABLE, str(error)) from error
    root = markup.parse(markup.decode(raw, page.content_type))
    return read_article(page, root)


def read_article(page: Page, root: HtmlElement) -> Article:
    """The article of a parsed page. Changes the document: scripts are taken out of it."""
    metadata = read_metadata(root)
    markup.drop_scripts(root)
    base = _base(page, root)
    site_names = _site_names(page, metadata)
    title, heading = _title(page, root, metadata, site_names)
    near = surroundings(root, heading)
    found_at = published.witnesses(near, metadata, page.url, page.hints.published)
    when, date_witness = published.published(found_at, page.source.edition, page.fetched_at)
    text = _body(page, root, metadata, base)
    lines = _without_opening(text.lines, title.text, page)
    blocks, shown = to_blocks(lines)
    shown, blocks = _with_lead_image(page, root, near, metadata, base, blocks, shown)
    url = _canonical(page, metadata, base)
    changed = published.modified(metadata, page.source.edition, page.fetched_at)
    evidence = {"title": title.witness, "body": text.witness, "published": date_witness}
    return Article(
        id=identity.article_id(page.source.id, url),
        source=page.source,
        url=url,
        via_url=page.via_url,
        title=title.text,
        blocks=tuple(blocks),
        images=tuple(shown),
        authors=authors.first_named(_author_lines(page, root, near, metadata), site_names),
        section_hint=_section(page, metadata, title.text),
        tags=tuple(_tags(root, metadata)),
        published=when,
        modified_at=changed if changed and (when.date is None or changed.date() >= when.date) else None,
        lang_hint=_lang(metadata),
        excerpt=text.excerpt or _paywalled(metadata),
        evidence={part: witness for part, witness in evidence.items() if witness},
        fetched_at=page.fetched_at,
    )


def _title(
    page: Page, root: HtmlElement, metadata: Metadata, site_names: Sequence[str]
) -> tuple[titles.Candidate, HtmlElement | None]:
    """The title, and the heading element that shows it."""
    first = [element for element in root.iter("h1") if element.text_content().strip()]
    candidates = [titles.Candidate("h1", element.text_content(), heading=True) for element in first]
    candidates += _title_witnesses(page, metadata)
    stated_author = metadata.meta.get("author", ())  # many sites name themselves there
    chosen = titles.choose(candidates, [*site_names, *stated_author])
    if chosen is None:
        raise Unextractable(Reason.NO_ARTICLE, f"no title on {page.url}")
    if not chosen.heading:
        return _shown(root, chosen, [one.text for one in candidates if not one.heading])
    wanted = fold(chosen.text)
    shown = next((one for one in first if wanted in fold(clean(one.text_content()).replace("\n", " "))), None)
    return chosen, shown if shown is not None else next(iter(first), None)


def _shown(
    root: HtmlElement, chosen: titles.Candidate, stated: Sequence[str]
) -> tuple[titles.Candidate, HtmlElement | None]:
    """The element that shows what is stated as title, or a part of it: then that is the title."""
    wanted = {titles.key(text) for title in (chosen.text, *stated) for text in (title, *titles.parts(title))}
    wanted = {text for text in wanted if len(text.split()) >= 2}
    best: tuple[str, HtmlElement] | None = None
    for element in root.iter(*_TITLE_TAGS):
        if len(element) > 4 or len(text := element.text_content()) > titles.LONGEST_TITLE:
            continue
        text = clean(text).replace("\n", " ")
        if titles.key(text) in wanted and (best is None or len(text) > len(best[0])):
            best = text, element
    if best is None:
        return chosen, None
    return titles.Candidate(f"{best[1].tag}, {chosen.witness}", best[0], heading=True), best[1]


def _title_witnesses(page: Page, metadata: Metadata) -> Iterator[titles.Candidate]:
    stated = (
        ("json-ld", metadata.linked_text("headline") or metadata.linked_text("name")),
        ("og:title", metadata.first("og:title")),
        ("twitter:title", metadata.first("twitter:title")),
        ("microdata", next(iter(metadata.microdata.get("headline", ())), None)),
        ("feed", page.hints.title),
        ("title", metadata.page_title),
    )
    for witness, text in stated:
        if text and not (witness == "json-ld" and text.endswith(("...", "…"))):
            yield titles.Candidate(witness, text)


def _site_names(page: Page, metadata: Metadata) -> list[str]:
    host = urlsplit(page.url).hostname or ""
    labels = [part for part in host.split(".") if part != "www"]
    stated = [
        page.source.name,
        page.source.name_latin,
        metadata.first("og:site_name"),
        metadata.first("application-name", "twitter:site", "publisher", "apple-mobile-web-app-title"),
        *texts(metadata.article.get("publisher")),
        *(
            text
            for node in metadata.nodes
            if node.get("@type") in {"WebSite", "Organization", "NewsMediaOrganization"}
            for text in texts(node.get("name"))
        ),
        host,
        ".".join(labels),
        labels[0] if labels else None,
    ]
    return [name.lstrip("@") for name in stated if name]


def _body(page: Page, root: HtmlElement, metadata: Metadata, base: str) -> _Body:
    """The ladder: our reading of the main element, the JSON-LD body, the general extractor, the summary."""
    element = body.main_element(root)
    own = _Body(
        article_lines(read_lines(element, page.source.id, base)) if element is not None else [], "page"
    )
    stated = _stated(metadata)
    if stated is not None and _misses(own, stated):
        own = stated
    if own.size < SHORT_BODY:
        general = _Body(article_lines(general_lines(root, page.source.id, base)), "trafilatura")
        if general.size > own.size * 1.3:
            own = general
    if own.size >= SHORTEST_BODY:
        return replace(own, excerpt=bool(_CUT.search(own.lines[-1].text)) and own.size < 800)
    summary = (
        page.hints.summary
        or metadata.linked_text("description")
        or metadata.first("og:description", "description")
    )
    is_article = (
        bool(metadata.article) or metadata.first("og:type") == "article" or page.hints.title is not None
    )
    if summary and len(summary) > own.size and is_article:
        return _Body([Line("paragraph", plain(summary))], "summary", excerpt=True)
    if own.size < 30:
        raise Unextractable(Reason.NO_ARTICLE, f"no text on {page.url}")
    return own


def _stated(metadata: Metadata) -> _Body | None:
    """The body that JSON-LD gives."""
    stated = metadata.linked_text("articleBody")
    if not stated or len(stated) < SHORT_BODY:
        return None
    return _Body(article_lines([Line("paragraph", text) for text in stated.split("\n") if text]), "json-ld")


def _misses(own: _Body, stated: _Body) -> bool:
    """Our reading lacks a good part of what JSON-LD says the text is: it read something else."""
    said = set(words(" ".join(line.text for line in stated.lines)))
    read = set(words(" ".join(line.text for line in own.lines)))
    return bool(said) and len(said & read) < 0.7 * len(said)


def _without_opening(lines: list[Line], title: str, page: Page) -> list[Line]:
    """Without what stands above the text once more: the title, the date line, labels."""
    kept: list[Line] = []
    for place, line in enumerate(lines):
        if any(len(before.text) >= SHORTEST_BODY for before in kept):
            return [*kept, *lines[place:]]
        said = [text for text in line.text.split("\n") if not _opens(text, title, page)]
        if said and line.text:
            kept.append(replace(line, text="\n".join(said)))
        elif not line.text:
            kept.append(line)
    return kept


def _opens(text: str, title: str, page: Page) -> bool:
    """The line repeats the title or gives the date, or is a label («المصدر:»)."""
    if titles.same(text, title) or (len(text) <= 20 and text.endswith(":")):
        return True
    return len(text) <= 60 and read_date(text, page.source.edition, page.fetched_at).date is not None


def _with_lead_image(
    page: Page,
    root: HtmlElement,
    near: Sequence[Nearby],
    metadata: Metadata,
    base: str,
    blocks: list[Block],
    shown: list[Image],
) -> tuple[list[Image], list[Block]]:
    """The lead image first, unless the text shows it already."""
    stated = [metadata.first("og:image", "og:image:url", "twitter:image", "twitter:image:src")]
    stated += [*_image_urls(metadata.article.get("image")), page.hints.image_url]
    url = next((found for one in stated if (found := images.absolute(one, base))), None)
    if url is None and not shown:
        after = [one.element for one in near[:AFTER] if one.element.tag == "img"]
        pictures = (images.image_url(element, base) for element in after)
        url = next((found for found in pictures if found), None)
    if url is None:
        return shown, blocks
    if any(_same_picture(url, one.url) for one in shown):
        return shown, blocks
    alt, caption = _described(root, url, base)
    lead = images.image(page.source.id, url, alt, caption)
    if lead is None:
        return shown, blocks
    return [lead, *shown], [ImageBlock(image_id=lead.id), *blocks]


def _described(root: HtmlElement, url: str, base: str) -> tuple[str | None, str | None]:
    """The alternative text and caption of a picture of the page outside the text."""
    name = _file_name(url)
    for element in root.iter("img"):
        if not any(name in value for value in element.values()):
            continue
        found = images.image_url(element, base)
        if found is None or not _same_picture(found, url):
            continue
        around = next(element.iterancestors("figure"), element.getparent())
        captions = (
            around.xpath(".//figcaption|.//*[contains(@class,'caption')]") if around is not None else []
        )
        return element.get("alt"), captions[0].text_content() if captions else None
    return None, None


def _same_picture(one: str, other: str) -> bool:
    """The same file, perhaps in another size (`photo-300x200.jpg`)."""
    name = _file_name(one)
    return one == other or (len(name) > 2 and name == _file_name(other) and _type(one) == _type(other))


def _file_name(url: str) -> str:
    """The name of a picture's file without size and type."""
    name = urlsplit(url).path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return re.sub(r"[-_]\d{2,4}x\d{2,4}$", "", name)


def _type(url: str) -> str:
    return urlsplit(url).path.rsplit(".", 1)[-1]


def _image_urls(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for item in value:
                yield from _image_urls(item)
        case dict():
            yield from _image_urls(value.get("url") or value.get("contentUrl"))


def _canonical(page: Page, metadata: Metadata, base: str) -> str:
    """The canonical URL: the one the page states if it is of the same site, else where the page was found."""
    own = identity.canonical_url(page.url) if page.url.startswith(("http:", "https:")) else ""
    for stated in (metadata.canonical, metadata.first("og:url")):
        if not stated:
            continue
        try:
            url = identity.canonical_url(urljoin(base, stated))
        except ValueError:
            continue
        host, path = urlsplit(url).hostname or "", urlsplit(url).path
        if not own:
            if not _PRIVATE_HOST.match(host):
                return url
        elif path not in {"", "/"} and _site(host) == _site(urlsplit(own).hostname or ""):
            return url
    return own


def _site(host: str) -> str:
    """The host without what newspapers put before it."""
    return re.sub(r"^(?:www|m|mobile|amp|ar)\.", "", host)


def _base(page: Page, root: HtmlElement) -> str:
    stated = next((element.get("href") for element in root.iter("base") if element.get("href")), None)
    return urljoin(page.url, stated) if stated else page.url


def _author_lines(
    page: Page, root: HtmlElement, near: Sequence[Nearby], metadata: Metadata
) -> Iterator[list[str]]:
    """What each witness says of the authors, the most reliable first."""
    named = [
        text for name in ("author", "article:author", "dc.creator") for text in metadata.meta.get(name, ())
    ]
    yield [text for text in texts(metadata.article.get("author")) if not text.startswith("http")]
    yield [text for text in named if "/" not in text]
    yield [text for text in metadata.microdata.get("author", ())[:3] if len(text) <= LONGEST_BYLINE]
    yield [one.line for one in near if len(one.line) <= LONGEST_BYLINE and authors.BYLINE.match(one.line)][:1]
    yield [page.hints.author or ""]
    classed = [element.text_content() for element in root.xpath(_BYLINE)][:2]
    yield [text for text in classed if len(text) <= LONGEST_BYLINE]


_BYLINE = (
    "//a[@rel='author']|//*[contains(concat(' ',@class,' '),' author ')"
    " or contains(concat(' ',@class,' '),' byline ')"
    " or contains(@class,'author-name') or contains(@class,'post-author')]"
)


def _section(page: Page, metadata: Metadata, title: str) -> str | None:
    """What the newspaper calls the section, in our words where its registry entry maps it."""
    stated = [
        *texts(metadata.article.get("articleSection")),
        *metadata.meta.get("article:section", ()),
        *_breadcrumb(metadata, title),
        page.hints.section,
    ]
    hints = [text for text in stated if text and len(text) <= 60]
    return next((page.sections[text] for text in hints if text in page.sections), next(iter(hints), None))


def _breadcrumb(metadata: Metadata, title: str) -> list[str]:
    """The step before the article in a JSON-LD breadcrumb."""
    for node in metadata.nodes:
        if node.get("@type") == "BreadcrumbList" and isinstance(node.get("itemListElement"), list):
            steps = [
                text
                for item in node["itemListElement"]
                if isinstance(item, dict)
                for text in texts(item.get("name") or item.get("item"))[:1]
            ]
            inner = [step for step in steps[1:] if fold(step) != fold(title)]
            return inner[-1:]
    return []


def _tags(root: HtmlElement, metadata: Metadata) -> list[str]:
    stated = [*metadata.meta.get("article:tag", ())]
    keywords = [
        *texts(metadata.article.get("keywords")),
        *metadata.meta.get("news_keywords", ()),
        *metadata.meta.get("keywords", ()),
    ]
    stated += [part for text in keywords for part in _BETWEEN_TAGS.split(text)]
    stated += [element.text_content() for element in root.xpath("//a[@rel='tag' or contains(@rel,'tag ')]")]
    found = {fold(tag): tag for text in stated if (tag := clean(text).strip("# ")) and len(tag) <= 60}
    return list(found.values())[:MOST_TAGS]


def _lang(metadata: Metadata) -> str | None:
    stated = metadata.linked_text("inLanguage") or metadata.lang or metadata.first("og:locale")
    match = re.match(r"[a-zA-Z]{2,3}", stated or "")
    return match.group().lower() if match else None


def _paywalled(metadata: Metadata) -> bool:
    return str(metadata.article.get("isAccessibleForFree", "")).lower() == "false"
