"""`nashra export`: any filtered list of articles into a file, to its end, and on after a break."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, get_args

import orjson
import typer

from services.cli.errors import CommandError
from services.cli.output import Json, counted, notices, print_json, progress, resumable
from services.cli.platform import settings_of
from services.cli.search import synonyms_of
from services.contracts.errors import NashraError
from services.gateway.export import parquet
from services.gateway.export.records import COLUMNS, record
from services.gateway.export.writers import Csv, Format, JsonLines
from services.gateway.parameters import ExportParameters
from services.runtime.settings import Settings
from services.search.reader import Reader
from services.search.results import Copies, Match, StoredArticle

SAVE_EVERY_S = 1.0
FORMATS: tuple[Format, ...] = get_args(Format)

Values = Annotated[list[str] | None, typer.Option(help="several: any of them")]


@dataclass(frozen=True, slots=True)
class Job:
    """An export under way, in a file beside its draft.

    `parameters`: as the API takes them. `after`: the last article of the first `size` bytes, which are
    certain.
    """

    form: Format
    parameters: dict[str, Any]
    as_of: str
    after: str | None = None
    records: int = 0
    size: int = 0

    def save(self, file: Path) -> None:
        new = file.with_name(f"{file.name}.new")
        new.write_bytes(orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2))
        new.replace(file)


def load(file: Path) -> Job:
    """Raises `CommandError`."""
    try:
        return Job(**orjson.loads(file.read_bytes()))
    except (TypeError, ValueError) as error:
        raise CommandError(f"{file} is no export of ours: delete it, or export to another file") from error


@dataclass(frozen=True, slots=True)
class Place:
    """Where an export goes: the file when it is whole, its draft and its job until then."""

    out: Path

    @property
    def draft(self) -> Path:
        return self.out.with_name(f"{self.out.name}.part")

    @property
    def job(self) -> Path:
        return self.out.with_name(f"{self.out.name}.job")

    def free(self) -> None:
        """Raises `CommandError` when something is there that a new export would destroy."""
        if self.job.exists():
            done = counted(load(self.job).records, "article")
            raise CommandError(
                f"{self.out}: an export broke off after {done}; --resume goes on, --force begins anew"
            )
        if self.out.exists():
            raise CommandError(f"{self.out} is there already; --force replaces it when the export is whole")


def export(  # noqa: PLR0913 # each is an option
    out: Annotated[Path, typer.Argument(help="a file .jsonl, .csv or .parquet", dir_okay=False)],
    query: Annotated[str, typer.Argument(help="as in `nashra search`; without one, everything")] = "",
    *,
    source: Values = None,
    section: Values = None,
    lang: Values = None,
    edition: Values = None,
    author: Values = None,
    entity: Values = None,
    story: Annotated[str | None, typer.Option(help="only of this story")] = None,
    since: Annotated[str | None, typer.Option("--from", help="published from this day or instant on")] = None,
    until: Annotated[str | None, typer.Option("--to", help="published before this day or instant")] = None,
    indexed_after: Annotated[str | None, typer.Option(help="what came or changed since this instant")] = None,
    tz: Annotated[str | None, typer.Option(help="zone of days, such as Asia/Riyadh")] = None,
    in_: Annotated[str | None, typer.Option("--in", help="where words are looked for: title, body")] = None,
    match: Annotated[Match, typer.Option(help="how words are matched")] = "loose",
    copies: Annotated[Copies, typer.Option(help="once: without articles that repeat another's text")] = "all",
    fields: Annotated[str, typer.Option(help="only these columns, comma separated, and the id")] = "",
    form: Annotated[Format | None, typer.Option("--format", help="else by the name of the file")] = None,
    bom: Annotated[bool, typer.Option("--bom", help="a byte order mark before CSV, for Excel")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="go on with an export that broke off")] = False,
    force: Annotated[bool, typer.Option("--force", help="replace the file")] = False,
    as_json: Json = False,
) -> None:
    """Write every article that is found to a file, once, as far as its newspaper's rights allow."""
    settings = settings_of(Settings, "elasticsearch")
    choices = {"source": source, "section": section, "lang": lang, "edition": edition, "author": author}
    period = {"from": since, "to": until, "indexed_after": indexed_after, "tz": tz}
    form_of = {"fields": fields or None, "bom": bom or None}
    filters = choices | period | form_of | {"q": query, "in": in_, "match": match, "copies": copies}
    filters |= {"entity": entity, "story": story}
    params = _parameters({name: value for name, value in filters.items() if value is not None})
    place = Place(out)
    if resume and out.exists() and not place.job.exists():
        notices.print(f"{out} is whole", markup=False)
        return
    job = _job(place, params, _form(out, form), resume=resume, force=force)
    if job.form == "parquet":
        parquet.available()
    started = time.monotonic()
    with resumable(f"nashra export {out} --resume goes on"), _hint(place):
        written = asyncio.run(_export(settings, place, job))
    told = {"file": str(out), "format": job.form, "articles": written, "as_of": job.as_of}
    if as_json:
        print_json(told | {"bytes": out.stat().st_size, "seconds": round(time.monotonic() - started, 1)})
    else:
        notices.print(f"{out}: {counted(written, 'article')}", markup=False)


def _parameters(given: dict[str, Any]) -> ExportParameters:
    """As the API checks them. Raises `CommandError`."""
    from pydantic import ValidationError

    try:
        return ExportParameters.model_validate(given, by_name=False)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_input=False)
        told = (
            f"{'.'.join(map(str, one['loc']))}: {one['msg'].removeprefix('Value error, ')}" for one in wrong
        )
        raise CommandError("\n".join(told)) from None


def _form(out: Path, named: Format | None) -> Format:
    if named:
        return named
    for form in FORMATS:
        if out.suffix.lower() == f".{form}":
            return form
    raise CommandError(f"{out}: the name ends in none of {', '.join(FORMATS)}; or say --format")


def _job(place: Place, params: ExportParameters, form: Format, *, resume: bool, force: bool) -> Job:
    given = params.non_defaults()
    if resume and place.job.exists():
        job = load(place.job)
        if given not in ({}, job.parameters) or job.form != form:
            raise CommandError(f"{place.out} was begun with other filters; without any, --resume takes those")
        if not place.draft.exists() or place.draft.stat().st_size < job.size:
            raise CommandError(f"{place.draft} lacks what was written; --force begins anew")
        return job
    if not force:
        place.free()
    return Job(form, given, datetime.now(UTC).isoformat())


@contextmanager
def _hint(place: Place) -> Iterator[None]:
    try:
        yield
    except NashraError:
        if place.job.exists():
            notices.print(f"stopped: nashra export {place.out} --resume goes on", markup=False)
        raise


async def _export(settings: Settings, place: Place, job: Job) -> int:
    """How many articles the file has."""
    params = _parameters(job.parameters)
    columns = list(dict.fromkeys(["id", *params.fields])) if params.fields else list(COLUMNS)
    request = params.search()
    async with Reader(settings, await synonyms_of(settings)) as reader:
        total = await reader.count(request)
        with progress("articles", total) as step, Draft(place, job, columns, bom=params.bom) as draft:
            async for articles in reader.walk(request, datetime.fromisoformat(job.as_of), job.after):
                await draft.write(articles)
                step(draft.job.records, max(total, draft.job.records))
    if job.form == "parquet":
        new = place.out.with_name(f"{place.out.name}.new")
        await asyncio.to_thread(parquet.convert, place.draft, new, columns)
        new.replace(place.out)
        place.draft.unlink()
    else:
        place.draft.replace(place.out)
    place.job.unlink()
    return draft.job.records


class Draft:
    """The file until it is whole. What was written is certain once a second, and when it is left by an error.

    Rows of Parquet wait as JSON Lines: a Parquet file cannot be gone on with.
    """

    def __init__(self, place: Place, job: Job, columns: Sequence[str], *, bom: bool) -> None:
        self.job = job
        self._place = place
        self._columns = columns
        self._writer: Csv | JsonLines = Csv(columns, bom=bom) if job.form == "csv" else JsonLines()
        self._saved_at = time.monotonic()

    def __enter__(self) -> Draft:
        self._file = self._place.draft.open("r+b" if self.job.size else "wb")
        self._file.truncate(self.job.size)  # what a crash left behind the certain part goes
        self._file.seek(self.job.size)
        if not self.job.size:
            self._file.write(self._writer.begin())
            self._save()
        return self

    def __exit__(self, *_: object) -> None:
        self._save()
        self._file.close()

    async def write(self, articles: Sequence[StoredArticle]) -> None:
        records = [record(stored) for stored in articles]
        if not records:
            return
        rows = [{name: value for name, value in one.items() if name in self._columns} for one in records]
        self._file.write(await self._writer.write(rows))
        self.job = replace(self.job, after=records[-1]["id"], records=self.job.records + len(records))
        if time.monotonic() - self._saved_at >= SAVE_EVERY_S:
            self._save()

    def _save(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self.job = replace(self.job, size=self._file.tell())
        self.job.save(self._place.job)
        self._saved_at = time.monotonic()
