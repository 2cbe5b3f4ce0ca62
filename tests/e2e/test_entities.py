"""From an article to who it is about, and on: the page of a person, place or organisation."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, expect
from tests.e2e.conftest import Platform


async def foremost_entity(platform: Platform) -> dict[str, Any]:
    """That most articles of the press are about, once enrichment has found it."""
    found: list[dict[str, Any]] = []

    async def known() -> bool:
        found[:] = (await platform.ask("/v1/entities?limit=1"))["items"]
        return bool(found)

    await platform.until(known)
    return found[0]


async def test_an_article_leads_to_who_it_is_about_without_javascript(
    platform: Platform, browser: Browser
) -> None:
    entity = await foremost_entity(platform)
    (article,) = (await platform.ask(f"/v1/articles?entity={entity['id']}&limit=1"))["items"]
    context = await browser.new_context(base_url=platform.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(article["url"])
    await page.locator(".about").get_by_role("link", name=entity["name"], exact=True).click()
    await expect(page).to_have_url(platform.url + entity["url"])
    await expect(page.get_by_role("heading", level=1)).to_have_text(entity["name"])
    await expect(page.get_by_role("heading", name="أحدث المقالات")).to_be_visible()
    await expect(page.locator(".shares tbody tr").first).to_be_visible()

    await page.get_by_role("link", name="كل المقالات").click()
    await expect(page.locator(".chosen")).to_contain_text(entity["name"])
    assert await page.locator(".results .card").count() >= 1
    await context.close()
    feed = await platform.ask(f"/feeds/entities/{entity['id']}.json")
    assert feed["items"]
