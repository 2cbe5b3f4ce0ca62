"""Whatever event decoding lets pass, the pure part of each stage makes something of it that can be sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from services.alerts.courier import secrets_of
from services.alerts.ledger import Waiting
from services.alerts.quiet import quiet_until
from services.alerts.registry import Registry, stop
from services.alerts.webhook import body_of
from services.arabic.entities.lexicon import Lexicon
from services.contracts.alert import Alert, AlertMatch
from services.contracts.article import Article, EnrichedArticle
from services.contracts.event import Event
from services.contracts.image import ImageReport, ImageState
from services.contracts.topics import (
    ALERT_MATCHES,
    ALERTS,
    ARTICLES,
    ENRICHED,
    IMAGE_REPORTS,
    IMAGE_STATES,
    VECTORS,
    WITHDRAWALS,
)
from services.contracts.vector import ArticleVector
from services.contracts.withdrawal import Withdrawal
from services.enrich.enrichment import enrich
from services.enrich.entities.article import Recogniser
from services.enrich.moderation import Policy
from services.enrich.moderation_app import moderate
from services.gateway.saved_searches import SavedSearches
from services.runtime.outcome import Done
from services.search import vectors
from services.search.bulk import Verdict, Write, encode
from services.search.documents import article_document, enriched_article, image_document
from services.search.entities import Entities
from services.search.indexing import headline
from services.search.spellings import Spellings
from services.search.withdrawals import retraction, withdrawal_document
from services.web.webhooks import signed_headers
from tests.unit.contracts.shapes import events

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)
RECOGNISER = Recogniser(Lexicon.shipped())
MANY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def decoded(kind: type[Event], value: Any) -> Any:
    try:
        return kind.model_validate_json(json.dumps(value))
    except ValidationError:
        assume(False)


def sent(event: Event) -> None:
    """As the stage behind will read it."""
    assert type(event).model_validate_json(event.encode()) == event


@MANY
@given(events(ARTICLES))
def test_any_article_is_enriched(value: Any) -> None:
    sent(enrich(decoded(Article, value), 0.5, NOW, RECOGNISER))


@MANY
@given(events(ENRICHED))
def test_any_enriched_article_is_a_document_and_a_headline(value: Any) -> None:
    event = decoded(EnrichedArticle, value)
    document = article_document(event, NOW)
    encode(Write(event.article_id, event.article.revision, document))
    assert enriched_article(document).article == event.article
    sent(headline(event, Verdict.CREATED, NOW))


@MANY
@given(events(IMAGE_STATES), events(WITHDRAWALS), events(VECTORS))
def test_any_state_decision_and_vector_is_a_document(state: Any, decision: Any, vector: Any) -> None:
    image = decoded(ImageState, state)
    encode(Write(image.image_id, image.revision, image_document(image)))
    withdrawal = decoded(Withdrawal, decision)
    encode(Write(withdrawal.article_id, withdrawal.revision, withdrawal_document(withdrawal)))
    sent(retraction(withdrawal))
    for write in vectors.writes([decoded(ArticleVector, vector)]):
        encode(write)


@MANY
@given(st.lists(events(IMAGE_REPORTS), max_size=4))
def test_any_reports_are_judged(values: list[Any]) -> None:
    cases: dict[str, Any] = {}
    for value in values:
        outcome = moderate(cases, decoded(ImageReport, value), Policy(threshold=1, window_days=7))
        assert isinstance(outcome, Done)
        for event in outcome.events:
            sent(event)
        if outcome.remember:
            outcome.remember()
            json.dumps(cases)


@MANY
@given(events(ALERTS), events(ALERT_MATCHES))
def test_any_alert_is_held_against_articles_and_any_match_can_be_sent(saved: Any, found: Any) -> None:
    alert, match = decoded(Alert, saved), decoded(AlertMatch, found)
    registry = Registry()
    registry.take(alert)
    SavedSearches().take(alert)
    registry.searches.compiled(Spellings(), Entities())
    quiet_until(alert.quiet, NOW)
    waiting = Waiting(match, 0, 0, since=NOW.timestamp(), due=NOW.timestamp())
    assert Waiting.from_json(json.loads(json.dumps(waiting.to_json()))) == waiting
    signed_headers(
        secrets_of(alert, "platform"), match.id, NOW, body_of(alert, match, "https://news.example")
    )
    sent(stop(alert, "gone"))


@pytest.mark.parametrize("word", ["ك" * 9000, "x" * 40_000, "ﷺ" * 5000], ids=["arabic", "latin", "ligature"])
def test_a_word_without_end_is_no_keyword_and_stops_nothing(word: str) -> None:
    article = Article.model_validate(
        {
            "id": "a_1", "source": {"id": "jarida", "name": "الجريدة"}, "url": "https://jarida.ma/1",
            "title": word, "blocks": [{"type": "paragraph", "text": f"{word} {word}"}], "fetched_at": NOW,
        }
    )  # fmt: skip
    sent(enrich(article, 0.5, NOW, RECOGNISER))
