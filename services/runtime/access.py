"""How a process gets into Kafka: in plain text, over TLS, over TLS with a password; and why it was kept out.

aiokafka only says that it could not connect. Waiting helps when nobody is there, and never when somebody is
who does not let us in: so the two are told apart, before a process waits.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from aiokafka.conn import create_conn
from aiokafka.errors import (
    AuthenticationFailedError,
    IllegalSaslStateError,
    KafkaConnectionError,
    KafkaError,
    SaslAuthenticationFailed,
    UnsupportedSaslMechanismError,
)
from aiokafka.protocol.metadata import MetadataRequest

from services.runtime.errors import Refused, Unreachable
from services.runtime.settings import Settings

MECHANISM = "SCRAM-SHA-512"
KNOCK_S = 4.0
ROLES_DOC = "docs/operations.md, «Secure engines», lists what is needed"


def kafka_options(settings: Settings) -> dict[str, Any]:
    """What every client of aiokafka is made with, except its name and its times."""
    return {"bootstrap_servers": settings.kafka.split(","), **_security(settings)}


def trusting(ca: Path | None) -> ssl.SSLContext:
    """TLS that believes who is signed by `ca`, or by an authority of the system."""
    return ssl.create_default_context(cafile=ca)


def _security(settings: Settings) -> dict[str, Any]:
    match settings.kafka_security:
        case "plaintext":
            return {"security_protocol": "PLAINTEXT"}
        case "tls":
            return {"security_protocol": "SSL", "ssl_context": trusting(settings.kafka_ca)}
        case "sasl_tls":
            return {
                "security_protocol": "SASL_SSL",
                "ssl_context": trusting(settings.kafka_ca),
                "sasl_mechanism": MECHANISM,
                "sasl_plain_username": settings.kafka_user,
                "sasl_plain_password": settings.kafka_password.get_secret_value(),
            }


async def unreachable(settings: Settings, error: BaseException) -> Unreachable:
    """What to raise when a client could not start: `Refused` when a broker is there and keeps us out."""
    if refused := await kept_out(settings):
        return refused
    # nobody there: its text is a list of the addresses once more
    cause = "" if isinstance(error, KafkaConnectionError) else f": {error!r}"
    return Unreachable(f"no Kafka at {settings.kafka}{cause}; start it or set NASHRA_KAFKA")


async def kept_out(settings: Settings) -> Refused | None:
    """Why a broker that is there is of no use to us; None when it is, or when nobody is there."""
    for server in settings.kafka.split(","):
        if refused := await _knock(settings, server.strip()):
            return refused
    return None


async def _knock(settings: Settings, server: str) -> Refused | None:
    """Connect to one broker as a client would; None when nobody is there, or when it lets us in."""
    host, _, port = server.rpartition(":")
    try:
        connection = await create_conn(
            host, int(port), request_timeout_ms=int(KNOCK_S * 1000), **_security(settings)
        )
    except (SaslAuthenticationFailed, AuthenticationFailedError):
        return Refused(
            f"Kafka at {server} does not accept the password of {settings.kafka_user}",
            "set NASHRA_KAFKA_USER and NASHRA_KAFKA_PASSWORD to those of its SCRAM-SHA-512 user",
        )
    except (UnsupportedSaslMechanismError, IllegalSaslStateError):
        return Refused(
            f"Kafka at {server} takes no {MECHANISM} password",
            "name the port of its SASL_SSL listener in NASHRA_KAFKA, or set NASHRA_KAFKA_SECURITY=tls",
        )
    except ssl.SSLCertVerificationError as error:
        return Refused(
            f"the certificate of Kafka at {server} is not trusted: {error.verify_message}",
            "set NASHRA_KAFKA_CA to the PEM file of the authority that signed it, for that very host name",
        )
    except (OSError, KafkaError, TimeoutError):
        return await _other_language(settings, host, int(port))
    try:
        answer = await connection.send(MetadataRequest([]))
    except (KafkaError, TimeoutError):
        return await _anonymous(settings, server)
    finally:
        connection.close()
    return await _sent_elsewhere(server, [(broker[1], broker[2]) for broker in answer.brokers])


async def _sent_elsewhere(server: str, advertised: Sequence[tuple[str, int]]) -> Refused | None:
    """Whether the broker sends its clients to addresses at which none of them is."""
    if not advertised:  # a cluster that is starting
        return None
    for host, port in advertised:
        try:
            async with asyncio.timeout(KNOCK_S):
                _, writer = await asyncio.open_connection(host, port)
        except OSError:  # also a timeout
            continue
        writer.close()
        return None
    named = ", ".join(f"{host}:{port}" for host, port in advertised)
    return Refused(
        f"Kafka at {server} answers, and sends its clients to {named}, where nobody is",
        f"set its advertised.listeners to an address that is reachable from here, such as {server}",
    )


async def _other_language(settings: Settings, host: str, port: int) -> Refused | None:
    """Whether we speak TLS and the broker does not, or the other way round."""
    found = await speaks_tls(host, port)
    if found is None or found == (settings.kafka_security != "plaintext"):
        return None
    if found:
        return Refused(
            f"Kafka at {host}:{port} speaks TLS", "set NASHRA_KAFKA_SECURITY=tls, or sasl_tls with a password"
        )
    return Refused(
        f"Kafka at {host}:{port} does not speak TLS",
        "name the port of its TLS listener in NASHRA_KAFKA, or set NASHRA_KAFKA_SECURITY=plaintext",
    )


async def _anonymous(settings: Settings, server: str) -> Refused | None:
    """The broker hangs up on the first question: it wants to know who asks."""
    if settings.kafka_security == "sasl_tls":
        return None
    return Refused(
        f"Kafka at {server} answers nobody without a password",
        "set NASHRA_KAFKA_SECURITY=sasl_tls, NASHRA_KAFKA_USER and NASHRA_KAFKA_PASSWORD",
    )


async def speaks_tls(host: str, port: int) -> bool | None:
    """Whether a TLS server listens there; None when nobody answers. No secret is sent, nothing is trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        async with asyncio.timeout(KNOCK_S):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
    except ConnectionRefusedError:
        return None
    except (ssl.SSLError, ConnectionError):  # hung up on a greeting that it did not understand
        return False
    except OSError:  # also a timeout
        return None
    writer.close()
    return True
