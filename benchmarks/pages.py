"""Pages to measure with: real articles of the shared data in the furniture of a newspaper's page."""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from services.contracts import identity
from services.contracts.page import Page
from services.contracts.source import SourceRef

NEWS = Path(__file__).parents[2] / "shared" / "data" / "news" / "saudi_2015-07-21_23.jsonl.gz"

PAGE = """<!doctype html><html lang="ar" dir="rtl"><head><meta charset="utf-8">
<title>{title} - {paper}</title>
<meta property="og:title" content="{title}"><meta property="og:type" content="article">
<meta property="article:published_time" content="{published}"><link rel="canonical" href="{url}"></head>
<body class="post-template single"><header><a href="/">{paper}</a><nav><ul>{menu}</ul></nav></header>
<main><article class="post"><h1 class="entry-title">{title}</h1><p class="meta">بقلم <span>{author}</span></p>
<div class="share"><a href="#">شارك</a> <a href="#">غرد</a></div><div class="entry-content">{paragraphs}</div>
<div class="tags">الوسوم: <a href="/t/1">أخبار</a></div></article>
<aside><h3>الأكثر قراءة</h3><ul>{aside}</ul></aside>
<section id="comments"><h3>التعليقات</h3><p>أضف تعليقك</p></section></main>
<footer><p>جميع الحقوق محفوظة {paper}</p></footer></body></html>"""

MENU = "".join(
    f'<li><a href="/s/{n}">{name}</a></li>' for n, name in enumerate(("محليات", "رياضة", "اقتصاد"))
)
ASIDE = "".join(f'<li><a href="/p/{n}">عنوان آخر من عناوين الجريدة رقم {n}</a></li>' for n in range(12))


def documents(count: int) -> Iterator[tuple[SourceRef, str, bytes]]:
    """Newspaper, URL and HTML of each page. Raises FileNotFoundError where the shared data are absent."""
    with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
        records = (json.loads(line) for line in lines)
        complete = (record for record in records if record["title"] and len(record["content"]) > 400)
        for number, record in enumerate(islice(complete, count)):
            yield _document(record, number)


def _document(record: dict[str, str], number: int) -> tuple[SourceRef, str, bytes]:
    paper = SourceRef(id=f"paper-{number % 20}", name=record["source"])
    url = f"https://paper-{number % 20}.example/{number}"
    lines = [line.strip() for line in re.split(r"\n+", record["content"]) if line.strip()]
    page = PAGE.format(
        title=html.escape(record["title"]),
        paper=html.escape(record["source"]),
        author=html.escape(record["author"] or "التحرير"),
        published="2015-07-21T08:00:00+03:00",
        url=url,
        menu=MENU,
        aside=ASIDE,
        paragraphs="".join(f"<p>{html.escape(line)}</p>" for line in lines),
    )
    return paper, url, page.encode()


def pages(count: int) -> list[Page]:
    """The same as events, fetched now."""
    return [page(paper, url, body) for paper, url, body in documents(count)]


def page(paper: SourceRef, url: str, body: bytes) -> Page:
    return Page(
        article_id=identity.article_id(paper.id, identity.canonical_url(url)),
        source=paper,
        url=url,
        content_type="text/html; charset=utf-8",
        fetched_at=datetime.now(UTC),
        body=Page.pack(body),
    )
