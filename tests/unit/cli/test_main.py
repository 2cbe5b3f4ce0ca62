"""The command line itself: what leaves it, and how."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from services.cli import __main__, main
from services.cli.errors import CommandError, NoPlatform
from services.cli.output import EXIT_INTERRUPTED


def test_ctrl_c_before_the_command_began_shows_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "command_line", interrupted)
    monkeypatch.setattr(sys, "argv", ["nashra", "status"])
    with pytest.raises(SystemExit) as left:
        main.run()
    assert left.value.code == EXIT_INTERRUPTED
    assert capsys.readouterr() == ("", "")


def modules_of(statement: str) -> set[str]:
    """The packages that a fresh Python has imported after the statement, without the standard library."""
    script = f"import sys\n{statement}\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()) - sys.stdlib_module_names


def test_help_imports_what_prints_it_and_nothing_of_the_platform() -> None:
    help_ = "import contextlib\nfrom services.cli import main\nsys.argv = ['nashra', '--help']\n"
    help_ += "with contextlib.suppress(SystemExit): main.run()"
    added = modules_of(help_) - modules_of("pass")
    # rich's own libraries, and what typer needs for completion
    of_rich = {"rich", "pygments", "markdown_it", "mdurl", "attr"}
    assert added <= {"services", "typer", "annotated_doc", "shellingham"} | of_rich
    assert {"services", "typer", "rich"} <= added


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ModuleNotFoundError("No module named 'jgo'", name="jgo"), r"jgo.*pip install 'nashra\[all\]'"),
        (NoPlatform(Path("/state"), ["NASHRA_KAFKA"]), "no platform runs in /state"),
        (PermissionError(13, "Permission denied", "/state/secret"), "PermissionError: .*/state/secret"),
        (CommandError("names.yaml, line 3: not UTF-8"), "^names.yaml, line 3"),
    ],
)
def test_an_expected_failure_is_one_line(error: Exception, told: str) -> None:
    line = main.message(error)
    assert line is not None
    assert re.search(told, line)
    assert "\n" not in line


@pytest.mark.parametrize(
    "bug", [KeyError("title"), ModuleNotFoundError(name="services.missing"), ValueError("x")]
)
def test_a_bug_shows_its_traceback(bug: Exception) -> None:
    assert main.message(bug) is None


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, ["status", "--json"]),
        ({"_NASHRA_COMPLETE": "complete_bash", "COMP_WORDS": "nashra dlq sh"}, ["dlq", "sh"]),
        ({"_NASHRA_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": "nashra so"}, ["so"]),
    ],
)
def test_a_completion_imports_the_command_that_is_typed(
    environment: dict[str, str], words: list[str]
) -> None:
    assert main.words(["status", "--json"], environment) == words


def test_a_command_line_without_its_libraries_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typer", None)
    monkeypatch.delitem(sys.modules, "services.cli.main")
    with pytest.raises(SystemExit, match=r"needs typer: pip install 'nashra\[all\]'"):
        __main__.main()
