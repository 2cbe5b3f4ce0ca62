"""Sections: the newspaper's words first, then the vocabulary."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from services.contracts.sections import SECTIONS
from services.enrich.sections import Section, classify, from_newspaper

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
    match, court = classify(*MATCH, "ar", 0.45), classify(*COURT, "ar", 0.45)
    assert (match.id, match.said_by) == ("sports", "classifier")
    assert (court.id, court.said_by) == ("incidents", "classifier")
    assert match.confidence is not None
    assert 0.45 <= match.confidence < 1


def test_the_classifier_says_nothing_when_it_does_not_know() -> None:
    assert classify("صباح الخير", "كان يوما هادئا جميلا.", "ar", 0.45) == Section()
    assert classify(*MATCH, "ar", 0.99) == Section()
    assert classify("", "", "ar", 0.0) == Section()


def test_the_classifier_knows_only_arabic() -> None:
    assert classify("Match nul au stade", "Les deux équipes se quittent dos à dos.", "fr", 0.0) == Section()


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


@pytest.mark.parametrize(("variety", "floor"), [("arb", 0.78), ("ary", 0.70)])
def test_is_mostly_right_on_single_sentences_of_others(shared_data: Path, variety: str, floor: float) -> None:
    said = [
        (section, found.id)
        for section, text in _sentences(shared_data / "topics" / f"{variety}_Arab_train.tsv")
        if (found := classify("", text, "ar", 0.45)).id
    ]
    assert len(said) > 100
    assert sum(section == found for section, found in said) / len(said) > floor
