from __future__ import annotations

from typing import Any, Literal

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from tests.e2e.conftest import Platform
from tests.e2e.test_reading import address_of

RULES: dict[str, Any] = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path",
    ["/", "/search?q=أكادير", "/attention?q=المدينة&q=مهرجان&from=2020-01-01", "article", "story", "entity"],
)
async def test_axe_finds_nothing(
    platform: Platform, browser: Browser, path: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = await browser.new_context(
        base_url=platform.url, viewport={"width": width, "height": 900}, color_scheme=scheme
    )
    page = await context.new_page()
    await page.goto(await address_of(platform, path))
    found = await Axe().run(page, options=RULES)
    violations = {v["id"]: [node["html"] for node in v["nodes"]] for v in found.response["violations"]}
    await context.close()
    assert violations == {}


async def test_axe_finds_nothing_in_any_article(platform: Platform, browser: Browser) -> None:
    """Each is built otherwise by its newspaper: which one comes first is of the moment."""
    page = await browser.new_page(base_url=platform.url, viewport={"width": 390, "height": 900})
    articles = (await platform.ask("/v1/articles?limit=100"))["items"]
    violations: dict[str, set[str]] = {}
    for item in articles:
        await page.goto(f"/a/{item['id']}")
        found = await Axe().run(page, options=RULES)
        for violation in found.response["violations"]:
            violations.setdefault(violation["id"], set()).add(item["title"])
    await page.close()
    assert articles
    assert violations == {}
