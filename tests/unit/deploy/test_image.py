"""The image: as little as it needs, not as root, from the pins of the project."""

from __future__ import annotations

import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[3]
DOCKER = CHECKOUT / "deploy" / "docker"
PIN = re.compile(r"^([a-z0-9._-]+==\S+)", re.MULTILINE)
HASH = re.compile(r"sha256:[0-9a-f]{64}")


def test_its_pins_are_the_projects() -> None:
    ours = (CHECKOUT / "requirements.lock").read_text("utf-8")
    image = (DOCKER / "requirements.lock").read_text("utf-8")

    assert set(PIN.findall(image)) <= set(PIN.findall(ours))
    assert set(HASH.findall(image)) <= set(HASH.findall(ours))


def test_it_carries_no_test_tools() -> None:
    image = (DOCKER / "requirements.lock").read_text("utf-8")

    assert not {"pytest", "playwright", "mypy", "ruff"} & {pin.split("==")[0] for pin in PIN.findall(image)}


def test_it_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)", (DOCKER / "Dockerfile").read_text("utf-8"), re.MULTILINE)

    assert users[-1] == "10001:10001"


def test_every_file_it_copies_is_let_in_and_there() -> None:
    dockerfile = (DOCKER / "Dockerfile").read_text("utf-8")
    allowed = (DOCKER / "Dockerfile.dockerignore").read_text("utf-8")
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.+)$", dockerfile, re.MULTILINE)
        for source in line.split()[:-1]
    ]

    assert copied
    for source in copied:
        assert f"!{source}\n" in allowed
        assert (CHECKOUT / source).exists()
