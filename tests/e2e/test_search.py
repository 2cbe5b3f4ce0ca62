from __future__ import annotations

import re
from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect
from tests.e2e.conftest import Platform

RESULT = ".results .card .title a"


async def found(page: Page, query: str) -> list[str]:
    await page.goto("/")
    await page.get_by_role("combobox").fill(query)
    await page.get_by_role("button", name="بحث").click()
    await page.wait_for_url("**/search?*")
    return sorted(await page.locator(RESULT).all_inner_texts())


async def test_hamza_and_tashkeel_make_no_difference(platform: Platform, page: Page) -> None:
    title = "مَيْناءُ آسفي يستقبل أوّل باخرة سياحية"
    platform.publish(title, "رست الباخرة صباح اليوم في ميناء المدينة.")

    async def searchable() -> bool:
        return title in await found(page, "باخرة سياحية")

    await platform.until(searchable)
    for query in ("ميناء اسفي باخرة", "ميناء أسفي باخرة", "مِينَاء آسِفي باخِرة", "ميناء اسفى باخره"):
        assert title in await found(page, query), query


async def test_a_hit_is_marked_as_a_whole_word(page: Page) -> None:
    await found(page, "اكادير")
    marked = await page.locator(f"{RESULT} mark").all_inner_texts()
    assert marked
    assert all(" " not in word.strip() for word in marked)


async def test_a_facet_narrows_and_can_be_taken_away(page: Page) -> None:
    everywhere = await found(page, "المدينة")
    facet = page.get_by_role("complementary").locator(".facet", has_text="الجريدة").locator("a").first
    newspaper = await facet.locator(".facet-name").inner_text()
    count = int(await facet.locator(".facet-count").inner_text())
    await facet.click()
    chosen = page.locator(".chosen a")
    await expect(chosen).to_contain_text(newspaper)
    papers = await page.locator(".results .byline .paper").all_inner_texts()
    assert set(papers) == {newspaper}
    assert len(papers) == min(count, 20)
    await chosen.click()
    await expect(chosen).to_have_count(0)
    assert sorted(await page.locator(RESULT).all_inner_texts()) == everywhere


async def test_nothing_found_is_explained(page: Page) -> None:
    assert await found(page, "قسطنطينوبوليسيات") == []
    await expect(page.get_by_role("heading", name="لم نجد شيئًا")).to_be_visible()
    await expect(page.locator(".empty")).to_contain_text("بحثنا عن: قسطنطينوبوليسيات")


async def test_a_quotation_that_was_loosened_is_told(page: Page) -> None:
    assert await found(page, "المدينة «ميناء اكادير المدينة»")
    told = page.locator(".notice", has_text="هذه النتائج لا تتقيد بـ: «ميناء اكادير المدينة»")
    await expect(told).to_be_visible()


async def test_words_that_no_article_holds_together_find_some_and_it_is_told(page: Page) -> None:
    assert await found(page, "الفوسفاط مهرجان")
    await expect(page.locator(".notice", has_text="لا مقال فيه كل هذه الكلمات")).to_be_visible()
    assert await found(page, "مهرجان الحكواتي")
    await expect(page.locator(".notice", has_text="لا مقال فيه كل هذه الكلمات")).to_have_count(0)


async def test_suggestions_can_be_taken_with_the_keyboard(page: Page) -> None:
    await page.goto("/")
    box = page.get_by_role("combobox")
    last = quote("اكادير")
    async with page.expect_response(lambda response: last in response.url):  # what is offered changes no more
        await box.press_sequentially("اكادير", delay=30)
    options = page.get_by_role("option")
    spelled = page.locator("[role=option]:has(small)").filter(has_text="أكادير")
    names = spelled.filter(has_not_text="اسم")  # that is a spelling, which has no page
    await expect(names.first).to_be_visible()
    for _ in range(await options.count()):
        await box.press("ArrowDown")
        if await names.first.get_attribute("aria-selected") == "true":
            break
    await box.press("Enter")
    await expect(page).to_have_url(re.compile("/e/e_agadir$"))  # a name leads to its page
    await expect(page.get_by_role("heading", level=1)).to_contain_text("أكادير")


@pytest.mark.parametrize("query", ['"المدينة', "(المدينة", "-"])
async def test_what_a_reader_types_by_mistake_is_never_an_error_page(page: Page, query: str) -> None:
    await found(page, query)
    await expect(page.get_by_role("heading", level=1)).to_contain_text("نتائج البحث عن")
