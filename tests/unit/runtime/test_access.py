"""How clients get into Kafka, and how being kept out differs from nobody being there."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import SecretStr
from services.embedded.ports import claim
from services.runtime.access import kafka_options, speaks_tls, unreachable
from services.runtime.errors import Refused, Unreachable
from services.runtime.settings import Settings


@asynccontextmanager
async def hanging_up() -> AsyncIterator[int]:
    """A server of another language: it closes a connection at the first bytes. Gives its port."""

    async def close(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.close()

    async with await asyncio.start_server(close, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]


def test_without_settings_nothing_is_encrypted() -> None:
    assert kafka_options(Settings(kafka="a:1,b:2")) == {
        "bootstrap_servers": ["a:1", "b:2"],
        "security_protocol": "PLAINTEXT",
    }


def test_tls_checks_who_answers() -> None:
    options = kafka_options(Settings(kafka_security="tls"))
    assert options["security_protocol"] == "SSL"
    assert options["ssl_context"].verify_mode is ssl.CERT_REQUIRED
    assert options["ssl_context"].check_hostname


def test_a_password_goes_by_scram_and_never_without_tls() -> None:
    options = kafka_options(
        Settings(kafka_security="sasl_tls", kafka_user="nashra", kafka_password=SecretStr("سر"))
    )
    assert options["security_protocol"] == "SASL_SSL"
    assert options["sasl_mechanism"] == "SCRAM-SHA-512"
    assert (options["sasl_plain_username"], options["sasl_plain_password"]) == ("nashra", "سر")


async def test_where_nobody_is_waiting_may_help() -> None:
    nobody = Settings(kafka=f"127.0.0.1:{claim(0, 'nobody')}")
    error = await unreachable(nobody, OSError("refused"))
    assert type(error) is Unreachable
    assert "start it or set NASHRA_KAFKA" in str(error)


async def test_a_broker_that_does_not_speak_tls_is_told_from_an_absent_one() -> None:
    async with hanging_up() as port:
        error = await unreachable(
            Settings(kafka=f"127.0.0.1:{port}", kafka_security="tls"), OSError("closed")
        )
        assert isinstance(error, Refused)
        assert error.problem == f"Kafka at 127.0.0.1:{port} does not speak TLS"
        assert "NASHRA_KAFKA_SECURITY=plaintext" in error.fix


async def test_a_broker_in_trouble_is_not_taken_for_a_refusal() -> None:
    async with hanging_up() as port:
        error = await unreachable(Settings(kafka=f"127.0.0.1:{port}"), OSError("closed"))
        assert not isinstance(error, Refused)
        assert await speaks_tls("127.0.0.1", port) is False
    assert await speaks_tls("127.0.0.1", port) is None
