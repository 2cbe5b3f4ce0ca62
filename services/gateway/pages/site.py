"""The frame of every page: templates, and the answer that carries one."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from services.contracts.api import web_address
from services.gateway.pages import dates, static
from services.gateway.pages.cards import all_sections
from services.gateway.parameters import MAX_QUERY

TEMPLATES = Path(__file__).parents[1] / "templates"

# How long an answer may be reused. A page that carries a reader's cookie is that reader's alone.
FRONT_PAGE = "public, max-age=5, stale-while-revalidate=30, stale-if-error=600"
LISTING = "public, max-age=15, stale-while-revalidate=60"
ARTICLE = "public, max-age=60, stale-while-revalidate=86400"
PERSONAL = "private, no-cache"
NEVER = "no-store"


@cache
def environment() -> Environment:
    """Escapes everything; a name that a template needs and nobody gave is an error, not an empty string."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["web"] = lambda url: web_address(url) or "/"
    env.globals["static"] = static.address
    env.globals["longest_query"] = MAX_QUERY
    return env


def page(
    template: str, *, cache_control: str, status: int = 200, here: str = "", **content: Any
) -> HTMLResponse:
    """`here`: the page's own path, which the navigation marks. `content`: what the template prints."""
    today = datetime.now(dates.HOME_ZONE).date()
    frame = {
        "page": template.removesuffix(".html"),
        "here": here,
        "today": dates.Stamp(today.isoformat(), dates.long_date(today)),
        "sections": all_sections(),
    }
    body = environment().get_template(template).render(frame | content)
    headers = {"Cache-Control": cache_control, "Content-Language": "ar-MA", "Vary": "Accept, Accept-Encoding"}
    return HTMLResponse(body, status, headers)
