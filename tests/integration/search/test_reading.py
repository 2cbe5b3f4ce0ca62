"""The reader on a real index: filters, facets, order, pages, highlights, stories, suggestions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from services.contracts.article import Image
from services.runtime.settings import Settings
from services.search import generations
from services.search.bulk import Verdict
from services.search.cluster import connect
from services.search.documents import article_document
from services.search.errors import IndexUnavailable, QuerySyntaxError
from services.search.indexing import headline
from services.search.reader import Reader
from services.search.results import FacetValue, Filters, Page, SearchRequest, Segment
from services.search.settings import SearchSettings
from tests.integration.search.articles import ALALAM, SABAH, article, at, on
from tests.integration.search.conftest import Index

FINAL = "تعادل في نهائي كأس العرش"
PHOTO = Image(id="i_port", url="https://alalam.example/port.jpg", alt="ميناء", credit="وكالة")

ARCHIVE = [
    article("port", "ميناء آسفي يتوسع", "بدأت أشغال التوسعة بالميناء.", section="economy", images=(PHOTO,),
            published=on(2025, 4, 1), keywords=("ميناء آسفي",), story="s_port", places=("مصب تانسيفت",)),
    article("port-sabah", "أشغال جديدة في ميناء آسفي", "انطلقت الأشغال.", source=SABAH, section="economy",
            published=at(datetime(2025, 4, 2, 9, 30, tzinfo=UTC)), story="s_port"),
    article("fish", "صيد السردين في آسفي", "تراجع صيد السردين في ميناء آسفي.", section="economy",
            published=on(2025, 4, 3)),
    article("cup", FINAL, "انتهت المباراة بالتعادل.", section="sports", published=on(2025, 4, 3)),
    article("cup-sabah", FINAL, "تعادل الفريقان.", source=SABAH, section="sports",
            published=on(2025, 4, 4), keywords=("المغرب التطواني",)),
    article("fr", "Le port de Safi", "Travaux au port.", section="economy", lang="fr",
            published=on(2025, 4, 4)),
]  # fmt: skip


@pytest.fixture(scope="module")
async def archive(module_index: Index) -> Index:
    await module_index.add(*ARCHIVE)
    return module_index


async def ids(index: Index, text: str = "", **request: object) -> list[str]:
    result = await index.reader.search(SearchRequest(text=text, **request))  # type: ignore[arg-type]
    return [item.id.removeprefix("a_") for item in result.items]


async def test_words_mean_and(archive: Index) -> None:
    assert set(await ids(archive, "ميناء آسفي")) == {"port", "port-sabah", "fish"}
    assert await ids(archive, "ميناء السردين") == ["fish"]


async def test_operators(archive: Index) -> None:
    assert set(await ids(archive, "السردين OR تعادل")) == {"fish", "cup", "cup-sabah"}
    assert set(await ids(archive, "ميناء -السردين source:alalam")) == {"port"}
    assert set(await ids(archive, "title:(السردين OR أشغال)")) == {"fish", "port-sabah"}
    assert set(await ids(archive, "section:رياضة after:2025-04-04")) == {"cup-sabah"}
    assert set(await ids(archive, "section:economy before:2025-04-02")) == {"port"}
    assert set(await ids(archive, "source:الصباح أشغال")) == {"port-sabah"}


async def test_a_syntax_error_says_where_and_offers_the_words(archive: Index) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        await ids(archive, 'ميناء "آسفي')
    assert caught.value.position == 6
    assert caught.value.literal == "ميناء آسفي"


async def test_a_quotation_that_nothing_holds_is_loosened_and_named(archive: Index) -> None:
    result = await archive.reader.search(SearchRequest(text='ميناء "السردين صيد"'))
    assert [item.id for item in result.items] == ["a_fish"]
    assert result.interpreted.dropped == ("«السردين صيد»",)
    assert await ids(archive, '"السردين صيد"') == []


async def test_a_quotation_is_loosened_on_all_pages_or_on_none(archive: Index) -> None:
    for text, found in (('أشغال "ميناء آسفي"', {"port", "port-sabah"}), ('آسفي "ميناء السردين"', {"fish"})):
        counted = await archive.reader.search(SearchRequest(text=text, page=Page(limit=0)))
        assert (counted.total and counted.total.value) == len(found)
        seen: list[str] = []
        page = Page(limit=1)
        for _ in found:
            (item,) = (await archive.reader.search(SearchRequest(text=text, page=page))).items
            seen.append(item.id.removeprefix("a_"))
            page = Page(limit=1, after=item.sort_values)
        assert set(seen) == found
        # the last page was full, so that a client asks for one more
        assert (await archive.reader.search(SearchRequest(text=text, page=page))).items == ()


async def test_key_words_that_nothing_holds_together_find_what_holds_some(archive: Index) -> None:
    result = await archive.reader.search(SearchRequest(text="السردين المباراة"))
    assert {item.id for item in result.items} == {"a_fish", "a_cup"}
    assert result.interpreted.loosened
    held = await archive.reader.search(SearchRequest(text="ميناء السردين"))
    assert not held.interpreted.loosened


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("السردين المباراة", {"sort": "-published_at"}),
        ("السردين المباراة", {"match": "standard"}),
        ("السردين -آسفي المباراة", {}),
        ("ميناء السردين", {"filters": Filters(source=("assabah",))}),
    ],
)
async def test_lists_strict_searches_and_filters_are_never_loosened(
    archive: Index, text: str, request_: dict[str, Any]
) -> None:
    assert await ids(archive, text, **request_) == []


async def test_a_search_is_loosened_on_all_its_pages_and_none_more(archive: Index) -> None:
    seen: list[str] = []
    page = Page(limit=1)
    while items := (
        await archive.reader.search(SearchRequest(text="السردين المباراة", total="none", page=page))
    ).items:
        seen += [item.id for item in items]
        page = Page(limit=1, after=items[-1].sort_values)
    assert sorted(seen) == ["a_cup", "a_fish"]
    (fish,) = (await archive.reader.search(SearchRequest(text="ميناء السردين"))).items
    behind = SearchRequest(text="ميناء السردين", total="none", page=Page(after=fish.sort_values))
    assert (await archive.reader.search(behind)).items == ()


async def test_a_question_is_answered_in_other_words(archive: Index) -> None:
    assert (await ids(archive, "هل توسع ميناء مدينة آسفي هذا الشهر؟"))[0] in {"port", "port-sabah"}


async def test_filters_are_half_open_and_in_the_edition_zone(archive: Index) -> None:
    april_3 = Filters(since=datetime(2025, 4, 3, tzinfo=UTC), until=datetime(2025, 4, 4, tzinfo=UTC))
    assert set(await ids(archive, filters=april_3)) == {"fish", "cup"}
    assert set(await ids(archive, filters=Filters(lang=("fr",)))) == {"fr"}
    assert set(await ids(archive, filters=Filters(source=("assabah",), section=("sports",)))) == {"cup-sabah"}


async def test_facets_count_within_all_filters_but_their_own(archive: Index) -> None:
    request = SearchRequest(
        filters=Filters(source=("assabah",), section=("sports",)), facets=("source", "section")
    )
    result = await archive.reader.search(request)
    assert result.total is not None
    assert result.total.value == 1
    sources = {value.value: (value.count, value.selected) for value in result.facets["source"]}
    sections = {value.value: (value.count, value.selected) for value in result.facets["section"]}
    assert sources == {"alalam": (1, False), "assabah": (1, True)}
    assert sections == {"sports": (1, True), "economy": (1, False)}


async def test_a_selected_value_is_counted_however_rare_it_is(archive: Index) -> None:
    request = SearchRequest(filters=Filters(source=("assabah", "nobody")), facets=("source",), facet_limit=1)
    result = await archive.reader.search(request)
    assert result.facets["source"] == (
        FacetValue("alalam", 4),
        FacetValue("assabah", 2, selected=True),
        FacetValue("nobody", 0, selected=True),
    )


async def test_articles_that_name_an_entity(archive: Index) -> None:
    assert await ids(archive, filters=Filters(entity=("e_0",))) == ["port"]


async def test_a_histogram_says_its_share_of_all_coverage(archive: Index) -> None:
    request = SearchRequest(
        text="تعادل",
        histogram="day",
        filters=Filters(since=datetime(2025, 4, 1, tzinfo=UTC), until=datetime(2025, 4, 6, tzinfo=UTC)),
    )
    result = await archive.reader.search(request)
    assert result.histogram is not None
    assert [(b.start.date().isoformat(), b.count, b.share) for b in result.histogram] == [
        ("2025-04-03", 1, 0.5),
        ("2025-04-04", 1, 0.5),
    ]


@pytest.mark.parametrize("text", ["تعادل", "تعادل before:2025-04-04", "هل تعادل الفريقان؟"])
async def test_a_histogram_of_hours_that_are_long_ago_ends_with_them(archive: Index, text: str) -> None:
    result = await archive.reader.search(SearchRequest(text=text, histogram="hour", page=Page(limit=0)))
    assert result.histogram
    assert result.total is not None
    assert sum(bucket.count for bucket in result.histogram) == result.total.value


async def test_the_share_is_of_the_whole_of_the_last_bucket(index: Index) -> None:
    nine, later = (at(datetime(2015, 7, 21, 9, minute, tzinfo=UTC)) for minute in (5, 50))
    await index.add(article("fire", "حريق", published=nine), article("rain", "أمطار", published=later))
    result = await index.reader.search(SearchRequest(text="حريق", histogram="hour"))
    assert [(bucket.count, bucket.share) for bucket in result.histogram or ()] == [(1, 0.5)]


async def test_a_search_for_nothing_but_signs_finds_nothing(archive: Index) -> None:
    for text in ("!!!", "«»", "😀", "-", "\u200f"):
        assert await ids(archive, text) == []
    assert len(await ids(archive, "  ")) == 6


async def test_the_order_is_told_as_it_is(archive: Index) -> None:
    for text, sort in (
        ("ميناء", "relevance"),
        ("source:alalam", "-published_at"),
        ("-ميناء", "-published_at"),
    ):
        assert (await archive.reader.search(SearchRequest(text=text))).sort == sort


async def test_highlights_are_whole_words_across_readings(archive: Index) -> None:
    result = await archive.reader.search(SearchRequest(text="اسفي الميناء"))
    port = next(item for item in result.items if item.id == "a_port")
    assert port.highlights["title"] == (
        (Segment("ميناء", hit=True), Segment(" "), Segment("آسفي", hit=True), Segment(" يتوسع")),
    )
    assert Segment("بالميناء", hit=True) in port.highlights["body"][0]


async def test_a_story_is_one_result_and_says_how_many_more(archive: Index) -> None:
    request = SearchRequest(text="ميناء آسفي", collapse="story", page=Page(limit=2))
    first = await archive.reader.search(request)
    following = Page(limit=2, after=first.items[-1].sort_values, as_of=first.index.complete_through)
    second = await archive.reader.search(SearchRequest(text="ميناء آسفي", collapse="story", page=following))
    found = [*first.items, *second.items]
    assert [item.story_id for item in found].count("s_port") == 1
    assert len(found) == 1 + 2 - (len(first.items) + len(second.items) < 3)
    assert next(item for item in found if item.story_id == "s_port").more_in_story == 1


@pytest.mark.parametrize("sort", ["relevance", "-published_at", "-indexed_at"])
async def test_pages_show_every_result_once(index: Index, sort: str) -> None:
    await index.add(
        *(article(f"n{n}", f"خبر رقم {n}", "نص الخبر.", published=on(2025, 4, 1 + n % 5)) for n in range(25))
    )
    seen: list[str] = []
    page = Page(limit=7)
    while True:
        # what is a moment old is not yet what lists are pinned to, so freshness has no fixed moment here
        request = SearchRequest(text="خبر", sort=sort, freshness=False, page=page)  # type: ignore[arg-type]
        result = await index.reader.search(request)
        seen += [item.id for item in result.items]
        if len(result.items) < 7:
            break
        as_of = page.as_of or max(item.indexed_at for item in result.items)
        page = Page(limit=7, after=result.items[-1].sort_values, as_of=as_of)
        if sort != "relevance":  # whose scores depend on what is in the index
            await index.add(article(f"late{len(seen)}", "خبر جديد", "وصل متأخرا.", published=on(2025, 3, 1)))
    assert len(seen) == len(set(seen))
    assert set(seen) == {f"a_n{n}" for n in range(25)}


async def test_totals_have_a_relation(archive: Index) -> None:
    exact = await archive.reader.search(SearchRequest(total="exact", page=Page(limit=0)))
    assert exact.total is not None
    assert (exact.total.value, exact.total.relation) == (6, "eq")
    assert (await archive.reader.search(SearchRequest(total="none"))).total is None


async def test_an_article_comes_back_as_it_was_enriched(archive: Index) -> None:
    stored = await archive.reader.article("a_port")
    assert stored is not None
    assert stored.enriched == ARCHIVE[0]
    assert await archive.reader.article("a_nobody") is None


async def test_related_is_the_story_first_then_what_is_like_it(archive: Index) -> None:
    related = await archive.reader.related("a_port")
    assert (related[0].article.id, related[0].reason) == ("a_port-sabah", "story")
    assert {item.reason for item in related[1:]} <= {"similar"}
    assert "a_fish" in [item.article.id for item in related]
    assert await archive.reader.related("a_nobody") == []
    (told,) = await archive.reader.related("a_port", reasons=["story"])
    assert told.article.id == "a_port-sabah"
    similar = await archive.reader.related("a_port", reasons=["similar"])
    assert {item.reason for item in similar} == {"similar"}


async def test_suggestions_tolerate_hamza_and_the_missing_article(archive: Index) -> None:
    reader = archive.reader
    assert "ميناء آسفي" in [s.text for s in await reader.suggest("مينا", ["query"])]
    assert "أشغال جديدة في ميناء آسفي" in [s.text for s in await reader.suggest("اشغال", ["query"])]
    assert "المغرب التطواني" in [s.text for s in await reader.suggest("مغر", ["query"])]
    source = (await reader.suggest("al al", ["source"]))[0]
    assert (source.text, source.id) == ("العلم", "alalam")
    assert [s.id for s in await reader.suggest("رياض", ["section"])] == ["sports"]
    (named,) = await reader.suggest("مصب", ["query", "entity"])
    assert (named.kind, named.id, named.text) == ("entity", "e_0", "مصب تانسيفت")
    mixed = await reader.suggest("ا", ["query", "source", "section"])
    assert {s.kind for s in mixed} == {"query", "source", "section"}


async def test_activity_and_images(archive: Index) -> None:
    activity = await archive.reader.activity()
    assert activity[ALALAM.id].articles_24h == 4
    assert activity[SABAH.id].last_article_at is not None
    image = await archive.reader.image("i_port")
    assert image is not None
    assert (image.article_id, image.state, image.credit) == ("a_port", "visible", "وكالة")
    assert await archive.reader.image("i_nobody") is None


async def test_a_misspelt_word_is_offered_from_the_vocabulary(archive: Index) -> None:
    result = await archive.reader.search(SearchRequest(text="السردبن"))
    assert "السردين" in [correction.q for correction in result.did_you_mean]
    assert (await archive.reader.search(SearchRequest(text="السردين"))).did_you_mean == ()


async def test_a_misspelt_word_of_titles_is_offered_and_a_word_of_texts_left_alone(archive: Index) -> None:
    result = await archive.reader.search(SearchRequest(text="نهاايي"))
    assert [correction.q for correction in result.did_you_mean] == ["نهائي"]
    for text in ("نهائي", "أشغال", "الفريقان"):
        assert (await archive.reader.search(SearchRequest(text=text))).did_you_mean == ()


async def test_without_an_index_the_reader_says_so(settings: Settings) -> None:
    async with Reader(settings) as reader:
        for call in (reader.state(), reader.search(SearchRequest()), reader.article("a"), reader.activity()):
            with pytest.raises(IndexUnavailable):
                await call


async def test_without_a_cluster_the_reader_says_so() -> None:
    async with Reader(Settings(elasticsearch="http://127.0.0.1:9")) as reader:
        with pytest.raises(IndexUnavailable, match=r"no Elasticsearch at http://127.0.0.1:9"):
            await reader.search(SearchRequest(text="خبر"))


async def test_an_index_of_an_older_schema_is_asked_for_stems_until_the_reindex(settings: Settings) -> None:
    search = SearchSettings(**settings.model_dump(), replicas="0-1")
    async with connect(search, 30) as client:
        name = search.named("articles-v4-first")
        await generations.provision_states(client, search)
        await client.indices.create(index=name, aliases={search.named("articles"): {"is_write_index": True}})
        document = article_document(article("port", "موانئ آسفي", "توسعة."), datetime.now(UTC))
        del document["lexemes"]
        await client.index(index=name, id="a_port", document=document, refresh=True)
        async with Reader(search) as reader:
            result = await reader.search(SearchRequest(text="آسفي"))
    assert [item.id for item in result.items] == ["a_port"]


@pytest.mark.parametrize(
    "text",
    ["ميناء", "الموانئ", "صيد السردين", '"ميناء آسفي"', "ميناء -سردين", "اسفي", "تعادل OR سردين",
     "title:ميناء", "source:assabah", "section:sports تعادل", "before:2025-04-03 ميناء", "سباق",
     "الأشغال انطلقت"],
)  # fmt: skip
async def test_a_headline_answers_a_search_as_its_article_does(archive: Index, text: str) -> None:
    found = await archive.reader.search(SearchRequest(text=text, sort="-indexed_at", page=Page(100)))
    query = archive.reader.headline_query(text)
    lines = [headline(item, Verdict.CREATED, datetime.now(UTC)) for item in ARCHIVE]
    assert {line.article_id for line in lines if query(line)} == {item.id for item in found.items}
