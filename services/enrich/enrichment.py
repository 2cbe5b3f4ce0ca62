"""What is found out about an article, step by step. Pure: the same article gives the same findings."""

from __future__ import annotations

import math
from datetime import datetime

from services.arabic.normalise import words
from services.contracts.article import Article, EnrichedArticle
from services.enrich import countries, sections
from services.enrich.entities.article import Recogniser
from services.enrich.keywords import keywords
from services.enrich.language import detect

WORDS_PER_MINUTE = 200  # of an adult reading Arabic news silently


def enrich(
    article: Article, section_confidence: float, now: datetime, recogniser: Recogniser
) -> EnrichedArticle:
    """The article and its language, section, keywords, entities and length."""
    text = article.text
    lang = detect(f"{article.title}\n{text}", (article.lang_hint, article.source.lang))
    section = _section(article, text, lang, section_confidence)
    count = len(words(text))
    return EnrichedArticle(
        article=article,
        lang=lang,
        section=section.id,
        section_from=section.said_by,
        section_confidence=section.confidence,
        keywords=keywords(article.title, text, lang),
        entities=recogniser.entities(article),
        word_count=count,
        reading_minutes=max(1, math.ceil(count / WORDS_PER_MINUTE)),
        enriched_at=now,
    )


def _section(article: Article, text: str, lang: str, confidence: float) -> sections.Section:
    said = sections.from_newspaper((article.section_hint,), article.url, article.tags)
    if said is not None:
        return sections.Section(said, "newspaper")
    country = countries.home(article.source.country, article.url)
    return sections.classify(article.title, text, lang, confidence, country)
