"""`nashra eval`: measure search and stories on judgements of the operator's own."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from services.cli.output import EXIT_FAILED, Json, notices, print_json, print_rows
from services.cli.platform import settings_of
from services.runtime.settings import Settings
from services.search.evaluation import CONFIGURATIONS, evaluate

app = typer.Typer(no_args_is_help=True, help="measurements: relevance, stories")


@app.callback()
def evaluation() -> None:
    """Measure what this platform finds."""


@app.command()
def relevance(
    directory: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="corpus.jsonl[.gz], queries.tsv, qrels.tsv")
    ],
    only: Annotated[str | None, typer.Option(help="one configuration; all by default")] = None,
    semantic: Annotated[
        bool, typer.Option("--semantic", help="also ranked by meaning; embeds the corpus, once")
    ] = False,
    as_json: Json = False,
) -> None:
    """Index the corpus into a throw-away index, ask every query, print nDCG@10, MRR@10, recall@100, times."""
    if only is not None and only not in CONFIGURATIONS:
        raise typer.BadParameter(f"{only}; the configurations are {', '.join(CONFIGURATIONS)}")
    chosen = {name: CONFIGURATIONS[name] for name in (CONFIGURATIONS if only is None else [only])}
    try:
        settings = settings_of(Settings, "elasticsearch")
        vectors = settings.state_dir / "embedded" if semantic else None
        figures = asyncio.run(evaluate(directory, settings, chosen, notices.print, vectors))
    except ValueError as error:
        notices.print(str(error), style="red", markup=False)
        raise typer.Exit(EXIT_FAILED) from error
    rows = {name: found.row() for name, found in figures.items()}
    if as_json:
        print_json({"configurations": rows})
        return
    shown = [
        {"configuration": name} | {measure: f"{value:.4g}" for measure, value in row.items()}
        for name, row in rows.items()
    ]
    print_rows(directory.name, shown, ["configuration", *next(iter(rows.values()))])


@app.command()
def stories(
    directory: Annotated[
        Path,
        typer.Argument(
            exists=True,
            file_okay=False,
            help="pairs.tsv, and the articles as *.jsonl[.gz] there or in ../news",
        ),
    ],
    as_json: Json = False,
) -> None:
    """Cluster the articles in one pass; print precision, recall and F1 of pairs, B³ and copies, and the cost.

    All seeds, then each half of them: numbers are chosen on one, and reported on the other.
    """
    from services.stories.evaluation import evaluate_directory

    try:
        figures = evaluate_directory(directory)
    except (ValueError, KeyError, FileNotFoundError) as error:
        notices.print(f"{directory}: {error}", style="red", markup=False)
        raise typer.Exit(EXIT_FAILED) from error
    rows = {half: found.row() for half, found in figures.items()}
    if as_json:
        print_json({"stories": rows})
        return
    shown = [
        {"seeds of": half} | {measure: f"{value:.3g}" for measure, value in row.items()}
        for half, row in rows.items()
    ]
    print_rows(directory.name, shown, ["seeds of", *next(iter(rows.values()))])
