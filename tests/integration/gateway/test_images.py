"""Pictures through the real index and the real guarded client, from newspapers that are on the wire."""

from __future__ import annotations

from datetime import UTC, datetime

from services.contracts.article import Article, EnrichedArticle, Image, ImageBlock, Paragraph, Published
from services.contracts.source import Source
from services.press.server import Press
from tests.integration.gateway.conftest import Platform, replica
from tests.unit.gateway.asgi import Client
from tests.unit.web.loopback import canary


def pictured(source: Source, name: str, url: str) -> EnrichedArticle:
    """An article with one image; `name` makes the ids."""
    return EnrichedArticle(
        article=Article(
            id=f"a_{name}",
            source=source.ref(),
            url=f"{source.home_url}{name}",
            title="ميناء آسفي يستعد لاستقبال أول باخرة",
            blocks=(Paragraph(text="فقرة أولى."), ImageBlock(image_id=f"i_{name}")),
            images=(Image(id=f"i_{name}", url=url, alt="ميناء آسفي"),),
            published=Published(),
            fetched_at=datetime.now(UTC),
        ),
        lang="ar",
        word_count=2,
        enriched_at=datetime.now(UTC),
    )


async def test_a_reader_sees_the_newspapers_picture_until_it_is_hidden(platform: Platform) -> None:
    async with Press() as press:
        source = press.sources()[0]
        await platform.register(source)
        await platform.index([pictured(source, "port", f"{press.url}{source.id}/pictures/port.png")])
        async with replica(platform.gateway_settings) as app:
            client = Client(app)
            told = (await client.get("/v1/articles/a_port")).json()
            (src,) = [block["src"] for block in told["blocks"] if block["type"] == "image"]
            shown = await client.get(src)
            assert (shown.status, shown.headers["content-type"]) == (200, "image/png")
            assert shown.body.startswith(b"\x89PNG")
            await platform.set_image("i_port", "a_port", 1, hidden=True)
            assert (await client.get(src)).status == 410


async def test_an_article_cannot_send_us_where_its_newspaper_may_not_go(platform: Platform) -> None:
    async with canary() as (port, heard), Press() as press:
        source, other = press.sources()[:2]
        other = other.model_copy(update={"allow": ()})
        await platform.register(source, other)
        await platform.index(
            [
                pictured(source, "inside", f"http://127.0.0.1:{port}/latest/meta-data"),
                pictured(source, "named", f"http://localhost:{port}/"),
                pictured(other, "theirs", f"{press.url}{source.id}/pictures/port.png"),
            ]
        )
        async with replica(platform.gateway_settings) as app:
            client = Client(app)
            for name in ("inside", "named", "theirs"):
                answer = await client.get(f"/images/i_{name}")
                assert (answer.status, answer.json()["code"]) == (502, "newspaper-unavailable")
                assert "127.0.0.1" not in answer.body.decode()
        assert heard == []
