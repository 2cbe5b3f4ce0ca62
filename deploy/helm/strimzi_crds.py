"""Write Strimzi's custom resource definitions, with its own generator and classes from Maven Central.

`python deploy/helm/strimzi_crds.py VERSION FILE`
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from services.embedded.java import find_java

GENERATOR = "0.45.0"  # the newest that is published
FABRIC8 = "7.5.2"  # what the classes of Strimzi 0.51 were compiled against
PARTS = (
    "core",
    "apps",
    "rbac",
    "policy",
    "common",
    "networking",
    "storageclass",
    "apiextensions",
    "resource",
)
KINDS = ("kafka.Kafka", "nodepool.KafkaNodePool", "topic.KafkaTopic", "user.KafkaUser")


def class_path(version: str) -> list[Path]:
    """The jars, newest model classes first."""
    from jgo.maven import MavenContext

    context = MavenContext()
    roots = [
        *(f"io.fabric8:kubernetes-model-{part}:{FABRIC8}" for part in PARTS),
        f"io.strimzi:api:{version}",
        f"io.strimzi:crd-generator:{GENERATOR}",
    ]
    jars: dict[tuple[str, str], Path] = {}
    for root in roots:
        found, others = context.resolver.resolve([context.create_dependency(root)])
        for dependency in [*found, *others]:
            name = (dependency.groupId, dependency.artifactId)
            if name not in jars and dependency.scope not in {"test", "provided"}:
                jars[name] = Path(dependency.artifact.resolve())
    return list(jars.values())


def main(version: str, target: Path) -> None:
    jars = ":".join(map(str, class_path(version)))
    with tempfile.TemporaryDirectory() as directory:
        files = [Path(directory) / f"{kind}.yaml" for kind in KINDS]
        for kind, file in zip(KINDS, files, strict=True):
            subprocess.run(
                [
                    str(find_java().program),
                    *("-cp", jars, "io.strimzi.crdgenerator.CrdGenerator"),
                    *("--yaml", f"io.strimzi.api.kafka.model.{kind}={file}"),
                ],
                check=True,
                stderr=subprocess.DEVNULL,
            )
        target.write_text("---\n".join(file.read_text("utf-8") for file in files), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
