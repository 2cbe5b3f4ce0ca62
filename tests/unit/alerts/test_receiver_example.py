"""The receiver of docs/alerts.md takes what we sign, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from services.alerts.webhook import body_of
from services.web.webhooks import secret_named, signed_headers
from tests.unit.alerts.fakes import alert, match

PAGE = (Path(__file__).parents[3] / "docs" / "alerts.md").read_text("utf-8")
OURS, OLD, OTHER = (secret_named("platform", name) for name in ("desk-2", "desk", "stranger"))
Verified = Callable[[list[str], dict[str, str], bytes], bool]


@pytest.fixture(scope="module")
def verified() -> Verified:
    (source,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, Any] = {}
    exec(source, names)
    found: Verified = names["verified"]
    return found


def test_it_takes_what_one_of_its_secrets_signed(verified: Verified) -> None:
    body = body_of(alert(), match(), "")
    headers = signed_headers([OURS, OLD], "am_1", datetime.now(UTC), body)
    assert verified([OURS], headers, body)
    assert verified([OLD], headers, body)
    assert not verified([OTHER], headers, body)


def test_it_refuses_what_was_changed_or_is_old(verified: Verified) -> None:
    now, body = datetime.now(UTC), b'{"type":"alert.test"}'
    headers = signed_headers([OURS], "am_1", now, body)
    assert not verified([OURS], headers, body + b" ")
    assert not verified([OURS], {**headers, "webhook-id": "am_2"}, body)
    old = signed_headers([OURS], "am_1", now - timedelta(minutes=6), body)
    assert not verified([OURS], old, body)


def test_the_page_shows_what_is_sent() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
    sent = orjson.loads(body_of(alert(), match(), "https://news.example"))
    page = orjson.loads(shown)
    assert page.keys() == sent.keys()
    assert page["data"]["alert"].keys() == sent["data"]["alert"].keys()
    assert page["data"]["article"].keys() == sent["data"]["article"].keys()
