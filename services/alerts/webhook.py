"""What a receiver is sent: one JSON document, the same bytes at every try, signed anew. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import orjson

from services.contracts.alert import Alert, AlertArticle, AlertMatch, Spike
from services.contracts.api import article_address, utc, web_address


def body_of(alert: Alert, match: AlertMatch, public_url: str) -> bytes:
    """`type` is alert.article or alert.spike; `public_url` is where readers find the article."""
    data: dict[str, Any] = {"alert": {"id": alert.id, "name": alert.name, "query": alert.query}}
    if match.article:
        data["article"] = _article(match.article, public_url.rstrip("/"))
    if match.spike:
        data["spike"] = _spike(match.spike)
    return orjson.dumps({"type": f"alert.{match.kind}", "timestamp": utc(match.matched_at), "data": data})


def test_body(alert: Alert, at: datetime) -> bytes:
    """`type` is alert.test: for an operator to see that a receiver takes and checks it."""
    data = {"alert": {"id": alert.id, "name": alert.name, "query": alert.query}}
    return orjson.dumps({"type": "alert.test", "timestamp": utc(at), "data": data})


def _article(article: AlertArticle, public_url: str) -> dict[str, Any]:
    published = article.published
    return {
        "id": article.id,
        "revision": article.revision,
        "title": article.title,
        "url": public_url + article_address(article.id) if public_url else None,
        "canonical_url": web_address(article.url),
        "source": {"id": article.source_id, "name": article.source_name},
        "lang": article.lang,
        "section": article.section,
        "published_at": utc(published.at) if published.at else None,
        "published_date": published.date.isoformat() if published.date else None,
        "published_precision": published.precision,
    }


def _spike(spike: Spike) -> dict[str, Any]:
    return {
        "since": utc(spike.since),
        "until": utc(spike.until),
        "count": spike.count,
        "expected": round(spike.expected, 2),
        "sources": list(spike.sources),
    }
