"""Commands speak to people on a terminal, and in lines and JSON to everything else."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import typer
from rich.console import Console
from services.cli import output
from services.cli.output import (
    EXIT_INTERRUPTED,
    ago,
    confirm,
    counted,
    print_json,
    print_rows,
    progress,
    resumable,
)


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard error that is no terminal."""
    written = io.StringIO()
    monkeypatch.setattr(output, "notices", Console(file=written, highlight=False))
    return written


@pytest.mark.parametrize(("number", "said"), [(0, "0 topics"), (1, "1 topic"), (2, "2 topics")])
def test_a_number_agrees_with_its_noun(number: int, said: str) -> None:
    assert counted(number, "topic") == said
    assert counted(number, "topic is", "topics are").endswith("is" if number == 1 else "are")


def test_progress_is_a_line_every_five_seconds(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter([0.0, 1.0, 5.0, 6.0, 11.0])
    monkeypatch.setattr("services.cli.output.time.monotonic", lambda: next(clock))
    with progress("records", 100) as step:
        for done in (10, 50, 60, 90):
            step(done)
    assert log.getvalue().splitlines() == [
        "records: 50 of 100, about 5 s to go",
        "records: 90 of 100, about 1 s to go",
        "records: 90 of 100, done",
    ]


def test_json_is_whole_arabic_and_dated(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"title": "ميناء آسفي", "at": datetime(2025, 4, 5, tzinfo=UTC)})
    printed = capsys.readouterr().out
    assert "ميناء آسفي" in printed
    assert json.loads(printed)["at"] == "2025-04-05T00:00:00+00:00"


def test_rows_are_never_cut_where_no_terminal_limits_them(capsys: pytest.CaptureFixture[str]) -> None:
    long = "آسفي " * 200
    print_rows("Places", [{"name": long, "id": "e_1"}], ["name", "id"])
    printed = capsys.readouterr().out
    assert long.strip() in printed
    assert "\x1b" not in printed


def test_moments_of_a_table_are_read_in_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows("Causes", [{"first": datetime(2025, 4, 5, 12, 0, 0, 507665, UTC)}], ["first"])
    assert capsys.readouterr().out.splitlines()[-1].rstrip() == "2025-04-05 12:00:00"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ("n\n", "nothing was done\n"),
        ("", "\nnobody answered: --yes does it without asking\nnothing was done\n"),
    ],
)
def test_a_question_without_a_yes_ends_the_command(
    log: io.StringIO, monkeypatch: pytest.MonkeyPatch, answers: str, told: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answers))
    with pytest.raises(typer.Exit) as left:
        confirm("set 3 letters aside?")
    assert (left.value.exit_code, log.getvalue()) == (1, told)


def test_ctrl_c_is_a_failure_that_says_how_to_go_on(log: io.StringIO) -> None:
    with pytest.raises(typer.Exit) as left, resumable("the same command goes on"):
        raise KeyboardInterrupt
    assert left.value.exit_code == EXIT_INTERRUPTED
    assert log.getvalue() == "stopped: the same command goes on\n"


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (None, "never"),
        (timedelta(seconds=-3), "0 s ago"),
        (timedelta(seconds=90), "90 s ago"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=30), "30 h ago"),
        (timedelta(days=4), "4 d ago"),
    ],
)
def test_an_age_is_said_in_one_unit(age: timedelta | None, said: str) -> None:
    assert ago(age) == said
