"""One event as many newspapers tell it: front page, full coverage, search, article."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Browser, Page, expect
from tests.e2e.conftest import Platform


async def widest_story(platform: Platform) -> dict[str, Any]:
    """The story that most newspapers of the press tell, once it is decided."""
    found: list[dict[str, Any]] = []

    async def told() -> bool:
        found[:] = (await platform.ask("/v1/stories?min_sources=3&sort=-size&limit=1"))["items"]
        return bool(found)

    await platform.until(told)
    return found[0]


async def test_the_front_page_leads_to_full_coverage_without_javascript(
    platform: Platform, browser: Browser
) -> None:
    await widest_story(platform)
    context = await browser.new_context(base_url=platform.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    await page.locator(".top .coverage a").first.click()
    await expect(page.get_by_role("heading", name="كيف روته كل جريدة")).to_be_visible()
    newspapers = await page.locator(".side-by-side .paper").all_inner_texts()
    assert len(newspapers) == len(set(newspapers)) >= 2
    assert await page.locator(".timeline li").count() >= len(newspapers)
    await expect(page.get_by_text("أول من رواه")).to_be_visible()
    await context.close()


async def test_a_result_opens_its_story_in_place_without_javascript(
    platform: Platform, browser: Browser
) -> None:
    story = await widest_story(platform)
    context = await browser.new_context(base_url=platform.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"/search?q={story['title']}")
    folded = page.locator(".folded").first
    await expect(folded.locator(".also-list li").first).to_be_hidden()
    await folded.locator("summary").click()
    await expect(folded.locator(".also-list li").first).to_be_visible()
    await folded.get_by_role("link", name="تغطية كاملة").click()
    await expect(page.get_by_text("أول من رواه")).to_be_visible()
    await context.close()


async def test_an_article_shows_how_other_newspapers_told_it(platform: Platform, page: Page) -> None:
    story = await widest_story(platform)
    await page.goto(f"/a/{story['representative']}")
    told = page.locator("#story")
    await expect(told.get_by_role("heading", level=2)).to_contain_text("كيف روته جرائد أخرى")
    assert await told.locator(".card").count() >= 2
    await told.get_by_role("link", name="تغطية كاملة").click()
    await expect(page).to_have_url(f"{platform.url}/s/{story['id']}")


async def test_a_daily_column_is_no_story(platform: Platform) -> None:
    stories = (await platform.ask("/v1/stories?min_sources=2&limit=100"))["items"]
    titles = [item["title"] for story in stories for item in story["headlines"]]
    assert titles
    assert not any(title.startswith("حالة الطقس") for title in titles)
