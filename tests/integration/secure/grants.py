"""Grant what docs/operations.md asks an administrator to grant: Kafka ACLs and an API key."""

from __future__ import annotations

import json
import re
import ssl
import urllib.request
from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path
from typing import Any

import yaml
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.protocol.admin import CreateAclsRequest
from services.embedded.secured import Secured
from services.runtime.access import kafka_options
from services.runtime.settings import Settings

ALLOW = 3


class Pattern(IntEnum):
    """How a grant's name meets that of a topic or group."""

    LITERAL = 3
    PREFIX = 4


class Resource(IntEnum):
    """As Kafka's protocol numbers them."""

    TOPIC = 2
    GROUP = 3


class Operation(IntEnum):
    READ = 3
    WRITE = 4
    CREATE = 5
    DESCRIBE = 8
    DESCRIBE_CONFIGS = 10


CHART = yaml.safe_load((Path(__file__).parents[3] / "deploy/helm/nashra/files/kafka.yaml").read_text("utf-8"))
NEEDED = {
    Resource.TOPIC: (
        *(Operation.CREATE, Operation.READ, Operation.WRITE),
        *(Operation.DESCRIBE, Operation.DESCRIBE_CONFIGS),
    ),
    Resource.GROUP: (Operation.READ, Operation.DESCRIBE),
}


async def grant(admin: Settings, user: str, prefix: str) -> None:
    """All that the platform of this namespace does on Kafka, and nothing else."""
    await allow(
        admin,
        user,
        [
            (resource, prefix, Pattern.PREFIX, operation)
            for resource, operations in NEEDED.items()
            for operation in operations
        ],
    )


async def grant_role(admin: Settings, user: str, role: str) -> None:
    """What the chart lets the Kafka user of a role do in the namespace of `admin`."""
    await allow(
        admin,
        user,
        [
            (
                Resource[acl["type"].upper()],
                admin.named(acl["name"]),
                Pattern[acl["pattern"].upper()],
                Operation[re.sub("(?<!^)(?=[A-Z])", "_", operation).upper()],
            )
            for acl in CHART["users"][role]
            for operation in acl["operations"]
        ],
    )


async def allow(
    admin: Settings, user: str, grants: Iterable[tuple[Resource, str, Pattern, Operation]]
) -> None:
    """Add each as an ACL."""
    client = AIOKafkaAdminClient(**kafka_options(admin))
    await client.start()
    try:
        for resource, name, pattern, operation in grants:
            request = CreateAclsRequest(resource, name, pattern, f"User:{user}", "*", operation, ALLOW)
            answer = await client._send_to_controller(request)
            assert all(code == 0 for code, _ in answer.creation_responses)
    finally:
        await client.close()


def api_key(address: str, secured: Secured, name: str, privileges: dict[str, Any]) -> str:
    """The `encoded` of a new key that may do only this."""
    request = urllib.request.Request(
        f"{address}/_security/api_key",
        json.dumps({"name": name, "role_descriptors": {name: privileges}}).encode(),
        {"Content-Type": "application/json", "Authorization": secured.elastic},
    )
    trust = ssl.create_default_context(cafile=secured.ca)
    with urllib.request.urlopen(request, timeout=30, context=trust) as response:
        return str(json.load(response)["encoded"])
