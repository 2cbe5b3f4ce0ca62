"""Withdrawn articles at the door: why they are gone, and no ticker that shows them."""

from __future__ import annotations

import pytest
from services.contracts.withdrawal import Withdrawal, WithdrawalAction, WithdrawalReason
from services.gateway.state import Gateway
from services.gateway.streams import HeadlineFilter
from services.gateway.ticker import Ticker
from services.gateway.withdrawals import Withdrawals
from tests.unit.gateway.asgi import Client
from tests.unit.gateway.fakes import ALALAM, NOW, article_id, headline
from tests.unit.gateway.test_ticker import told


def decision(
    number: int,
    action: WithdrawalAction = "withdraw",
    reason: WithdrawalReason = "request",
    revision: int = 1,
) -> Withdrawal:
    return Withdrawal(
        article_id=article_id(number),
        action=action,
        reason=reason,
        source=ALALAM.ref(),
        revision=revision,
        decided_by="operator:salma",
        decided_at=NOW,
    )


@pytest.mark.parametrize(("reason", "status"), [("legal", 451), ("request", 410), ("error", 410)])
async def test_the_api_and_the_page_say_why_it_is_gone(
    gateway: Gateway, client: Client, reason: WithdrawalReason, status: int
) -> None:
    gateway.withdrawals.take(decision(1, reason=reason), 0)
    for path in (f"/v1/articles/{article_id(1)}", f"/v1/articles/{article_id(1)}/related"):
        answer = await client.get(path)
        assert answer.status == status
        assert answer.headers["content-type"].startswith("application/problem+json")
        assert "no-store" in answer.headers["cache-control"]
    page = await client.get(f"/a/{article_id(1)}", accept="text/html")
    assert page.status == status
    assert (await client.get(f"/v1/articles/{article_id(2)}")).status == 200


async def test_a_restored_article_is_shown_again_whatever_is_replayed(
    gateway: Gateway, client: Client
) -> None:
    gateway.withdrawals.take(decision(1), 0)
    gateway.withdrawals.take(decision(1, "restore", revision=2), 1)
    gateway.withdrawals.take(decision(1), 2)
    assert (await client.get(f"/v1/articles/{article_id(1)}")).status == 200


async def test_a_withdrawn_article_leaves_the_ticker_at_once_and_no_resume_tells_its_title() -> None:
    withdrawals = Withdrawals()
    ticker = Ticker(withdrawals=withdrawals)
    for number in range(3):
        ticker.take(headline(number), number)
    withdrawals.take(decision(1), 0)
    assert [entry.headline.article_id for entry in ticker.latest(10)] == [article_id(2), article_id(0)]
    ticker.take(headline(1, kind="retract", title=""), 3)
    resumed = await told(ticker, after=0)
    assert headline(1).title not in resumed
    assert "event: retract" in resumed
    assert [entry.event for entry in ticker.since(0, 10, HeadlineFilter())] == ["headline", "retract"]


def test_a_headline_that_comes_after_the_withdrawal_is_not_shown() -> None:
    withdrawals = Withdrawals()
    withdrawals.take(decision(1), 0)
    ticker = Ticker(withdrawals=withdrawals)
    ticker.take(headline(1), 0)
    assert not ticker.latest(10)
    assert ticker.head_seq == 0
    withdrawals.take(decision(1, "restore", revision=2), 1)
    ticker.take(headline(1), 1)
    assert [(entry.seq, entry.event) for entry in ticker.latest(10)] == [(1, "headline")]


async def test_a_retraction_reaches_a_stream_that_is_filtered_by_section() -> None:
    ticker = Ticker()
    shown = headline(1)
    ticker.take(shown, 0)
    wanted = HeadlineFilter(sections=frozenset({shown.section or ""}), langs=frozenset({shown.lang}))
    subscription = ticker.subscribe(wanted)
    bare = headline(1, kind="retract", title="").model_copy(update={"section": None})
    ticker.take(bare, 1)
    _, body = await subscription.next(0.01)
    assert b"event: retract" in body


def test_a_retracted_article_comes_back_as_news() -> None:
    ticker = Ticker()
    ticker.take(headline(1), 0)
    ticker.take(headline(1, kind="retract", title=""), 1)
    ticker.take(headline(1), 2)
    assert [(entry.seq, entry.event) for entry in ticker.latest(10)] == [(2, "headline")]
