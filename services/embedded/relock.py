"""Write `artifacts.lock` anew: `python -m services.embedded.relock`, after changing a version below."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from services.embedded.artifacts import LOCK, Artifact
from services.embedded.deployed import deployed

KAFKA = "4.4.0"
ELASTICSEARCH = "9.5.3"
ECJ = "3.46.0"  # Eclipse's Java compiler
# Kafka's own artifact names no logging binding; without one a broker that fails says nothing
KAFKA_ROOTS = (f"org.apache.kafka:kafka_2.13:{KAFKA}", "org.apache.logging.log4j:log4j-slf4j-impl:2.25.5")
ELASTICSEARCH_GROUP = "org.elasticsearch.distribution.integ-test-zip"
HEADER = "# engine coordinate@packaging bytes sha256: written by `python -m services.embedded.relock`\n"


def main() -> int:
    """Resolve every engine's artifacts with all that they need, and pin what came."""
    from jgo.maven import MavenContext

    with tempfile.TemporaryDirectory() as cache:
        context = MavenContext(repo_cache=Path(cache))
        pins = [*_kafka(context), _elasticsearch(context), _compiler(context)]
    deployed(LOCK).write_text(HEADER + "".join(f"{pin.line()}\n" for pin in pins), "utf-8")
    return 0


def _kafka(context: Any) -> Iterator[Artifact]:
    seen: set[tuple[str, str]] = set()
    for (
        root
    ) in KAFKA_ROOTS:  # one by one: together, the managed versions of one would change those of the other
        found, others = context.resolver.resolve([context.create_dependency(root)])
        for dependency in [*found, *others]:
            name = (dependency.groupId, dependency.artifactId)
            if name not in seen:
                seen.add(name)
                yield _pin("kafka", dependency.artifact)


def _elasticsearch(context: Any) -> Artifact:
    component = context.project(ELASTICSEARCH_GROUP, "elasticsearch").at_version(ELASTICSEARCH)
    return _pin("elasticsearch", component.artifact(packaging="zip"))


def _compiler(context: Any) -> Artifact:
    return _pin(
        "compiler", context.project("org.eclipse.jdt", "ecj").at_version(ECJ).artifact(packaging="jar")
    )


def _pin(engine: str, artifact: Any) -> Artifact:
    content = Path(artifact.resolve()).read_bytes()
    return Artifact(
        engine=engine,
        group=artifact.groupId,
        name=artifact.artifactId,
        version=artifact.version,
        packaging=artifact.packaging,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )


if __name__ == "__main__":
    sys.exit(main())
