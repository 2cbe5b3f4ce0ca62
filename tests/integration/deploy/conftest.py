"""The chart as helm renders it for each example, with the programs that `make lint-deploy` builds."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.integration.deploy.api_server import ApiServer, api_server

HELM = Path(__file__).parents[3] / "deploy" / "helm"
CHART = HELM / "nashra"
EXAMPLES = sorted((HELM / "examples").glob("*.yaml"))
PROGRAMS = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "nashra" / "deploy"

Manifest = dict[str, Any]


@pytest.fixture(scope="session")
def programs() -> Path:
    """Where helm, etcd and the API server are."""
    missing = [name for name in ("helm", "etcd", "kube-apiserver") if not (PROGRAMS / name).exists()]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}: make lint-deploy builds them with Go")
    return PROGRAMS


@pytest.fixture(scope="session", params=EXAMPLES, ids=lambda path: path.stem)
def example(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture(scope="session")
def manifests(programs: Path, example: Path) -> list[Manifest]:
    """Every object of the chart with these values."""
    return render(programs, "-f", str(example))


@pytest.fixture(scope="session")
def kubernetes(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """An API server that knows the operators' resources."""
    with api_server(programs, tmp_path_factory.mktemp("kubernetes")) as server:
        for file in sorted((PROGRAMS / "crds").glob("*.yaml")):
            for definition in yaml.safe_load_all(file.read_text("utf-8")):
                if definition and definition["kind"] == "CustomResourceDefinition":
                    server.create(definition, "")
        yield server


def render(programs: Path, *arguments: str) -> list[Manifest]:
    done = helm(programs, "template", "nashra", str(CHART), "--namespace", "news", *arguments)
    assert done.returncode == 0, done.stderr
    return [item for item in yaml.safe_load_all(done.stdout) if item]


def helm(programs: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(programs / "helm"), *arguments], capture_output=True, text=True, check=False, timeout=120
    )
