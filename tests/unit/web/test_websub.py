from __future__ import annotations

import hmac

import pytest
from services.web.websub import Signature, callback_path, hub_secret, token_of

TOPIC = "https://annahda.ma/feed"
BODY = "<rss>خبر عاجل</rss>".encode()
KEY = "a key"


def test_a_callback_is_for_one_topic_of_one_newspaper_of_one_platform() -> None:
    token = token_of("secret", "annahda", TOPIC)
    assert token == token_of("secret", "annahda", TOPIC)
    others = {
        token_of("other", "annahda", TOPIC),
        token_of("secret", "alalam", TOPIC),
        token_of("secret", "annahda", TOPIC + "/"),
    }
    assert token not in others
    assert len(others) == 3
    assert callback_path("annahda", token) == f"/websub/annahda/{token}"
    assert token not in hub_secret("secret", "annahda", token)


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512", "SHA256"])
def test_a_signed_body_holds_in_whatever_pieces_it_comes(method: str) -> None:
    signature = Signature(KEY, f"{method}={hmac.new(KEY.encode(), BODY, method).hexdigest()}")
    for at in range(len(BODY)):
        signature.add(BODY[at : at + 1])
    assert signature.holds()


@pytest.mark.parametrize(
    "header",
    [
        "", "sha256=", "sha256", "=", "sha256=" + "0" * 64, "sha256=é", "shake_128=00",
        "md5=" + hmac.new(KEY.encode(), BODY, "md5").hexdigest(),
        "sha256=" + hmac.new(b"another key", BODY, "sha256").hexdigest(),
    ],
)  # fmt: skip
def test_what_is_not_signed_with_the_key_does_not_hold(header: str) -> None:
    signature = Signature(KEY, header)
    signature.add(BODY)
    assert not signature.holds()
