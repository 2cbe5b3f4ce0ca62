"""Every command meets what goes wrong for every operator, and says so in words: never a traceback.

The table is made from the command line itself, so that a new command is in it.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
import typer
from services.cli import main
from services.cli.main import COMMANDS, command_line
from tests.unit.cli.test_rules import walk
from typer.core import TyperArgument, TyperCommand

TABLE = dict(walk(typer.main.get_command(command_line())))
STARTED = {"run"}  # runs until it is stopped, engines or not: tests/integration/secure and tests/faults
# they speak to no engine, or to an address that is named
ENGINELESS = {
    *(
        "extract",
        "config dump",
        "topics list",
        "sources read",
        "sources add",
        "eval stories",
        "eval sections",
        "eval entities",
    ),
}
OPTIONS = {"up": ["--external"], "withdraw": ["--reason", "error"], "export": ["--format", "csv", "--force"]}
WORDS = {"topic": "pages.v1", "url": "http://127.0.0.1:1/feed", "id_": "0-0"}
PATHS = sorted(set(TABLE) - STARTED)


def value_of(argument: TyperArgument, file: Path) -> str:
    """Something that the argument takes."""
    if argument.name == "file":
        return str(file)
    if not takes_file(argument):
        return WORDS.get(argument.name or "", "a_0123456789abcdef")
    wants_file = argument.type_descriptor.parameter_info.file_okay
    return str(file if wants_file else file.parent)


def words_of(path: str, command: TyperCommand, file: Path) -> list[str]:
    """The command with all that it needs."""
    needed = [p for p in command.params if isinstance(p, TyperArgument) and p.required]
    yes = ["--yes"] if any("--yes" in option.opts for option in command.params) else []
    chosen = ["--all"] if path in {"dlq redrive", "dlq discard", "dlq edit"} else []
    return [*path.split(), *OPTIONS.get(path, []), *yes, *chosen, *(value_of(p, file) for p in needed)]


def takes_file(parameter: object) -> bool:
    annotation = parameter.type_descriptor.annotation if isinstance(parameter, TyperArgument) else None
    return "Path" in str(annotation) and isinstance(parameter, TyperArgument) and parameter.required


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command as a shell does: its exit code, and what it says on standard error."""
    for name in ("NASHRA_KAFKA", "NASHRA_ELASTICSEARCH", "NASHRA_NAMESPACE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NASHRA_STATE_DIR", str(tmp_path / "state"))

    def run(words: list[str]) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["nashra", *words])
        with pytest.raises(SystemExit) as left:
            main.run()
        code = left.value.code
        assert isinstance(code, int)
        return code, capsys.readouterr().err

    return run


@pytest.fixture
def away(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:  # after `run` has cleaned the environment
    """Engines that nobody answers for."""
    monkeypatch.setenv("NASHRA_KAFKA", "127.0.0.1:1")
    monkeypatch.setenv("NASHRA_ELASTICSEARCH", "http://127.0.0.1:1")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    file = tmp_path / "page.html"
    file.write_text("<html><body><h1>خبر</h1><p>نص</p></body></html>", encoding="utf-8")
    return file


def test_the_contents_name_every_command() -> None:
    assert {path.split()[0] for path in TABLE} == set(COMMANDS)


@pytest.mark.parametrize("path", PATHS)
def test_without_a_platform_it_says_so(path: str, run: Any, page: Path) -> None:
    code, said = run(words_of(path, TABLE[path], page))
    if path in ENGINELESS:
        assert "no platform runs in" not in said
    else:
        assert code == 2
        assert "no platform runs in" in said or path in {"doctor"}


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("path", sorted(set(PATHS) - ENGINELESS - {"healthcheck"}))
def test_with_the_engines_away_it_names_what_is_away(path: str, run: Any, page: Path) -> None:
    code, said = run(words_of(path, TABLE[path], page))
    assert code in {1, 2, 3}
    assert "127.0.0.1:1" in said or path in {"doctor", "eval relevance"}  # which misses its corpus first
    assert len(said.splitlines()) <= 3 or path == "doctor"


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("path", [p for p in PATHS if any(takes_file(found) for found in TABLE[p].params)])
@pytest.mark.parametrize("content", [b"\xff\xfe\x00broken", b"", b"{", b"newspapers: [{id: 7}]"])
def test_a_broken_file_is_told_in_words(path: str, content: bytes, run: Any, tmp_path: Path) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)
    code, said = run(words_of(path, TABLE[path], file))
    assert code in {0, 1, 2}
    assert code == 0 or said.strip()


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize("path", PATHS)
def test_ctrl_c_ends_it_with_a_line_at_most(
    path: str, run: Any, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(work: Coroutine[Any, Any, object], **_: object) -> None:
        work.close()
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run", interrupted)
    code, said = run(words_of(path, TABLE[path], page))
    assert code in {0, 1, 2, 130}
    assert code == 2 or len(said.splitlines()) <= 4


@pytest.mark.usefixtures("away")
def test_a_gateway_whose_port_is_taken_says_so(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("NASHRA_PORT", str(port))
        code, said = run(["run", "gateway"])
    assert code == 1
    assert said.startswith(f"port {port} for the gateway is taken by another program")
    assert "NASHRA_PORT" in said
