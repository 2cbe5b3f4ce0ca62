"""The TypeScript client: its types hold, and the examples that use it run in a browser against a gateway."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect
from tests.e2e.conftest import browser as browser  # noqa: PLC0414 # a fixture
from tests.integration.clients.conftest import COUNT, article_name, fill, gateway
from tests.integration.gateway.conftest import Platform
from tests.unit.gateway.fakes import headline

CLIENTS = Path(__file__).parents[3] / "clients"
TYPESCRIPT = CLIENTS / "typescript"
INSTALL_S, BUILD_S = 180, 180


@pytest.fixture(scope="session")
def tsc() -> Path:
    """TypeScript's compiler, as the lock of the package has it."""
    compiler = TYPESCRIPT / "node_modules" / ".bin" / "tsc"
    if compiler.exists():
        return compiler
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs node and npm for TypeScript's compiler")
    words = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    try:
        done = subprocess.run(
            words, cwd=TYPESCRIPT, capture_output=True, text=True, timeout=INSTALL_S, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip(f"needs the packages of clients/typescript: no registry answered npm in {INSTALL_S} s")
    if done.returncode:
        pytest.skip(f"needs the packages of clients/typescript: {done.stderr.strip()[-200:]}")
    return compiler


def compiled(tsc: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(tsc), *words], cwd=TYPESCRIPT, capture_output=True, text=True, timeout=BUILD_S, check=False
    )


@pytest.fixture(scope="session")
def examples(tsc: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The examples beside the compiled client, on a server; its address."""
    root = tmp_path_factory.mktemp("clients")
    done = compiled(tsc, "--outDir", str(root / "typescript" / "dist"))
    assert done.returncode == 0, done.stdout
    shutil.copytree(CLIENTS / "examples", root / "examples")

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(root))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/examples"
        server.shutdown()


RIGHT = """
import { Nashra } from "./index.js";
const nashra = new Nashra("http://127.0.0.1:8000");
export async function right(): Promise<string> {
  const page = await nashra.get("/v1/search", { query: { q: "آسفي", facets: ["source"] } });
  const article = await nashra.get("/v1/articles/{article_id}", { path: { article_id: page.items[0]!.id } });
  for await (const record of nashra.export({ section: ["sports"] })) return record.text;
  return article.source.name + page.items[0]!.source.name + (page.next ?? "");
}
"""
MISTAKES = {
    'await nashra.get("/v1/serch");': "serch",
    'await nashra.get("/v1/search", { query: { sorce: "alalam" } });': "sorce",
    'await nashra.get("/v1/search", { query: { match: "fuzzy" } });': "fuzzy",
    'await nashra.get("/v1/articles/{article_id}", {});': "path",
    '(await nashra.get("/v1/articles")).items[0]!.headline;': "headline",
}


def test_a_frontend_is_told_its_mistakes_before_it_runs(tsc: Path, tmp_path: Path) -> None:
    source = tmp_path / "src"
    shutil.copytree(TYPESCRIPT / "src", source)
    config = json.loads((TYPESCRIPT / "tsconfig.json").read_text())
    (tmp_path / "tsconfig.json").write_text(json.dumps(config))
    (source / "right.ts").write_text(RIGHT)
    for number, mistake in enumerate(MISTAKES):
        (source / f"wrong{number}.ts").write_text(f"{RIGHT}\n{mistake}\n")
    done = compiled(tsc, "--noEmit", "--project", str(tmp_path))
    told = re.split(r"^(?=\S)", done.stdout, flags=re.MULTILINE)
    assert [one for one in told if one and "wrong" not in one] == []
    for number, word in enumerate(MISTAKES.values()):
        assert any(f"wrong{number}.ts" in one and word in one for one in told), done.stdout


@pytest.fixture
async def page(browser: Browser) -> Any:
    context = await browser.new_context(viewport={"width": 900, "height": 800})
    opened = await context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    await context.close()
    assert errors == []


async def test_the_ticker(platform: Platform, page: Page, examples: str) -> None:
    """It fills, goes on live, and comes back by itself when the gateway was away."""
    await platform.publish([headline(number, title=f"خبر {number}") for number in range(3)])
    items = page.locator("#headlines a")
    async with gateway(platform) as url:
        await page.goto(f"{examples}/ticker.html?api={url}")
        await expect(items).to_have_text(["خبر 2", "خبر 1", "خبر 0"])
        await expect(page.locator("#state")).to_have_text("مباشر")
        await platform.publish([headline(3, title="خبر عاجل")])
        await expect(items.first).to_have_text("خبر عاجل")
    await expect(page.locator("#state")).to_have_text("يعيد الاتصال…")
    await platform.publish([headline(4, title="أثناء الانقطاع")])
    async with gateway(platform, int(url.rpartition(":")[2])):
        await expect(items.first).to_have_text("أثناء الانقطاع", timeout=60_000)
        await expect(items).to_have_count(5)
        await page.goto("about:blank")


async def test_search_story_and_export(platform: Platform, page: Page, examples: str) -> None:
    await fill(platform)
    async with gateway(platform) as url:
        await page.goto(f"{examples}/search.html?api={url}")
        await page.fill("#q", "كأ")
        await expect(page.locator("#suggestions option").first).to_be_attached()
        await page.fill("#q", "موانئ")
        await page.press("#q", "Enter")
        results = page.locator("#results li")
        await expect(results).to_have_count(10)
        assert "ميناء" in (await page.locator("mark").all_text_contents())
        await page.click("#more")
        await expect(results).to_have_count(20)
        await page.fill("#q", '"كأس')
        await page.press("#q", "Enter")
        await expect(page.locator("#state")).to_have_text("تعذر فهم عبارة البحث.")
        await page.goto(f"{examples}/story.html?api={url}")
        await expect(page.locator("#headlines li")).to_have_count(2)
        await expect(page.locator("#about")).to_have_text("عدد المقالات: 2، عدد المصادر: 2")
        await page.goto(f"{examples}/story.html?api={url}&story=s_zz")
        await expect(page.locator("#title")).to_have_text("لم نعثر على ما تطلبه.")
        ids = await page.evaluate(EXPORT, url)
    assert ids == [f"a_{article_name(number)}" for number in range(COUNT)]


# the network breaks twice in the middle of a record
EXPORT = """async (url) => {
  const { Nashra } = await import("/typescript/dist/index.js");
  let cuts = 2;
  const broken = async (...given) => {
    const response = await fetch(...given);
    if (cuts-- <= 0) return response;
    let left = 70_000;
    const part = response.body.pipeThrough(new TransformStream({
      transform(piece, out) {
        out.enqueue(piece.slice(0, left));
        if ((left -= piece.length) <= 0) out.error(new TypeError("network error"));
      },
    }));
    return new Response(part, { status: response.status, headers: response.headers });
  };
  const ids = [];
  const nashra = new Nashra(url, { fetch: broken });
  for await (const record of nashra.export({ section: ["economy"] })) ids.push(record.id);
  return ids;
}"""


async def test_the_ticker_in_a_terminal(platform: Platform) -> None:
    await platform.publish([headline(number, title=f"خبر {number}") for number in range(2)])
    async with gateway(platform) as url:
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            str(CLIENTS / "examples" / "ticker.py"),
            url,
            stdout=subprocess.PIPE,
            env={"PYTHONPATH": str(CLIENTS / "python"), "PYTHONIOENCODING": "utf-8"},
        )
        assert running.stdout is not None
        lines = [(await running.stdout.readline()).decode().strip() for _ in range(2)]
        assert lines == ["العلم: خبر 0", "بيان اليوم: خبر 1"]
        await platform.publish([headline(2, title="خبر عاجل")])
        assert (await running.stdout.readline()).decode().strip() == "العلم: خبر عاجل"
        running.kill()
        await running.wait()
