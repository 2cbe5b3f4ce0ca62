"""Sections: the newspaper's words first, then the vocabulary."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from services.contracts.identity import article_id
from services.contracts.sections import SECTIONS
from services.enrich.sections import Section, classify, from_newspaper
from services.press.newspaper import load_newspapers

HOME = "https://example.ma/"


@pytest.mark.parametrize(
    ("name", "section"),
    [
        ("رياضة", "sports"),
        ("الرياضــة", "sports"),
        ("ثقافة و فنون", "culture"),
        ("السياسة", "politics"),
        ("مال وأعمال", "economy"),
        ("كُتّاب وآراء", "opinion"),
        ("قضايا وحوادث", "incidents"),
        ("أخبار الصحة", "health"),
        ("الرئيسية > أخبار > مجتمع", "society"),
        ("Société", "society"),
        ("Faits divers", "incidents"),
        ("Sport national", "sports"),
        ("Business", "economy"),
        ("world", "world"),
        ("المحافظات", "society"),
        ("دوليات", "world"),
        ("أسهم", "economy"),
        ("حوادث ومحاكم", "incidents"),
        ("عالم الرياضة", "sports"),
        ("زوايا", "opinion"),
        ("Actualité internationale", "world"),
        ("Bien-être", "health"),
        ("Op-Ed", "opinion"),
        ("Real estate", "economy"),
    ],
)
def test_reads_the_names_that_newspapers_give_their_sections(name: str, section: str) -> None:
    assert from_newspaper([name], HOME) == section


@pytest.mark.parametrize("name", ["الرئيسية", "كأس العالم", "أخبار", "Accueil", "", None])
def test_a_name_that_is_no_section_says_nothing(name: str | None) -> None:
    assert from_newspaper([name], HOME) is None


def test_every_label_of_the_api_is_understood() -> None:
    for section, labels in SECTIONS.items():
        assert {from_newspaper([label], HOME) for label in labels.values()} == {section}


@pytest.mark.parametrize(
    ("url", "section"),
    [
        ("https://example.ma/sport/2025/04/05/1234.html", "sports"),
        ("https://example.ma/%D8%A7%D9%82%D8%AA%D8%B5%D8%A7%D8%AF/خبر-طويل-عن-السوق", "economy"),
        ("https://example.ma/faits-divers/x", "incidents"),
        ("https://example.ma/2025/04/رياضة-المدارس-في-يومها-الأول", None),
        ("http://[", None),
    ],
)
def test_reads_the_folders_of_the_url_but_not_the_name_of_the_article(url: str, section: str | None) -> None:
    assert from_newspaper([None], url) == section


def test_the_page_is_believed_before_the_url_and_the_url_before_the_tags() -> None:
    assert from_newspaper(["اقتصاد"], "https://example.ma/sport/1", ["صحة"]) == "economy"
    assert from_newspaper(["الرئيسية"], "https://example.ma/sport/1", ["صحة"]) == "sports"
    assert from_newspaper([None], HOME, ["المغرب", "صحة"]) == "health"


MATCH = (
    "تعادل في آخر أنفاس المباراة",
    "انتهت مباراة الفريقين بالتعادل هدفين لمثلهما، بعدما سجل المهاجم هدف التعادل في الوقت بدل الضائع.",
)
COURT = (
    "الحبس لمتهمين بسرقة محل لبيع الهواتف",
    "أدانت المحكمة الابتدائية متهمين اثنين بالحبس سنتين بعدما أوقفتهما عناصر الشرطة وبحوزتهما المحجوزات.",
)


def test_the_classifier_says_how_sure_it_is() -> None:
    match, court = classify(*MATCH, "ar", 0.5), classify(*COURT, "ar", 0.5)
    assert (match.id, match.said_by) == ("sports", "classifier")
    assert (court.id, court.said_by) == ("incidents", "classifier")
    assert match.confidence is not None
    assert 0.5 <= match.confidence < 1


def test_the_classifier_says_nothing_when_it_does_not_know() -> None:
    assert classify("صباح الخير", "كان يوما هادئا جميلا.", "ar", 0.5) == Section()
    assert classify(*MATCH, "ar", 0.99) == Section()
    assert classify("", "", "ar", 0.0) == Section()


def test_the_classifier_knows_only_arabic() -> None:
    assert classify("Match nul au stade", "Les deux équipes se quittent dos à dos.", "fr", 0.0) == Section()


VISIT = (
    "وزير الخارجية يستقبل نظيره الفرنسي",
    "استقبل وزير الخارجية، اليوم بالرباط، نظيره الفرنسي الذي يقوم بزيارة عمل إلى المغرب. "
    "وتناولت المباحثات العلاقات الثنائية بين المغرب وفرنسا وسبل تعزيز التعاون بين البلدين.",
)
ABROAD = (
    "وزير الخارجية الإيطالي يستقبل نظيره الفرنسي",
    "استقبل وزير الخارجية الإيطالي، اليوم بروما، نظيره الفرنسي. "
    "وتناولت المباحثات العلاقات الثنائية بين إيطاليا وفرنسا وسبل تعزيز التعاون بين البلدين.",
)
ELECTIONS = (
    "التونسيون يصوتون في الانتخابات التشريعية",
    "فتحت مكاتب الاقتراع أبوابها صباح الأحد في تونس لانتخاب نواب البرلمان، "
    "ويتنافس في تونس العاصمة مرشحو أحزاب عديدة.",
)


def test_the_diplomacy_of_ones_own_country_is_politics_and_that_of_others_world() -> None:
    assert classify(*VISIT, "ar", 0.5, "ma").id == "politics"
    assert classify(*ABROAD, "ar", 0.5, "ma").id == "world"


def test_an_election_is_politics_at_home_and_world_news_abroad() -> None:
    assert classify(*ELECTIONS, "ar", 0.5, "tn").id == "politics"
    assert classify(*ELECTIONS, "ar", 0.5, "ma").id == "world"


def test_without_a_country_the_arab_country_of_the_text_is_at_home() -> None:
    assert classify(*ELECTIONS, "ar", 0.5).id == "politics"


def test_sports_and_the_economy_of_abroad_stay_what_they_are() -> None:
    match = (
        "ريال مدريد يهزم برشلونة",
        "فاز ريال مدريد على ضيفه برشلونة بهدفين في الدوري الإسباني لكرة القدم.",
    )
    oil = (
        "أسعار النفط ترتفع في لندن",
        "ارتفعت العقود الآجلة لخام برنت دولارين للبرميل بعد قرار أوبك خفض الإنتاج.",
    )
    assert classify(*match, "ar", 0.5, "ma").id == "sports"
    assert classify(*oil, "ar", 0.5, "ma").id == "economy"


COLUMN = """أظن أننا لا نسأل أنفسنا السؤال الصحيح: لماذا نكتب؟ ولمن نكتب؟ ولعلنا لو سألنا لوجدنا أن أكثر ما
نكتبه لا يقرؤه أحد! أتذكر أنني كتبت مرة عن شجرة في حيّنا، فجاءني قارئ يقول إنه لم يكن يعرف أن
لها اسما. هل نحتاج إلى أكثر من هذا؟ أليس هذا ما نريده نحن حين نكتب: أن يرى إنسان ما لم يكن يراه؟
إنني أزعم أن الكتابة كلها هي هذا، وأن ما سواه زينة. ليتنا نتعلم من الشجرة أن نقول قليلا وأن نقف
طويلا. كنت أقول لنفسي دائما إن الكلمة التي لا تغير شيئا في حياة أحد لا تستحق الورق الذي تكتب
عليه، ثم رأيت أن هذا غرور؛ فمن يدري أي كلمة تغير؟ علينا أن نكتب إذن، وأن ندع للقارئ أن يقرر.
ولماذا لا نثق به؟ ربما كان أعقل منا، وربما كان ينتظر منا أن نصمت قليلا حتى يسمع نفسه. هكذا أفهم
الأدب، وهكذا أفهم الحياة، وبكل بساطة لا أعرف معنى آخر لهما."""


def test_a_text_that_argues_is_opinion_whatever_it_is_about() -> None:
    assert classify("لماذا نكتب؟", COLUMN, "ar", 0.5, "ma").id == "opinion"


def test_a_word_is_not_taken_for_another_that_shares_its_lemma() -> None:
    text = "وقف الناس أمام الباب نفسه، وطالب شخص منهم بالدخول قبل أن تتنسى الأمور."
    assert classify("", text, "ar", 0.5) == Section()


def test_most_of_our_own_press_is_told_and_right() -> None:
    drafts = [(paper, draft) for paper in load_newspapers() for draft in paper.articles]
    found = [
        (paper.section(draft), classify(draft.title, draft.body, "ar", 0.5, "ma").id)
        for paper, draft in drafts
    ]
    told = [(section.id, said) for section, said in found if section is not None and said]
    assert len(told) / len(found) > 0.8
    assert sum(section == said for section, said in told) / len(told) > 0.9


TOPICS = {
    "entertainment": "culture",
    "health": "health",
    "politics": "politics",
    "science/technology": "science",
    "sports": "sports",
}


def _sentences(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["category"] in TOPICS:
                yield TOPICS[row["category"]], row["text"]


@pytest.mark.parametrize(("variety", "floor"), [("arb", 0.8), ("ary", 0.72)])
def test_is_mostly_right_on_single_sentences_of_others(shared_data: Path, variety: str, floor: float) -> None:
    said = [
        (section, found.id)
        for section, text in _sentences(shared_data / "topics" / f"{variety}_Arab_train.tsv")
        if (found := classify("", text, "ar", 0.5)).id
    ]
    assert len(said) > 100
    assert sum(section == found for section, found in said) / len(said) > floor


def test_is_right_and_says_how_sure_across_newspapers_of_others(shared_data: Path) -> None:
    """300 articles of ten Saudi newspapers, judged by reading, before the classifier said anything."""
    with (Path(__file__).parent / "judged_sections.tsv").open(encoding="utf-8") as lines:
        judged = {row["article"]: row["sections"].split("|") for row in csv.DictReader(lines, delimiter="\t")}
    answers = []
    with gzip.open(shared_data / "news" / "saudi_2015-07-21_23.jsonl.gz", "rt", encoding="utf-8") as rows:
        for row in map(json.loads, rows):
            right = judged.get(article_id(row["source"], row["url"]))
            if right is not None:
                found = classify(row["title"] or "", row["content"], "ar", 0.0, "sa")
                answers.append((found.confidence or 0.0, found.id in right))
    told = [is_right for confidence, is_right in answers if confidence >= 0.5]
    sure = [is_right for confidence, is_right in answers if confidence >= 0.8]
    assert len(answers) == len(judged)
    assert len(told) / len(answers) > 0.85
    assert sum(told) / len(told) > 0.9
    assert sum(sure) / len(sure) > 0.95
