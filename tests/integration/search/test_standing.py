"""Saved searches find what the same searches list: words, spellings, slips, phrases, exclusions, filters."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from services.contracts.article import EnrichedArticle
from services.contracts.source import SourceRef
from services.runtime.settings import Settings
from services.search.cluster import connect
from services.search.golden import spelt_out
from services.search.reader import Reader
from services.search.results import Filters, Page, SearchRequest
from services.search.standing import StandingSearches
from services.search.stems import stem
from tests.integration.search.articles import ALALAM, SABAH, article, at
from tests.integration.search.conftest import Index

WORDS = re.findall(
    r"\S+",
    """
ميناء الميناء بالميناء آسفي اسفي أسفي الداخلة الداخلية وزارة الوزارة الوزير وزراء الصحة صحة الصحي لقاح
اللقاحات التلقيح تلقيح حملة الحملة المغرب المغربي المغربية مغاربة فرنسا الفرنسي باريس الدار البيضاء
كازابلانكا الرباط طنجة مراكش أكادير نتنياهو نتانياهو بوتين زيلينسكي سونلغاز الفوسفاط فوسفاط أسعار سعر
المحروقات البنزين غلاء ارتفاع يرتفع ارتفعت انخفاض اتفاق اتفاقية الاتفاق وقع توقيع رئيس الرئيس الحكومة
حكومة برلمان البرلمان نائب نواب مسؤول مسئول مسؤولون كرة القدم المنتخب الوداد الرجاء مباراة مباريات فوز
هزيمة 2025 ٢٠٢٥ 1.250 1250 ١٬٢٥٠ 90% كوفيد-19 l'eau d'Agadir l'État OMS WHO who Agadir Rabat OCP U.S.A
COP28 فيسبوك فيس.بوك تويتر إكس هشتاج_المغرب #أكادير
""",
)
SIGNS = [" ", " ", " ", " ", " ", "، ", ". ", ": ", " - ", "؛ ", " (", ") ", " «", "» ", "/", "…", " و"]
SLIPS = [
    "المينااء",
    "فسبوك",
    "نتنياهوو",
    "زلينسكي",
    "سونلغاس",
    "بالمحروقت",
    "كازبلانكا",
    "نيتنياهو",
    "لسونلغاز",
]
SECTIONS = ["economy", "politics", "sport", None]
PAPERS = [ALALAM, SABAH, SourceRef(id="hespress", name="هسبريس", country="ma"),
          SourceRef(id="lepetit", name="Le Petit", country="tn", lang="fr")]  # fmt: skip
START = datetime(2025, 4, 1, tzinfo=UTC)


def _text(chance: random.Random, length: int) -> str:
    return "".join(chance.choice(WORDS + SLIPS) + chance.choice(SIGNS) for _ in range(length))


def _articles(count: int, seed: int) -> Iterator[EnrichedArticle]:
    chance = random.Random(seed)
    for number in range(count):
        yield article(
            f"n{number}",
            _text(chance, chance.randint(3, 8)),
            _text(chance, chance.randint(5, 40)),
            source=chance.choice(PAPERS),
            section=chance.choice(SECTIONS),
            lang=chance.choice(["ar", "ar", "fr"]),
            published=at(START + timedelta(hours=number)),
            places=chance.sample(["الرباط", "باريس"], chance.randint(0, 2)),
        )


def _query(chance: random.Random, depth: int = 0) -> str:
    """Anything that the grammar knows, of the words that the articles are of, and of slips of them."""
    word = chance.choice(WORDS + SLIPS).strip("#-%")
    other = chance.choice(WORDS)
    kinds = [
        word, word, f"{word} {other}", f'"{other} {word}"', f"«{word}»", f"{word} -{other}",
        f'{word} -"{other} {word}"', f"title:{word}", f'title:"{word} {other}"', f"{word} source:alalam",
        f"{word} -source:الصباح", f"section:economy {word}", f"{word} after:2025-04-02",
        f"{word} before:2025-04-03", " ".join(chance.sample(WORDS, 5)), f"{word} -title:{other}",
        "الدار البيضاء", f"كازابلانكا {word}", f"{word} فيس.بوك",
    ]  # fmt: skip
    if depth < 2:
        kinds += [
            f"({_query(chance, depth + 1)}) OR {word}",
            f"{word} ({_query(chance, depth + 1)} OR {other})",
        ]
    found: str = chance.choice(kinds)
    return found


def _filters(chance: random.Random) -> Filters:
    return chance.choice(
        [
            Filters(),
            Filters(),
            Filters(source=("alalam", "hespress")),
            Filters(section=("sport",)),
            Filters(lang=("fr",)),
            Filters(edition=("tn",), entity=("e_0",)),
        ]
    )


async def _listed(reader: Reader, request: SearchRequest, count: int) -> set[str] | None:
    """What a list finds; None where it was loosened, which depends on what else is in the archive."""
    wanted = SearchRequest(
        text=request.text, filters=request.filters, sort="-indexed_at", highlight=False, page=Page(count)
    )
    found = await reader.search(wanted)
    return None if found.interpreted.dropped else {item.id for item in found.items}


async def test_a_saved_search_finds_what_the_same_search_lists(index: Index) -> None:
    articles = list(_articles(120, seed=20))
    await index.add(*articles)
    chance = random.Random(28)
    saved = StandingSearches()
    requests = {
        f"s{number}": SearchRequest(text=_query(chance), filters=_filters(chance)) for number in range(150)
    }
    for name, request in requests.items():
        saved.put(name, request)
    standing = await index.reader.standing(saved, [one.article_id for one in articles])
    assert not standing.late
    compared = found = 0
    for name, request in requests.items():
        listed = await _listed(index.reader, request, len(articles))
        if listed is not None:
            matched = {id_ for id_, names in standing.names.items() if name in names}
            assert matched == listed, request
            compared, found = compared + 1, found + len(listed)
    assert compared > 110
    assert found > 500


WRITTEN = {
    query: text
    for text, query in (
        ("تصريحات بولسونارو اليوم", "بولسنارو"),
        ("لقاء مع Zelenskyy في كييف", "Zelensky"),
        ("النجم شفارتزنيفر يغادر", "شفارتزنيغر"),
        ("حساب زوكر.بيرغ الجديد", "زوكربيرغ"),
        ("بلغت 1 250 000 درهم", "1250000"),
        ("بلغت ١٬٢٥٠ درهما", "1250"),
        ("مدينة الدار البيضاء تحتفل", "كازابلانكا"),
        ("وبالدار البيضاء أيضا", "Casablanca"),
        ("قال «بوريس جونسون»، أمس", '"بوريس جونسون"'),
        ("قال بوريس-جونسون أمس", '"بوريس جونسون"'),
        ("ميناءُ آسفي", "الموانئ -فوسفاط"),
        ("L’eau de l'Oriental", "eau"),
        ("منظمة OMS تحذر", "OMS"),
    )
}


async def test_a_saved_search_finds_it_as_it_is_written(index: Index) -> None:
    ids = {query: f"a_{number}" for number, query in enumerate(WRITTEN)}
    await index.add(*(article(f"{number}", text, "نص.") for number, text in enumerate(WRITTEN.values())))
    saved = StandingSearches()
    for query in WRITTEN:
        saved.put(query, SearchRequest(text=query))
    standing = await index.reader.standing(saved, list(ids.values()))
    for query, id_ in ids.items():
        matched = {article_id for article_id, names in standing.names.items() if query in names}
        assert id_ in matched, query
        assert matched == await _listed(index.reader, SearchRequest(text=query), len(ids)), query


async def test_a_saved_search_follows_spellings_and_finds_the_newest_revision(index: Index) -> None:
    saved = StandingSearches()
    saved.put("port", SearchRequest(text="ميناء"))
    saved.put("all", SearchRequest(filters=Filters(source=("alalam",))))
    await index.add(article("one", "ميناء آسفي", "باخرة."), article("two", "خبر", "نص.", source=SABAH))
    first = await index.reader.standing(saved, ["a_one", "a_two", "a_unknown"])
    assert dict(first.names) == {"a_one": ("all", "port")}
    await index.add(article("one", "قطار آسفي", "سكة.", revision=2))
    assert dict((await index.reader.standing(saved, ["a_one"])).names) == {"a_one": ("all",)}
    saved.remove("all")
    assert not (await index.reader.standing(saved, ["a_one"])).names


async def test_stems_in_memory_are_those_of_the_index(elasticsearch: str) -> None:
    chance = random.Random(1)
    letters = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
    made = ["".join(chance.choices(letters, k=chance.randint(1, 9))) for _ in range(1000)]
    ends = [chance.choice(["ال", "وال", "بال", "كال", "فال", "لل", "و", ""]) + word for word in made]
    tokens = [
        word + chance.choice(["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي", "ههي", ""]) for word in ends
    ]
    async with connect(Settings(elasticsearch=elasticsearch), 30) as client:
        answer = await client.indices.analyze(**spelt_out("stem"), text=tokens)
    assert [token["token"] for token in answer["tokens"]] == [stem(token) for token in tokens]
