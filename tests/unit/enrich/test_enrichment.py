"""The findings about a whole article."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.arabic.entities.lexicon import Lexicon
from services.contracts.article import Article, Heading, ListBlock, Paragraph
from services.contracts.source import SourceRef
from services.enrich.enrichment import enrich
from services.enrich.entities.article import Recogniser

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)
RECOGNISER = Recogniser(Lexicon.shipped())
ALALAM = SourceRef(id="alalam", name="العلم", country="ma")


def _article(**changes: Any) -> Article:
    fields: dict[str, Any] = {
        "id": "a_1",
        "source": ALALAM,
        "url": "https://example.ma/1",
        "title": "الفريق يفوز بالمباراة ويتصدر البطولة",
        "blocks": (
            Paragraph(text="سجل اللاعبون ثلاثة أهداف في شوط واحد أمام جماهير الملعب الكبير."),
            Heading(text="تصريحات"),
            ListBlock(items=("المدرب: فوز مستحق", "الحارس: ليلة لا تنسى")),
        ),
        "fetched_at": NOW,
    }
    return Article(**fields | changes)


def test_finds_language_section_keywords_and_length() -> None:
    found = enrich(_article(), 0.45, NOW, RECOGNISER)
    assert (found.lang, found.section, found.section_from) == ("ar", "sports", "classifier")
    assert found.section_confidence is not None
    assert found.word_count == 19
    assert found.reading_minutes == 1
    assert found.keywords
    assert found.enriched_at == NOW


def test_the_newspaper_is_believed_and_needs_no_confidence() -> None:
    found = enrich(_article(section_hint="مجتمع"), 0.45, NOW, RECOGNISER)
    assert (found.section, found.section_from, found.section_confidence) == ("society", "newspaper", None)


def test_an_unclear_article_has_no_section() -> None:
    article = _article(title="صورة اليوم", blocks=())
    found = enrich(article, 0.45, NOW, RECOGNISER)
    assert (found.section, found.section_from) == (None, "none")
    assert (found.word_count, found.reading_minutes) == (0, 1)


def test_reading_time_grows_with_the_text() -> None:
    long = _article(blocks=tuple(Paragraph(text="كلمة " * 100) for _ in range(9)))
    assert enrich(long, 0.45, NOW, RECOGNISER).reading_minutes == 5


def test_the_article_itself_is_passed_on_unchanged() -> None:
    article = _article()
    found = enrich(article, 0.45, NOW, RECOGNISER)
    assert found.article == article
    assert (found.story_id, found.duplicate_of, found.entities) == (None, None, ())


def test_strange_values_break_nothing() -> None:
    article = _article(
        url="http://[::bad", lang_hint="??", section_hint="\u202e> >", tags=("", "﷽"), title="\u200f"
    )
    assert enrich(article, 0.45, NOW, RECOGNISER).article.id == "a_1"
