"""What becomes of each match: told once, tried again, given up, dropped; no receiver waits for another."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from services.alerts.ledger import MOST_WAITING
from services.contracts.alert import Alert, QuietHours
from services.contracts.dead_letter import Reason
from services.contracts.source import SourceRef
from services.contracts.withdrawal import Withdrawal
from services.web.errors import NoConnection, NotAllowed
from tests.unit.alerts.fakes import URL, Role, alert, match

NOW = datetime.now(UTC)


def quiet(begins: timedelta, ends: timedelta) -> QuietHours:
    start, end = ((NOW + shift).strftime("%H:%M") for shift in (begins, ends))
    return QuietHours(start=start, end=end, tz="UTC")


async def test_a_match_is_told_once_however_often_it_comes() -> None:
    role = Role(public_url="https://news.example/")
    role.add(alert())
    await role.match(match(), match())
    await role.until(lambda: role.waiting == 0)
    await role.match(match())
    await role.until(lambda: role.outcomes == ["delivered"])
    assert role.client.ids() == ["am_al_1_1"]
    body = orjson.loads(role.client.sent[0][2])
    assert body["data"]["article"]["url"] == "https://news.example/a/a_1"


async def test_a_receiver_that_fails_is_tried_again_with_the_same_words_and_id() -> None:
    role = Role()
    role.add(alert())
    role.client.answers[URL] = NoConnection("nobody listens")
    await role.match(match())
    await role.until(lambda: len(role.client.sent) >= 3)
    role.client.answers[URL] = 200
    await role.until(lambda: role.waiting == 0)
    assert set(role.client.ids()) == {"am_al_1_1"}
    assert len({body for _, _, body in role.client.sent}) == 1
    assert role.outcomes[-1] == "delivered"
    assert set(role.outcomes[:-1]) == {"failed"}


async def test_a_redirect_is_not_followed() -> None:
    role = Role()
    role.add(alert())
    role.client.answers[URL] = 302
    await role.match(match())
    await role.until(lambda: "failed" in role.outcomes)
    failed = next(event for event in role.app.events.events if getattr(event, "error", None))
    assert "webhooks follow no redirect" in failed.model_dump_json()


async def test_a_receiver_that_asks_to_wait_is_waited_for() -> None:
    role = Role()
    role.add(alert())
    role.client.answers[URL], role.client.headers = 503, {"retry-after": "120"}
    await role.match(match(1), match(2))
    await role.until(lambda: role.outcomes == ["failed"])
    lane, _ = role.deliveries._lanes["al_1"]
    assert lane._resumes - time.time() > 100
    assert len(role.client.sent) == 1


async def test_a_receiver_that_hangs_delays_nobody_else() -> None:
    role = Role()
    hanging = "https://desk.example/hanging"
    role.add(alert("al_1", url=hanging))
    role.add(alert("al_2"))
    await role.match(match(1, "al_1"), *(match(number, "al_2") for number in range(20)))
    await role.until(lambda: len(role.client.ids()) == 20 and role.waiting == 1)
    assert len(role.client.ids(hanging)) == 1


async def test_what_nobody_takes_for_long_is_a_dead_letter_that_can_be_read() -> None:
    role = Role(alert_give_up_hours=0.05 / 3600)
    role.add(alert())
    role.client.answers[URL] = 500
    await role.match(match())
    await role.until(lambda: role.waiting == 0)
    (letter,) = role.app.events.letters
    assert (letter.reason, letter.origin.topic) == (Reason.UNDELIVERED, "alert-matches.v1")
    assert letter.origin.value == match().model_copy(update={"matched_at": _at(letter.origin.value)}).encode()
    assert letter.message == f"{URL} answered 500"
    assert role.outcomes[-1] == "dead"


def _at(value: bytes | None) -> datetime:
    return datetime.fromisoformat(orjson.loads(value or b"{}")["matched_at"])


async def test_what_may_never_be_sent_is_a_dead_letter_at_once() -> None:
    role = Role()
    role.add(alert())
    role.client.answers[URL] = NotAllowed("10.0.0.1 is not a public address")
    await role.match(match())
    await role.until(lambda: role.outcomes == ["dead"])
    assert len(role.client.sent) == 1


async def test_a_receiver_that_is_gone_ends_its_alert() -> None:
    role = Role()
    role.add(alert())
    role.client.answers[URL] = 410
    await role.match(match(1), match(2))
    await role.until(lambda: role.waiting == 0)
    assert len(role.client.sent) == 1
    assert len(role.app.events.letters) == 2
    (ended,) = [event for event in role.app.events.events if isinstance(event, Alert)]
    assert not ended.enabled
    assert "410" in (ended.stop_reason or "")


@pytest.mark.parametrize(("change", "letters"), [({"enabled": False}, 1), ({"removed": True}, 0)])
async def test_what_waits_for_a_disabled_alert_can_be_sent_back_and_for_a_removed_one_is_dropped(
    change: dict[str, Any], letters: int
) -> None:
    role = Role()
    role.add(alert(quiet=quiet(-timedelta(hours=1), timedelta(hours=1))))
    await role.match(match())
    role.add(alert(**change))
    await role.until(lambda: role.waiting == 0)
    assert role.client.sent == []
    assert len(role.app.events.letters) == letters


async def test_nobody_is_told_of_a_withdrawn_article() -> None:
    role = Role()
    role.add(alert())
    role.registry.take_withdrawal(
        Withdrawal(
            article_id="a_1",
            action="withdraw",
            reason="legal",
            revision=1,
            decided_at=NOW,
            decided_by="op",
            source=SourceRef(id="alalam", name="العلم"),
        )
    )
    await role.match(match(1), match(2))
    await role.until(lambda: role.waiting == 0)
    assert role.client.ids() == ["am_al_1_2"]
    assert role.outcomes == ["dropped", "delivered"]


async def test_in_quiet_hours_nothing_is_sent_and_nothing_is_lost() -> None:
    role = Role()
    role.add(alert(quiet=quiet(-timedelta(hours=1), timedelta(hours=1))))
    role.add(alert("al_2", url="https://desk.example/awake"))
    await role.match(match(1), match(2), match(1, "al_2"))
    await role.until(lambda: role.outcomes == ["delivered"])
    assert (role.client.ids(), role.waiting) == ([], 2)
    role.add(alert())
    await role.until(lambda: role.waiting == 0)
    assert role.client.ids() == ["am_al_1_1", "am_al_1_2"]


async def test_too_many_that_wait_are_dead_letters_and_hold_up_nobody() -> None:
    role = Role()
    role.add(alert(quiet=quiet(-timedelta(hours=1), timedelta(hours=1))))
    await role.match(*(match(number) for number in range(MOST_WAITING + 2)))
    assert (role.waiting, len(role.app.events.letters)) == (MOST_WAITING, 2)
    assert role.outcomes == ["dead", "dead"]


async def test_another_worker_goes_on_where_one_ended() -> None:
    first = Role()
    first.add(alert())
    first.client.answers[URL] = 500
    await first.match(match(1), match(2))
    await first.until(lambda: "failed" in first.outcomes)
    second = _on_tables_of(first)
    second.registry.take(alert())
    await second.until(lambda: second.waiting == 0)
    assert sorted(second.client.ids()) == ["am_al_1_1", "am_al_1_2"]


def _on_tables_of(other: Role) -> Role:
    """A worker that restored the changelogs of another one."""
    role = Role()
    for name, table in other.app.tables.items():
        role.app.tables[name].update(table)
    return role
