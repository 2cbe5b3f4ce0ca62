"""Stories of a small press: what joins, what never does, and that the order of inputs alone decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from services.contracts.article import Article, EnrichedArticle, Paragraph
from services.contracts.identity import story_id
from services.contracts.source import SourceRef
from services.contracts.story import StoryChange, StoryInput
from services.stories.clustering import Clustering
from services.stories.outline import outline

START = datetime(2025, 4, 5, 8, tzinfo=UTC)
FLOOD = (
    "فيضانات أكادير تودي بحياة ثلاثة أشخاص وتغمر حي تيليلا",
    "لقي ثلاثة أشخاص مصرعهم ليلة السبت بعد فيضانات مفاجئة "
    "اجتاحت حي تيليلا بمدينة أكادير، وأعلنت الوقاية المدنية "
    "إجلاء مئات السكان نحو مدارس الحي، فيما غمرت السيول عشرات المنازل وجرفت السيارات قرب وادي سوس.",
)
FLOOD_AGAIN = (
    "ثلاثة قتلى في فيضانات بأكادير والوقاية المدنية تجلي سكان تيليلا",
    "خلفت السيول التي اجتاحت أكادير ثلاثة قتلى وخسائر كبيرة في "
    "حي تيليلا القريب من وادي سوس. وقالت الوقاية المدنية "
    "إنها أجلت السكان إلى مدارس، وإن فيضانات الليلة الماضية غمرت المنازل والسيارات.",
)
MATCH = (
    "الرجاء يهزم الوداد في ديربي البيضاء بهدف حريمات",
    "حسم الرجاء البيضاوي ديربي الدار البيضاء أمام غريمه الوداد "
    "بهدف سجله حريمات في الدقيقة السبعين من المباراة التي "
    "احتضنها مركب محمد الخامس، ليعزز موقعه في صدارة البطولة الاحترافية.",
)
BUDGET = (
    "البرلمان يصادق على قانون المالية بالأغلبية",
    "صادق مجلس النواب مساء اليوم على مشروع قانون المالية في "
    "قراءة ثانية بأغلبية مئة وثمانين صوتا، بعد نقاش طويل حول "
    "الضريبة على الدخل ومخصصات صندوق المقاصة ودعم الأسر.",
)
CAMEL_AT_TABUK = (
    "جمل سائب يتسبب في وفاة شاب وإصابة آخر بتبوك",
    "لقي شاب مصرعه وأصيب آخر فجر أمس إثر اصطدام مركبتهما بجمل سائب على طريق شرما، "
    "وباشرت فرق الهلال الأحمر والمرور الحادث ونقلت المصاب إلى المستشفى.",
)
CAMEL_AT_TABUK_AGAIN = (
    "مصرع شاب وإصابة مرافقه بعد اصطدامهما بجمل سائب في تبوك",
    "أدى اصطدام مركبة بجمل سائب على طريق شرما إلى وفاة شاب وإصابة مرافقه، "
    "ونقله الهلال الأحمر إلى المستشفى فيما تولى المرور التحقيق.",
)
CAMEL_AT_JAZAN = (
    "ناقة سائبة تتسبب في وفاة أربعة بجازان",
    "لقي رجل وزوجته وابنتاه مصرعهم إثر اصطدام مركبتهم بناقة سائبة قرب محافظة بيش مساء الاثنين، "
    "وباشر المرور الحادث ونقلت فرق الهلال الأحمر الجثث إلى المستشفى.",
)


def taken(
    name: str, text: tuple[str, str], source: str = "alalam", hours: float = 0, revision: int = 1
) -> StoryInput:
    article = Article(
        id=name,
        revision=revision,
        source=SourceRef(id=source, name=source),
        url=f"https://{source}.example/{name}",
        title=text[0],
        blocks=tuple(Paragraph(text=paragraph) for paragraph in text[1].split("\n")),
        fetched_at=START + timedelta(hours=hours),
    )
    return StoryInput(
        article_id=name,
        outline=outline(EnrichedArticle(article=article, lang="ar", enriched_at=article.fetched_at)),
    )


BACKGROUND = [
    taken(f"a_{name}", text, "dhifaf", hours / 10)
    for hours, (name, text) in enumerate(
        {
            "budget": BUDGET,
            "match": MATCH,
            "train": (
                "القطار فائق السرعة يبلغ مراكش",
                "أعلن المكتب الوطني للسكك الحديدية انطلاق أشغال خط القطار نحو مراكش بكلفة مليارات الدراهم.",
            ),
            "olive": (
                "موسم الزيتون يبدأ بإنتاج ضعيف في تاونات",
                "يشتكي فلاحو تاونات من تراجع إنتاج الزيتون هذا الموسم بسبب الجفاف وقلة التساقطات.",
            ),
            "film": (
                "مهرجان الفيلم بطنجة يتوج شريط المخرجة بنيس",
                "منحت لجنة تحكيم المهرجان الوطني للفيلم بطنجة جائزتها الكبرى لشريط المخرجة ليلى بنيس.",
            ),
        }.items()
    )
]


def after(inputs: Sequence[StoryInput]) -> tuple[Clustering, list[StoryChange]]:
    clustering = Clustering()
    changes: list[StoryChange] = []
    for sequence, one in enumerate([*BACKGROUND, *inputs]):
        changes += clustering.decide(one, sequence)
    return clustering, changes


def test_two_newspapers_that_tell_one_event_are_one_story_and_it_says_why() -> None:
    clustering, changes = after([taken("a_1", FLOOD), taken("a_2", FLOOD_AGAIN, "hespress", 1)])
    assert clustering.story_of("a_2") == clustering.story_of("a_1") == story_id("a_1")
    last = changes[-1]
    assert last.assigned[0].by == "words"
    assert {"اكادير", "فيضان"} & set(last.assigned[0].words)
    assert last.story
    assert (last.story.article_count, last.story.copy_count) == (2, 0)
    assert last.story.sources == ("alalam", "hespress")


def test_other_events_are_other_stories() -> None:
    clustering, _ = after([taken("a_1", FLOOD)])
    assert len(clustering.stories) == len(BACKGROUND) + 1


def test_the_same_accident_in_another_town_is_another_story() -> None:
    clustering, _ = after(
        [
            taken("a_1", CAMEL_AT_TABUK),
            taken("a_2", CAMEL_AT_JAZAN, "hespress", 1),
            taken("a_3", CAMEL_AT_TABUK_AGAIN, "alwatan", 2),
        ]
    )
    assert clustering.story_of("a_2") != clustering.story_of("a_1")
    assert clustering.story_of("a_3") == clustering.story_of("a_1")


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("فيضانات أكادير", FLOOD[1]),
        ("سيول سوس", FLOOD[1].rsplit(" ", 5)[0]),
        (FLOOD[0], f"{FLOOD[1]} وكالة المغرب العربي للأنباء"),
    ],
)
def test_the_same_text_is_a_copy_under_whatever_headline(title: str, text: str) -> None:
    clustering, changes = after([taken("a_1", FLOOD), taken("a_2", (title, text), "hespress", 1)])
    assert clustering.duplicate_of("a_2") == "a_1"
    assert changes[-1].assigned[0].by == "copy"
    assert changes[-1].story
    assert changes[-1].story.copy_count == 1


def test_a_copy_of_a_copy_is_a_copy_of_the_earliest() -> None:
    clustering, _ = after([taken(f"a_{n}", FLOOD, f"paper{n}", n) for n in range(3)])
    assert [clustering.duplicate_of(f"a_{n}") for n in range(3)] == [None, "a_0", "a_0"]


@pytest.mark.parametrize("body", [False, True])
def test_headlines_that_contradict_each_other_are_no_copies(body: bool) -> None:
    headline = "إسرائيل تحضر الملاجئ المضادة للصواريخ في هضبة الجولان بسبب أنشطة غير مألوفة {} في سوريا"
    one, other = ((title, title if body else "") for title in map(headline.format, ("لإيران", "لروسيا")))
    clustering, _ = after([taken("a_1", one), taken("a_2", other, "hespress", 1)])
    assert clustering.duplicate_of("a_2") is None


def test_a_column_joins_nothing_and_nothing_joins_it() -> None:
    weather = "يتوقع أن تكون الأجواء باردة مع أمطار متفرقة فوق مرتفعات الأطلس وسماء غائمة بالسواحل الشمالية"
    papers = [
        taken(
            f"a_{n}",
            (f"حالة الطقس ليوم {day}", f"{weather} ودرجات حرارة بين {n} و{n + 9}."),
            "alalam",
            24 * n,
        )
        for n, day in enumerate(["السبت", "الأحد", "الاثنين"])
    ]
    clustering, _ = after(papers)
    assert len({clustering.story_of(one.article_id) for one in papers}) == 3


def test_what_is_delivered_again_changes_nothing() -> None:
    clustering, _ = after([taken("a_1", FLOOD), taken("a_2", FLOOD_AGAIN, "hespress", 1)])
    before = clustering.stories
    assert clustering.decide(taken("a_2", FLOOD_AGAIN, "hespress", 1), 99) == []
    assert clustering.stories == before


def test_a_revision_keeps_its_story_unless_its_text_is_another() -> None:
    inputs = [taken("a_1", FLOOD), taken("a_2", FLOOD_AGAIN, "hespress", 1)]
    longer = (FLOOD_AGAIN[0], FLOOD_AGAIN[1] + " وارتفعت الحصيلة إلى أربعة قتلى.")
    clustering, _ = after([*inputs, taken("a_2", longer, "hespress", 1, revision=2)])
    assert clustering.story_of("a_2") == story_id("a_1")
    changed, _ = after([*inputs, taken("a_2", BUDGET, "hespress", 1, revision=2)])
    assert changed.story_of("a_2") == story_id("a_budget")


def test_a_withdrawn_article_leaves_its_story_and_its_copies_keep_their_own() -> None:
    inputs = [taken("a_1", FLOOD), taken("a_2", FLOOD, "hespress", 1), taken("a_3", FLOOD, "yabiladi", 2)]
    clustering, changes = after([*inputs, StoryInput(kind="withdraw", article_id="a_1")])
    assert clustering.story_of("a_1") is None
    assert clustering.duplicate_of("a_2") is None
    assert clustering.duplicate_of("a_3") == "a_2"
    assert changes[-1].left == ("a_1",)
    assert changes[-1].story
    assert "a_1" not in changes[-1].story.model_dump_json()
    assert clustering.decide(taken("a_1", FLOOD, revision=2), 50) == []
    clustering.decide(StoryInput(kind="restore", article_id="a_1"), 51)
    assert clustering.story_of("a_1") == clustering.story_of("a_2")


def test_what_an_operator_split_never_comes_together_by_itself() -> None:
    inputs = [taken("a_1", FLOOD), taken("a_2", FLOOD_AGAIN, "hespress", 1)]
    split = StoryInput(kind="split", story_id=story_id("a_1"), articles=("a_2",), by="amina")
    clustering, changes = after([*inputs, split, taken("a_3", FLOOD_AGAIN, "yabiladi", 2)])
    assert clustering.story_of("a_1") != clustering.story_of("a_2")
    assert {one.by for change in changes for one in change.assigned if one.article_id == "a_2"} == {
        "words",
        "operator",
    }


def test_what_an_operator_joined_stays_together_and_the_old_story_answers_from_the_new() -> None:
    join = StoryInput(kind="join", story_id=story_id("a_1"), stories=(story_id("a_match"),), by="amina")
    clustering, changes = after([taken("a_1", FLOOD), join])
    assert clustering.story_of("a_match") == story_id("a_1")
    assert [change.merged_into for change in changes if change.story_id == story_id("a_match")][
        -1
    ] == story_id("a_1")
    clustering.decide(taken("a_match", BUDGET, "dhifaf", 0.1, revision=2), 70)
    assert clustering.story_of("a_match") == story_id("a_1")


def test_an_edit_of_what_nobody_knows_changes_nothing() -> None:
    clustering, _ = after([taken("a_1", FLOOD)])
    assert clustering.decide(StoryInput(kind="join", story_id="s_nobody", stories=("s_1",)), 80) == []
    assert clustering.decide(StoryInput(kind="split", story_id=story_id("a_1"), articles=("a_1",)), 81) == []


def test_old_news_joins_no_story_of_today_and_evicts_none() -> None:
    old = taken("a_old", FLOOD_AGAIN, "hespress", -24 * 300)
    clustering, _ = after([taken("a_1", FLOOD), old, taken("a_older", FLOOD, "x", -24 * 301)])
    assert clustering.story_of("a_old") != clustering.story_of("a_1")
    assert clustering.story_of("a_older") == clustering.story_of("a_old")
    assert len(clustering.stories) == len(BACKGROUND) + 2


def test_what_left_the_window_is_compared_with_nothing_any_more() -> None:
    clustering, _ = after([taken("a_1", FLOOD), taken("a_9", FLOOD_AGAIN, "hespress", 24 * 7)])
    assert clustering.story_of("a_9") == story_id("a_9")
    assert clustering.articles == 1


def test_recalling_what_was_decided_gives_the_state_that_deciding_gave() -> None:
    inputs = [
        taken("a_1", FLOOD),
        taken("a_2", FLOOD_AGAIN, "hespress", 1),
        taken("a_3", FLOOD, "yabiladi", 2),
        StoryInput(kind="split", story_id=story_id("a_1"), articles=("a_2",)),
        taken("a_old", FLOOD, "x", -900),
        StoryInput(kind="withdraw", article_id="a_1"),
        StoryInput(kind="join", story_id=story_id("a_budget"), stories=(story_id("a_match"),)),
    ]
    decided, recalled = Clustering(), Clustering()
    for sequence, one in enumerate([*BACKGROUND, *inputs]):
        recalled.recall(one, sequence, decided.decide(one, sequence))
    assert recalled.stories == decided.stories
    new = taken("a_new", FLOOD_AGAIN, "warraq", 3)
    assert recalled.decide(new, 90) == decided.decide(new, 90)
