"""Add the engines' files to a CycloneDX document: `python deploy/sbom.py python.cdx.json nashra.cdx.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from services.embedded.artifacts import Artifact, locked

ENGINES = ("kafka", "elasticsearch", "compiler")


def component(artifact: Artifact) -> dict[str, Any]:
    """A file of `artifacts.lock` as a component, with the checksum that a start verifies."""
    purl = f"pkg:maven/{artifact.group}/{artifact.name}@{artifact.version}?type={artifact.packaging}"
    return {
        "bom-ref": purl,
        "type": "library",
        "group": artifact.group,
        "name": artifact.name,
        "version": artifact.version,
        "purl": purl,
        "hashes": [{"alg": "SHA-256", "content": artifact.sha256}],
        "properties": [{"name": "nashra:engine", "value": artifact.engine}],
    }


def main(source: str, target: str) -> None:
    document = json.loads(Path(source).read_text("utf-8"))
    document["components"] += [component(artifact) for engine in ENGINES for artifact in locked(engine)]
    Path(target).write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
