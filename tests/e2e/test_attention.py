"""How much is written about something, as a reader sees it: a chart, its numbers, its words."""

from __future__ import annotations

from urllib.parse import quote

from playwright.async_api import Browser, Page, expect
from tests.e2e.conftest import Platform

COMPARED = "/attention?" + "&".join(f"q={quote(text)}" for text in ("المدينة", "مهرجان OR مباراة"))


async def test_everything_is_there_without_javascript(platform: Platform, browser: Browser) -> None:
    context = await browser.new_context(
        base_url=platform.url, java_script_enabled=False, viewport={"width": 390, "height": 900}
    )
    page = await context.new_page()
    await page.goto("/attention")
    for place, text in enumerate(("المدينة", "مهرجان"), 1):
        await page.locator(f"#q{place}").fill(text)
    await page.locator("#from").fill("2020-01-01")
    await page.get_by_role("button", name="احسب").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("المدينة، مهرجان")
    assert await page.locator(".legend li").count() == 2
    await page.get_by_text("الأرقام في جدول").click()
    rows = page.locator("[data-table] tbody tr")
    assert await rows.count() >= 12
    listed = await page.locator(".legend li", has_text="المدينة").locator(".muted").inner_text()
    counted = sum(
        int(cell.split()[0]) for cell in await page.locator("[data-table] td:nth-child(2)").all_inner_texts()
    )
    assert listed.startswith(f"{counted} ")
    await expect(page.get_by_text("الأقدم على اليمين")).to_be_visible()
    # the page has no more to the side than the reader sees; what is wider scrolls by itself
    await page.get_by_role("link", name="الجرائد", exact=True).last.scroll_into_view_if_needed()
    await context.close()


async def test_arrow_keys_tell_what_each_line_says_then(page: Page) -> None:
    await page.goto(f"{COMPARED}&from=2020-01-01")
    plot = page.locator("[data-plot]")
    await plot.focus()
    await plot.press("ArrowLeft")
    said = page.locator(".chart-said")
    await expect(said).to_be_visible()
    newest = await said.locator("strong").inner_text()
    await plot.press("ArrowRight")
    await expect(said.locator("strong")).not_to_have_text(newest)
    await expect(said).to_contain_text("مهرجان OR مباراة")
    await page.get_by_role("button", name="إخفاء المدينة").click()
    assert await page.locator("[data-plot] .line-1[data-away]").count() >= 1
    await expect(page.get_by_role("button", name="إظهار المدينة")).to_be_visible()


async def test_time_runs_to_the_left_and_nothing_is_wider_than_the_screen(
    platform: Platform, browser: Browser
) -> None:
    page = await browser.new_page(base_url=platform.url, viewport={"width": 390, "height": 900})
    await page.goto(f"{COMPARED}&from=2020-01-01&scale=count")
    marks = await page.locator("[data-plot] .line-1 use").evaluate_all(
        "marks => marks.map(mark => mark.getBoundingClientRect().x)"
    )
    assert len(marks) > 1
    assert marks == sorted(marks, reverse=True)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.close()


async def test_the_numbers_are_downloaded_as_a_table(page: Page) -> None:
    await page.goto(COMPARED)
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="السلسلة الزمنية").click()
    download = await downloading.value
    assert download.suggested_filename == "attention.csv"
    text = (await download.path()).read_bytes().decode("utf-8-sig")
    assert text.startswith("start,end,partial,query,count,articles,share\r\n")
    assert "مهرجان OR مباراة" in text
