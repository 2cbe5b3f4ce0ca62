from __future__ import annotations

from playwright.async_api import Browser, BrowserContext, expect
from tests.e2e.conftest import Platform

NOTICE = "شكرا على الإبلاغ! سيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ عنها من طرف عدة أشخاص."
HIDDEN = "حُجبت هذه الصورة بعد أن أبلغ عنها عدة قراء."


async def reader(platform: Platform, browser: Browser, name: str, network: int = 1) -> BrowserContext:
    """Somebody else: other browser, other cookies, no JavaScript; at home in 198.51.`network`.0/24."""
    return await browser.new_context(
        base_url=platform.url,
        java_script_enabled=False,
        user_agent=f"Mozilla/5.0 ({name})",
        extra_http_headers={"X-Forwarded-For": f"198.51.{network}.7"},
    )


async def report(context: BrowserContext, article: str) -> None:
    page = await context.new_page()
    await page.goto(article)
    await page.get_by_text("الإبلاغ عن الصورة").first.click()
    await page.get_by_label("لماذا تبلغ عنها؟").first.select_option("misleading")
    await page.get_by_role("button", name="أرسل البلاغ").first.click()
    await expect(page.get_by_text(NOTICE)).to_be_visible()
    await page.get_by_role("link", name="عد إلى المقال").click()
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
    await page.close()


async def hidden(context: BrowserContext, article: str) -> bool:
    page = await context.new_page()
    await page.goto(article)
    shown = await page.get_by_text(HIDDEN).count()
    await page.close()
    return shown == 1


async def test_three_readers_hide_an_image_and_one_reader_thrice_does_not(
    platform: Platform, browser: Browser
) -> None:
    found = await platform.ask("/v1/articles?limit=100")
    pictured = [f"/a/{item['id']}" for item in found["items"] if item["lead_image"]]
    reported_by_one, reported_by_three = pictured[:2]
    stubborn = await reader(platform, browser, "stubborn")
    for _ in range(3):
        await report(stubborn, reported_by_one)

    neighbours = [await reader(platform, browser, name, network=9) for name in ("a", "b", "c", "d")]
    for context in neighbours:  # as many browsers as you like behind one address are one of three
        await report(context, reported_by_three)
    everybody = [
        await reader(platform, browser, name, network) for network, name in enumerate("xy", start=20)
    ]
    for context in everybody[:1]:
        await report(context, reported_by_three)
    assert not await hidden(stubborn, reported_by_three)
    await report(everybody[1], reported_by_three)
    await platform.until(lambda: hidden(stubborn, reported_by_three))
    assert not await hidden(stubborn, reported_by_one)

    gone = await stubborn.request.get(await image_of(platform, reported_by_three))
    assert gone.status == 410
    for context in (stubborn, *neighbours, *everybody):
        await context.close()


async def image_of(platform: Platform, article: str) -> str:
    stored = await platform.ask(f"/v1/articles/{article.removeprefix('/a/')}")
    return next(f"/images/{block['image_id']}" for block in stored["blocks"] if block["type"] == "image")
