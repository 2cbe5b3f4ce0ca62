from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from services.cli.alert_health import AlertHealth
from services.cli.doctor.alerts import receiving
from services.cli.doctor.finding import Grade
from services.contracts.alert import AlertDelivery, DeliveryOutcome

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)


def health(outcome: DeliveryOutcome, failing: timedelta | None = None) -> AlertHealth:
    since = NOW - failing if failing else None
    return AlertHealth.of(
        AlertDelivery(id="am_1", alert_id="al_1", outcome=outcome, at=NOW, failing_since=since)
    )


@pytest.mark.parametrize(
    ("outcome", "failing", "long"),
    [
        ("failed", timedelta(hours=2), True),
        ("dead", timedelta(hours=2), True),
        ("failed", timedelta(minutes=5), False),
        ("delivered", None, False),
        ("dropped", None, False),
    ],
)
def test_a_receiver_fails_for_long_after_an_hour(
    outcome: DeliveryOutcome, failing: timedelta | None, long: bool
) -> None:
    assert health(outcome, failing).fails_long(NOW) is long


def test_the_doctor_names_receivers_that_take_nothing() -> None:
    assert receiving(3, {}).grade is Grade.OK
    found = receiving(3, {"ميناء": "https://desk.example answered 500"})
    assert found.grade is Grade.DEGRADED
    assert found.what == "1 receiver took nothing for an hour: ميناء (https://desk.example answered 500)"
    assert "nashra alerts test" in found.fix
    assert "and 2 more" in receiving(9, {f"n{number}": "timeout" for number in range(5)}).what
