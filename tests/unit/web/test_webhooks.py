"""Signatures by the Standard Webhooks specification; the vector is that of its reference libraries."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from services.web.webhooks import secret_named, signed_headers

AT = datetime.fromtimestamp(1614265330, UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_the_vector_of_the_specification() -> None:
    headers = signed_headers([SECRET], "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, b'{"test": 2432232314}')
    assert headers == {
        "Content-Type": "application/json",
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_while_a_receiver_changes_over_both_secrets_sign() -> None:
    one, other = secret_named("platform", "desk-2"), secret_named("platform", "desk")
    both = signed_headers([one, other], "am_1", AT, b"{}")["webhook-signature"].split(" ")
    alone = [signed_headers([secret], "am_1", AT, b"{}")["webhook-signature"] for secret in (one, other)]
    assert both == alone
    assert len(set(both)) == 2


def test_a_secret_belongs_to_its_name_and_its_platform() -> None:
    secrets = {secret_named(platform, name) for platform in ("a", "b") for name in ("desk", "al_1")}
    assert len(secrets) == 4
    assert all(len(base64.b64decode(secret.removeprefix("whsec_"))) == 32 for secret in secrets)
    assert secret_named("a", "desk") == secret_named("a", "desk")
