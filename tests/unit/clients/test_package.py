"""The Python client is a package of its own: typed, and without anything of the platform."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from clients.generate import answer, document, operations

import nashra_client

CLIENTS = Path(__file__).parents[3] / "clients"
LOADED = (
    "import json, sys, nashra_client; print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))"
)


def test_it_needs_nothing_of_the_platform() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED],
        env={"PYTHONPATH": str(CLIENTS / "python")},
        cwd=CLIENTS,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(json.loads(done.stdout))
    assert "httpx" in loaded
    assert not loaded & {"services", "pydantic", "fastapi", "elasticsearch", "aiokafka", "orjson"}


def test_its_wheel_is_typed(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(words, cwd=CLIENTS / "python", check=True, capture_output=True)
    (wheel,) = tmp_path.glob("nashra_client-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert "nashra_client/py.typed" in names
    assert re.findall(r"^Requires-Dist: (\S+)", metadata, re.MULTILINE) == ["httpx<1,>=0.27"]


def test_every_operation_is_a_method_of_both_clients() -> None:
    for client in (nashra_client.Nashra, nashra_client.AsyncNashra):
        lacking = [name for name, *_ in operations(document()) if not hasattr(client, method(name))]
        assert lacking == []


def method(name: str) -> str:
    return {"stream_headlines": "stream", "export_articles": "export"}.get(name, name)


def test_an_answer_without_json_is_written_by_hand() -> None:
    """Whoever adds such an endpoint adds its method, or says here how it is asked."""
    without: set[Any] = {name for name, _, _, about in operations(document()) if not answer(about)}
    assert without == {"stream_headlines", "export_articles"}
