from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from tests.e2e.conftest import Platform
from tests.e2e.test_entities import foremost_entity
from tests.e2e.test_stories import widest_story

DATE = re.compile(r"^\S+ \d{1,2} \S+ \d{4}")

# the words of a date as they stand on the glass, from right to left
WORDS_BY_PLACE = """(time) => {
  const places = [];
  const walker = document.createTreeWalker(time, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const word of node.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(node, word.index);
      range.setEnd(node, word.index + word[0].length);
      places.push([word[0], range.getClientRects()[0].right]);
    }
  }
  return places.sort((one, other) => other[1] - one[1]).map(([word]) => word);
}"""


async def first_article(platform: Platform, *, with_image: bool = False) -> str:
    found = await platform.ask("/v1/articles?limit=100")
    return next(f"/a/{item['id']}" for item in found["items"] if item["lead_image"] or not with_image)


async def address_of(platform: Platform, path: str) -> str:
    """A path, or that of an `article` with a picture, of the widest `story`, of the foremost `entity`."""
    match path:
        case "article":
            return await first_article(platform, with_image=True)
        case "story":
            return f"/s/{(await widest_story(platform))['id']}"
        case "entity":
            return str((await foremost_entity(platform))["url"])
        case _:
            return path


async def test_everything_can_be_read_without_javascript(platform: Platform, browser: Browser) -> None:
    context = await browser.new_context(base_url=platform.url, java_script_enabled=False)
    page = await context.new_page()
    await page.goto("/")
    assert await page.locator("[data-list] li a").count() >= 50
    await expect(page.locator("[data-pause]")).to_be_hidden()
    await expect(page.locator(".display")).to_be_hidden()

    headline = page.locator("[data-list] li a").first
    title = await headline.inner_text()
    await headline.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    for part in (".reading-head", ".reading-foot"):
        await expect(page.locator(f"{part} a[rel~=external]")).to_have_count(1)
    assert DATE.match(await page.locator(".facts time").inner_text())

    await page.get_by_role("searchbox").fill("أكادير")
    await page.get_by_role("button", name="بحث").click()
    assert await page.locator(".results .card mark").count() >= 1

    await page.get_by_role("link", name="الجرائد", exact=True).click()
    assert await page.locator(".newspapers li").count() == len(platform.press.sources())
    await context.close()


async def test_a_date_reads_from_right_to_left_on_the_glass(platform: Platform, page: Page) -> None:
    await page.goto(await first_article(platform))
    time = page.locator(".facts time")
    shown = (await time.inner_text()).split()
    assert await time.evaluate(WORDS_BY_PLACE) == shown


async def test_a_theme_and_a_size_are_remembered(platform: Platform, page: Page) -> None:
    await page.goto(await first_article(platform))
    size = "getComputedStyle(document.querySelector('.text')).fontSize"
    normal = await page.evaluate(size)
    await page.get_by_text("العرض", exact=True).click()
    await page.get_by_label("داكن").check()
    await page.get_by_label("كبير", exact=True).check()
    await page.reload()
    ground = await page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(22, 21, 18)"
    assert await page.evaluate(size) > normal


@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/search?q=أكادير", "/sections/society", "/sources", "/nowhere", "article", "story"]
)
async def test_no_page_is_wider_than_its_window(
    platform: Platform, page: Page, width: int, path: str
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto(await address_of(platform, path))
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_a_first_view_stays_within_its_budget(platform: Platform, browser: Browser) -> None:
    """120 KB on the wire for page, style, scripts and fonts; pictures are the newspapers' own."""
    context = await browser.new_context(base_url=platform.url, viewport={"width": 390, "height": 844})
    page = await context.new_page()
    session = await context.new_cdp_session(page)
    await session.send("Network.enable")
    ours: set[str] = set()
    received: dict[str, float] = {}

    def answered(event: dict[str, Any]) -> None:
        if str(event["type"]) in {"Document", "Stylesheet", "Script", "Font"}:
            ours.add(str(event["requestId"]))

    session.on("Network.responseReceived", answered)
    session.on(
        "Network.loadingFinished",
        lambda event: received.update({event["requestId"]: event["encodedDataLength"]}),
    )
    await page.goto("/", wait_until="load")
    await page.evaluate("document.fonts.ready")
    assert len(ours) >= 6
    assert sum(size for request, size in received.items() if request in ours) <= 120_000
    await context.close()


async def test_our_fonts_are_the_ones_that_paint(page: Page) -> None:
    await page.goto("/")
    await page.evaluate("document.fonts.ready")
    painted = await page.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    assert {name.strip('"') for name in painted} == {"Nashra Sans", "Nashra Naskh"}
