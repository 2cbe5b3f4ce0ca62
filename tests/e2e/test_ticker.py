from __future__ import annotations

from functools import partial

from playwright.async_api import Page, expect
from tests.e2e.conftest import Platform

ARRIVES_MS = 30_000


async def titles(page: Page) -> list[str]:
    return await page.locator("[data-list] a").all_inner_texts()


async def known(platform: Platform, title: str) -> bool:
    """Whether the gateway tells this headline to those who ask."""
    newest = await platform.ask("/v1/headlines?limit=20")
    return any(item["title"] == title for item in newest["items"])


async def test_a_new_headline_waits_behind_a_button_and_comes_when_the_reader_asks(
    platform: Platform, page: Page
) -> None:
    await page.goto("/")
    before = await titles(page)
    title = "افتتاح خط الترامواي الجديد بين سلا وتمارة"
    newspaper = platform.publish(title)
    button = page.locator("[data-show]")
    await expect(button).to_have_text("عرض خبر جديد واحد", timeout=ARRIVES_MS)
    assert await titles(page) == before

    await button.click()
    first = page.locator("[data-list] li").first
    await expect(first.locator("a")).to_have_text(title)
    await expect(first.locator(".paper")).to_have_text(newspaper)
    await expect(page.get_by_role("status")).to_have_text("أضيف خبر واحد إلى أعلى الشريط")
    await expect(button).to_be_hidden()

    await first.locator("a").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)


async def test_a_paused_ticker_does_not_change_and_misses_nothing(platform: Platform, page: Page) -> None:
    """WCAG 2.2.2: three events while paused."""
    await page.goto("/")
    pause = page.locator("[data-pause]")
    await pause.click()
    await expect(pause).to_have_attribute("aria-pressed", "true")
    before = await page.locator("[data-ticker]").inner_html()
    news = [f"البلاغ رقم {number} عن حالة الطرق الجبلية" for number in ("الأول", "الثاني", "الثالث")]
    for title in news:
        platform.publish(title)
    for title in news:
        await platform.until(partial(known, platform, title))
    assert await page.locator("[data-ticker]").inner_html() == before

    await pause.click()
    await expect(page.locator("[data-show]")).to_have_text("عرض 3 أخبار جديدة", timeout=ARRIVES_MS)
    await page.locator("[data-show]").click()
    assert sorted((await titles(page))[:3]) == sorted(news)


async def test_a_pause_is_remembered(page: Page) -> None:
    await page.goto("/")
    await page.locator("[data-pause]").click()
    await page.reload()
    await expect(page.locator("[data-pause]")).to_have_attribute("aria-pressed", "true")


async def test_the_keyboard_can_pass_the_ticker(page: Page) -> None:
    await page.goto("/")
    await page.get_by_role("link", name="تجاوز شريط الأخبار").press("Enter")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.closest('[data-ticker]') === null")
