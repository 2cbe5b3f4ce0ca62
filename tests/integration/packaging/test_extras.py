"""The wheel, with one extra: each role starts with the packages of its own extra and no others.

An environment for every extra would take minutes: instead all packages of this one are hidden from a fresh
process, except those that the wheel's metadata asks for.
"""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from importlib.metadata import (
    Distribution,
    PackageNotFoundError,
    PathDistribution,
    distribution,
    packages_distributions,
)
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[3]
ROLES = {
    "poll": ("ingest", "from services.ingest.poll.app import create_app\ncreate_app({settings})"),
    "extract": ("ingest", "from services.ingest.extract.app import create_app\ncreate_app({settings})"),
    "enrich": ("enrich", "from services.enrich.app import create_app\ncreate_app({settings})"),
    "moderate": ("enrich", "from services.enrich.moderation_app import create_app\ncreate_app({settings})"),
    "index": ("search", "from services.search.app import create_app\ncreate_app({settings})"),
    "alerts": ("alerts", "from services.alerts.app import create_app\ncreate_app({settings})"),
    "gateway": ("gateway", "from services.gateway.app import create_app\ncreate_app({settings})"),
    "cli": ("cli", "from services.cli.main import command_line\ncommand_line()"),
}
SETTINGS = {
    "ingest": "__import__('services.ingest.settings', fromlist=['x']).IngestSettings()",
    "enrich": "__import__('services.enrich.settings', fromlist=['x']).EnrichSettings()",
    "search": "__import__('services.search.settings', fromlist=['x']).SearchSettings()",
    "alerts": "__import__('services.alerts.settings', fromlist=['x']).AlertSettings()",
    "gateway": "__import__('services.gateway.settings', fromlist=['x']).GatewaySettings(secret='0' * 32)",
}
HIDE = """
import sys
class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {hidden!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.path.insert(0, {wheel!r})
sys.meta_path.insert(0, Hidden())
{program}
import services
assert services.__file__.startswith({wheel!r}), services.__file__
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, unpacked as pip does."""
    built = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(built)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    unpacked = built / "site"
    with zipfile.ZipFile(next(built.glob("*.whl"))) as archive:
        archive.extractall(unpacked)
    return unpacked


def required(dist: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for written in dist.requires or ():
        requirement = Requirement(written)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in (extras or {""}) | {""}):
            yield requirement


def closure(nashra: Distribution, extra: str) -> set[str]:
    """The names of all distributions that pip would install."""
    found: set[tuple[str, frozenset[str]]] = set()
    waiting = [("nashra", frozenset({extra}))]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in found:
            continue
        found.add((name, extras))
        try:
            dist = nashra if name == "nashra" else distribution(name)
        except PackageNotFoundError:  # for another platform
            continue
        waiting += [(canonical(one.name), frozenset(one.extras)) for one in required(dist, extras)]
    return {name for name, _ in found}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported(wheel: Path, role: str, without: str = "") -> subprocess.CompletedProcess[str]:
    extra, program = ROLES[role]
    metadata = next(wheel.glob("*.dist-info"))
    allowed = closure(PathDistribution(metadata), extra) - {without}
    hidden = {
        module
        for module, owners in packages_distributions().items()
        if not allowed & {canonical(owner) for owner in owners}
    }
    source = HIDE.format(
        hidden=hidden - {"services", "pip", "setuptools"}, wheel=str(wheel),
        program=program.format(settings=SETTINGS.get(extra)),
    )  # fmt: skip
    return subprocess.run(
        [sys.executable, "-c", source], cwd=wheel, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("role", ROLES)
def test_a_role_needs_its_own_extra_and_no_other(wheel: Path, role: str) -> None:
    done = imported(wheel, role)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(("role", "package"), [("gateway", "jinja2"), ("index", "elasticsearch")])
def test_a_package_that_an_extra_forgets_is_missed(wheel: Path, role: str, package: str) -> None:
    done = imported(wheel, role, without=package)
    assert done.returncode == 1
    assert f"No module named '{package}" in done.stderr
