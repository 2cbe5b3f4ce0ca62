"""Rules that every command keeps: --json, exit codes, a question before what cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import typer
from services.cli.main import command_line
from typer.core import TyperCommand, TyperGroup
from typer.testing import CliRunner

# they run until they are stopped, and their answer is their log; or write a document with a format of its own
WITHOUT_JSON = {"up", "run", "sources dump", "synonyms export"}
# what cannot be taken back, or makes work for the whole platform
DESTRUCTIVE = {
    "replay",
    "withdraw",
    "index delete",
    "dlq edit",
    "dlq redrive",
    "dlq discard",
}
DESTRUCTIVE_WORDS = {"delete", "discard", "redrive", "edit", "replay", "withdraw", "purge", "reset"}


def walk(command: object, path: str = "") -> Iterator[tuple[str, TyperCommand]]:
    if isinstance(command, TyperGroup):
        for name, found in command.commands.items():
            yield from walk(found, f"{path} {name}".strip())
    else:
        assert isinstance(command, TyperCommand)
        yield path, command


COMMANDS = dict(walk(typer.main.get_command(command_line())))


def options(path: str) -> set[str]:
    return {name for found in COMMANDS[path].params for name in found.opts}


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_says_what_it_does_and_speaks_json(path: str) -> None:
    assert (COMMANDS[path].help or "").split("\n")[0].endswith((".", ".)", "s).", ")."))
    assert path in WITHOUT_JSON or "--json" in options(path)


@pytest.mark.parametrize("path", COMMANDS)
def test_a_wrong_option_is_a_mistake_of_usage(path: str) -> None:
    words = path.split()
    result = CliRunner().invoke(command_line(words[:1]), [*words, "--no-such-option"])
    assert result.exit_code == 2
    assert "--no-such-option" in result.stderr


@pytest.mark.parametrize("path", sorted(DESTRUCTIVE))
def test_what_cannot_be_taken_back_asks_and_can_be_tried(path: str) -> None:
    assert {"--dry-run", "--yes"} <= options(path)


def test_no_destructive_command_is_forgotten() -> None:
    assert {path for path in COMMANDS if path.split()[-1] in DESTRUCTIVE_WORDS} == DESTRUCTIVE


@pytest.mark.parametrize("path", COMMANDS)
def test_a_command_that_asks_can_also_be_told_not_to(path: str) -> None:
    assert "--yes" not in options(path) or "--dry-run" in options(path)
