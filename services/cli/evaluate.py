"""`nashra eval`: measure search, stories and sections on judgements of the operator's own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from services.cli.output import EXIT_FAILED, Json, notices, print_json, print_rows
from services.cli.platform import settings_here, settings_of
from services.contracts.sections import SECTIONS
from services.runtime.settings import Settings
from services.search.evaluation import CONFIGURATIONS, evaluate

MOST_CONFUSIONS = 12  # shown in a table

app = typer.Typer(no_args_is_help=True, help="measurements: relevance, stories, entities, sections")


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
    from services.arabic.entities.lexicon import Lexicon
    from services.enrich.entities.article import Recogniser
    from services.stories.evaluation import evaluate_directory

    try:
        figures = evaluate_directory(directory, Recogniser(Lexicon.shipped()).entities)
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


@app.command()
def sections(
    path: Annotated[
        Path,
        typer.Argument(
            exists=True,
            help="*.jsonl[.gz] (section, title, content), *.tsv (category, text), or a directory",
        ),
    ],
    threshold: Annotated[
        float | None, typer.Option(min=0, max=1, help="least confidence; that of the settings by default")
    ] = None,
    country: Annotated[
        str | None, typer.Option(help="of the newspapers, as tn; else by their address")
    ] = None,
    also: Annotated[
        list[str] | None, typer.Option(metavar="SECTION=SECTION", help="another that is right as well")
    ] = None,
    as_json: Json = False,
) -> None:
    """Ask the classifier for each article's section; print coverage, accuracy, calibration, confusions."""
    from services.enrich.evaluation import evaluate as evaluate_sections
    from services.enrich.settings import EnrichSettings

    least = settings_here(EnrichSettings).section_confidence if threshold is None else threshold
    try:
        found = evaluate_sections(path, least, country, _pairs(also or ()))
    except ValueError as error:
        notices.print(f"{path}: {error}", style="red", markup=False)
        raise typer.Exit(EXIT_FAILED) from error
    rows = {"all": found.all.row()} | {name: one.row() for name, one in found.by_section.items()}
    if as_json:
        print_json({"threshold": least, "sections": rows} | found.details())
        return
    print_rows(
        f"{path.name}, from {least:g}", *_table([{"section": name} | row for name, row in rows.items()])
    )
    for title, details in found.details().items():
        print_rows(title, *_table(details[:MOST_CONFUSIONS]))
    notices.print(f"{found.unnamed} articles without a section of a known name; {found.ms:.2f} ms an article")


def _pairs(also: Sequence[str]) -> dict[str, str]:
    pairs = {section: other for section, _, other in (pair.partition("=") for pair in also)}
    unknown = (pairs.keys() | set(pairs.values())) - SECTIONS.keys()
    if unknown:
        raise typer.BadParameter(f"{', '.join(sorted(unknown))}; the sections are {', '.join(SECTIONS)}")
    return pairs


def _table(rows: Sequence[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], list[str]]:
    """Rows with short figures, and their columns."""
    short = [
        {key: f"{value:.3g}" if isinstance(value, float) else value for key, value in row.items()}
        for row in rows
    ]
    return short, list(rows[0]) if rows else []


@app.command()
def entities(
    directory: Annotated[
        Path, typer.Argument(exists=True, file_okay=False, help="*.conll[.gz]: a word and its IOB tag a line")
    ],
    train: Annotated[
        bool, typer.Option("--train", help="the first nine tenths, on which rules are tried")
    ] = False,
    as_json: Json = False,
) -> None:
    """Recognise names in the last tenth of the sentences; print precision, recall and F1 of mentions by kind.

    25 sentences are read as one article. Kinds other than PERS, LOC and ORG are left out.
    """
    from services.enrich.entities.evaluation import evaluate_directory

    try:
        found = evaluate_directory(directory, train=train)
    except ValueError as error:
        notices.print(f"{directory}: {error}", style="red", markup=False)
        raise typer.Exit(EXIT_FAILED) from error
    rows = {kind: figures.row() for kind, figures in found.figures.items()}
    if as_json:
        print_json({"entities": rows, "sentences": found.sentences, "ms_per_article": found.ms_per_article})
        return
    shown = [
        {"kind": kind} | {measure: f"{value:.4g}" for measure, value in row.items()}
        for kind, row in rows.items()
    ]
    title = f"{directory.name}: {found.sentences} sentences, {found.ms_per_article:.2g} ms for 25 of them"
    print_rows(title, shown, ["kind", *next(iter(rows.values()))])
