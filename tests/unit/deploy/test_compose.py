"""docker-compose.yml against the compose specification, and against what the code is."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped] # has no types
import pytest
import yaml
from services.alerts.settings import AlertSettings
from services.cli.run import Role
from services.embedded.artifacts import locked
from services.enrich.settings import EnrichSettings
from services.gateway.settings import GatewaySettings
from services.ingest.settings import IngestSettings
from services.runtime.producer import ENVELOPE_BYTES, MAX_EVENT_BYTES
from services.search.settings import SearchSettings

ROLES = [role for role in Role if role is not Role.EMBED]  # its extra is not in the image
CHECKOUT = Path(__file__).parents[3]
ALL_SETTINGS = (IngestSettings, EnrichSettings, SearchSettings, AlertSettings, GatewaySettings)


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text("utf-8"))
    return read


@pytest.fixture(scope="module")
def services(compose: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = compose["services"]
    return found


def specification() -> dict[str, Any]:
    """The compose specification that check-jsonschema carries."""
    package = importlib.util.find_spec("check_jsonschema")
    assert package is not None
    assert package.submodule_search_locations is not None
    path = Path(package.submodule_search_locations[0]) / "builtin_schemas" / "vendor" / "compose-spec.json"
    schema: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return schema


def test_it_is_valid_compose(compose: dict[str, Any]) -> None:
    jsonschema.validate(compose, specification())


def test_a_misspelt_key_would_be_found(compose: dict[str, Any]) -> None:
    broken = {**compose, "services": {"kafka": {"imagee": "apache/kafka"}}}

    with pytest.raises(jsonschema.ValidationError, match="imagee"):
        jsonschema.validate(broken, specification())


def test_every_role_runs_once(services: dict[str, dict[str, Any]]) -> None:
    commands = sorted(
        service["command"][1] for service in services.values() if "run" in service.get("command", [])
    )

    assert commands == sorted(ROLES)


def test_the_engines_are_those_of_the_lock(services: dict[str, dict[str, Any]]) -> None:
    for engine in ("kafka", "elasticsearch"):
        assert services[engine]["image"].split(":")[1] == locked(engine)[0].version


def test_every_port_is_on_loopback(services: dict[str, dict[str, Any]]) -> None:
    published = [port for service in services.values() for port in service.get("ports", [])]

    assert published
    assert all(port.startswith("127.0.0.1:") for port in published)


def test_engines_and_roles_tell_their_health(services: dict[str, dict[str, Any]]) -> None:
    assert all("healthcheck" in services[name] for name in (*ROLES, "kafka", "elasticsearch"))


def test_kafka_takes_the_largest_event(services: dict[str, dict[str, Any]]) -> None:
    assert (
        int(services["kafka"]["environment"]["KAFKA_MESSAGE_MAX_BYTES"]) == MAX_EVENT_BYTES + ENVELOPE_BYTES
    )


def test_it_asks_for_a_secret_and_ships_none(services: dict[str, dict[str, Any]]) -> None:
    assert services["gateway"]["environment"]["NASHRA_SECRET"].startswith("${NASHRA_SECRET:?")


def test_every_variable_is_a_setting(services: dict[str, dict[str, Any]]) -> None:
    known = {f"NASHRA_{field.upper()}" for kind in ALL_SETTINGS for field in kind.model_fields}
    used = {name for role in ROLES for name in services[role]["environment"]}

    assert used <= known


def test_our_containers_cannot_write_or_gain_rights(services: dict[str, dict[str, Any]]) -> None:
    for role in ROLES:
        assert services[role]["read_only"] is True
        assert services[role]["cap_drop"] == ["ALL"]


def test_only_what_fetches_reaches_the_internet(services: dict[str, dict[str, Any]]) -> None:
    assert [role for role in ROLES if "internet" in services[role]["networks"]] == [
        Role.POLL,
        Role.ALERTS,
        Role.GATEWAY,
    ]
