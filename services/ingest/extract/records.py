"""Articles as JSON objects: `source url date_extracted title author content`, or `section name raw`.

`raw` holds a document in the tags `<URL> <SRC> <TITLE> <TIME> <AUTHOR> <ABSTRACT> <TEXT>`. `date_extracted`
says when somebody fetched the article, not when it appeared: it is the page's `fetched_at`, never its date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from services.arabic.normalise import clean, fold, sentences
from services.contracts import identity
from services.contracts.article import Article, Block, Paragraph
from services.contracts.dead_letter import Reason
from services.contracts.page import Page
from services.ingest.errors import Unextractable
from services.ingest.extract import authors
from services.ingest.extract.dates import UNKNOWN, read_date
from services.ingest.extract.metadata import plain

LONGEST_LEAD = 120
_FIELD = re.compile(r"<(URL|SRC|CAT|TITLE|TIME|AUTHOR|ABSTRACT|TEXT)>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fields:
    """What a record says, under one set of names; empty where it says nothing."""

    source: str = ""
    url: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    fetched: str = ""
    section: str = ""
    text: str = ""


def parse(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises ValueError when it holds none."""
    match orjson.loads(line):
        case dict() as record:
            return record
        case other:
            raise ValueError(f"not a JSON object but {type(other).__name__}")


def fields(record: Mapping[str, Any]) -> Fields:
    """The fields of a record of either format."""
    given = {name: value for name, value in record.items() if isinstance(value, str)}
    if "raw" not in given:
        return Fields(
            source=given.get("source", ""),
            url=given.get("url", "").strip(),
            title=given.get("title", ""),
            author=given.get("author", ""),
            published=given.get("published", "") or given.get("date_published", ""),
            fetched=given.get("date_extracted", ""),
            section=given.get("section", ""),
            text=given.get("content", ""),
        )
    tagged = dict(_FIELD.findall(given["raw"]))
    text, abstract = tagged.get("TEXT", ""), tagged.get("ABSTRACT", "")
    if (lead := clean(abstract)) and fold(lead)[:60] not in fold(clean(text)):
        text = f"{abstract}\n{text}"
    return Fields(
        source=tagged.get("SRC", "").strip(),
        url=tagged.get("URL", "").strip(),
        title=tagged.get("TITLE", ""),
        author=tagged.get("AUTHOR", ""),
        published=tagged.get("TIME", ""),
        section=given.get("section", "") or tagged.get("CAT", ""),
        text=text,
    )


def read(page: Page) -> Article:
    """The article of a record page. Raises Unextractable when it is no object or has no text."""
    try:
        found = fields(parse(page.unpack()))
    except ValueError as error:
        raise Unextractable(Reason.UNPARSABLE, str(error)) from error
    blocks: list[Block] = [Paragraph(text=line) for line in plain(found.text).split("\n") if line]
    if not blocks:
        raise Unextractable(Reason.NO_ARTICLE, f"no text in the record of {page.url}")
    title = plain(found.title).replace("\n", " ")
    evidence = {"title": "record" if title else "first sentence", "body": "record"}
    when = UNKNOWN
    if found.published:
        when = read_date(found.published, page.source.edition, page.fetched_at)
        evidence["published"] = "record"
    return Article(
        id=page.article_id,
        source=page.source,
        url=_address(page.url),
        via_url=page.via_url,
        title=title or _lead(plain(found.text)),
        blocks=tuple(blocks),
        authors=authors.names([found.author], [page.source.name, page.source.name_latin or ""]),
        section_hint=page.sections.get(found.section, found.section) or None,
        published=when,
        lang_hint=page.source.lang,
        evidence=evidence,
        fetched_at=page.fetched_at,
    )


def _address(url: str) -> str:
    try:
        return identity.canonical_url(url)
    except ValueError:
        return ""


def _lead(text: str) -> str:
    """The first sentence, cut between words where it is long."""
    first = next(iter(sentences(text)), text)
    if len(first) <= LONGEST_LEAD:
        return first
    return first[:LONGEST_LEAD].rsplit(" ", 1)[0] + "…"
