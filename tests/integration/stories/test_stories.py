"""The role `stories` on a real broker: one order, one state, whatever happens to the workers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.event import Event
from services.contracts.source import SourceRef
from services.contracts.story import StoryInput
from services.contracts.topics import STORIES, STORY_INPUTS
from services.contracts.withdrawal import Withdrawal
from services.runtime.provision import provision
from services.runtime.settings import Settings
from services.stories.clustering import Clustering
from tests.workers.process import WorkerProcess, eventually
from tests.workers.topics import events, publish

NOW = datetime.now(UTC)
EVENTS = [
    (
        "فيضانات أكادير تغمر حي تيليلا",
        "غمرت فيضانات مفاجئة حي تيليلا بأكادير وأجلت الوقاية المدنية مئات السكان",
    ),
    (
        "الرجاء يهزم الوداد في ديربي البيضاء",
        "حسم الرجاء ديربي البيضاء أمام الوداد بهدف حريمات في مركب محمد الخامس",
    ),
    (
        "البرلمان يصادق على قانون المالية",
        "صادق مجلس النواب على مشروع قانون المالية بأغلبية بعد نقاش حول الضريبة",
    ),
    ("القطار السريع يبلغ مراكش سنة 2029", "أعلن مكتب السكك الحديدية انطلاق أشغال الخط فائق السرعة نحو مراكش"),
    ("مهرجان طنجة يتوج شريط ليلى بنيس", "منحت لجنة تحكيم مهرجان الفيلم بطنجة جائزتها الكبرى لشريط ليلى بنيس"),
]
PAPERS = ["alalam", "hespress", "yabiladi", "dhifaf"]


def told(event: int, paper: int, revision: int = 1) -> EnrichedArticle:
    title, text = EVENTS[event]
    source = PAPERS[paper]
    words = text.split()
    turned = " ".join(words[paper:] + words[:paper])
    article = Article(
        id=f"a_{event}{paper}",
        revision=revision,
        source=SourceRef(id=source, name=source),
        url=f"https://{source}.example/{event}",
        title=title,
        blocks=(Paragraph(text=f"{turned}، حسب {source}."),),
        fetched_at=NOW + timedelta(minutes=event + 10 * paper),
    )
    return EnrichedArticle(article=article, lang="ar", enriched_at=NOW)


ALL = [told(event, paper) for paper in range(len(PAPERS)) for event in range(len(EVENTS))]


def worker(settings: Settings, directory: Path, name: str) -> WorkerProcess:
    return WorkerProcess("services.cli", settings, directory / f"{name}.log", "run", "stories")


async def placed(settings: Settings) -> dict[str, str]:
    """By article, the story that its last change says."""
    found: dict[str, str] = {}
    for change in await events(settings, STORIES):
        for name in change.left:
            found.pop(name, None)
        found |= {one.article_id: change.story_id for one in change.assigned}
    return found


async def replayed(settings: Settings) -> dict[str, str]:
    """The same from the recorded order alone, decided in this process by one pass."""
    clustering = Clustering()
    for sequence, one in enumerate(await events(settings, STORY_INPUTS)):
        clustering.decide(one, sequence)
    return {name: story for story, names in clustering.stories.items() for name in names}


async def complete(settings: Settings, expected: Sequence[EnrichedArticle]) -> None:
    async def all_of_them() -> bool:
        return set(await placed(settings)) >= {one.article_id for one in expected}

    await eventually(all_of_them, "a story for every article", 60)


async def test_the_stories_are_those_of_the_recorded_order_whatever_happens_to_the_workers(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    await publish(settings, *ALL[:8])
    async with worker(settings, tmp_path, "first") as first:
        await complete(settings, ALL[:1])
        await first.kill()
    async with worker(settings, tmp_path, "second") as second, worker(settings, tmp_path, "third"):
        await publish(settings, *ALL[4:14])  # some of them again
        await complete(settings, ALL[:14])
        await second.kill()
        await publish(settings, *ALL[14:], *ALL[:3])
        await complete(settings, ALL)
        assert await placed(settings) == await replayed(settings)
    stories = await placed(settings)
    for event in range(len(EVENTS)):
        assert len({stories[f"a_{event}{paper}"] for paper in range(len(PAPERS))}) == 1
    assert len(set(stories.values())) == len(EVENTS)


async def test_withdrawals_and_edits_are_taken_in_and_outlive_a_worker(
    settings: Settings, tmp_path: Path
) -> None:
    await provision(settings)
    await publish(settings, *ALL)
    source = SourceRef(id="alalam", name="العلم")
    async with worker(settings, tmp_path, "first") as first:
        await complete(settings, ALL)
        stories = await placed(settings)
        edit = StoryInput(
            kind="join", story_id=stories["a_00"], stories=(stories["a_10"],), by="amina", note="للتجربة"
        )
        decisions: list[Event] = [
            edit,
            Withdrawal(article_id="a_21", source=source, revision=1, decided_by="amina", decided_at=NOW),
        ]
        await publish(settings, *decisions)

        async def applied() -> bool:
            now = await placed(settings)
            return "a_21" not in now and now["a_00"] == now["a_10"]

        await eventually(applied, "the edit and the withdrawal", 30)
        await first.kill()
    async with worker(settings, tmp_path, "second"):
        await publish(settings, told(2, 1, revision=2), told(1, 3, revision=2), told(0, 0, revision=2))
        late = told(1, 0).model_copy(
            update={"article": told(1, 0).article.model_copy(update={"id": "a_late", "title": EVENTS[1][0]})}
        )
        await publish(settings, late)
        await complete(settings, [late])
    now = await placed(settings)
    assert "a_21" not in now
    assert now["a_late"] == now["a_10"] == now["a_00"]
