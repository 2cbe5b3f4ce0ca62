"""An article as one flat record: the same members in every format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from services.gateway.models import ExportRecord
from services.gateway.representations import article_shape, text_of
from services.search.results import StoredArticle

COLUMNS: tuple[str, ...] = tuple(ExportRecord.__annotations__)


def record(stored: StoredArticle) -> ExportRecord:
    """What the API shows of it; the text is cut where the newspaper's rights cut it."""
    shape: Mapping[str, Any] = article_shape(stored)
    story, rights = shape["story"], shape["rights"]
    flat = {name: shape[name] for name in COLUMNS if name in shape}
    flat |= {
        "text": text_of(stored),
        "rights": rights["mode"],
        "truncated": rights["truncated"],
        "word_count": rights["word_count"],
        "source": shape["source"]["id"],
        "source_name": shape["source"]["name"],
        "story": story["id"] if story else None,
        "keywords": [keyword["text"] for keyword in shape["keywords"]],
    }
    return cast("ExportRecord", {name: flat[name] for name in COLUMNS})
