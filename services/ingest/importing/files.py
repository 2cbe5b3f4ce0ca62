"""Pages from files: HTML, flattened aggregator text, JSON Lines, web archives, and folders of these."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Literal, cast

from services.arabic.normalise import clean, fold
from services.contracts import identity
from services.contracts.page import Page, PageKind
from services.contracts.source import SourceRef
from services.ingest import encodings
from services.ingest.errors import NotWarc, UnreadableFile
from services.ingest.extract import records
from services.ingest.extract.newspapers import name_id, registered, unregistered
from services.ingest.importing import warc
from services.runtime.logs import get_logger
from services.web.addresses import check_public
from services.web.errors import ForbiddenAddress

LARGEST_PAGE = 5_000_000  # bytes, as for pages that are fetched
LARGEST_LINE = 5_000_000
RECORDS = (".jsonl", ".ndjson")
ARCHIVES = (".warc",)
DOCUMENTS = (".html", ".htm", ".xhtml")
SUFFIXES = (*DOCUMENTS, ".txt", *RECORDS, *ARCHIVES, *(f"{name}.gz" for name in RECORDS + ARCHIVES))
AGGREGATOR = SourceRef(id="maghress", name="مغرس", name_latin="Maghress", country="ma")
_CANONICAL = re.compile(
    rb"""<(?:link[^<>]*\brel=["']canonical["'][^<>]*\bhref|meta[^<>]*\bproperty=["']og:url["'][^<>]*\bcontent)
    =["'](https?://[^"'<>]{4,2000})["']""",
    re.IGNORECASE | re.VERBOSE,
)
_CONTROL = "[\\x00-\\x08\\x0e-\\x1a\\x1c-\\x1f]"  # in no text; pages have one or two by mistake
_BINARY = re.compile(f"(?:{_CONTROL}[^\\n]{{0,200}}?){{8}}")
LOCAL = SourceRef(id="local", name="ملف محلي")

log = get_logger(__name__)
FileKind = Literal["html", "aggregator", "records", "archive"]


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a file that holds no record; of an archive, a record that holds no page."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def _log(bad: BadLine) -> None:
    log.warning("line skipped", file=str(bad.path), line=bad.line, problem=bad.message)


def pages_of(
    path: Path,
    source: SourceRef | None = None,
    url: str | None = None,
    report: Callable[[BadLine], None] = _log,
) -> Iterator[Page]:
    """The pages of a file, or of the files in a folder by name. Lines without a record are reported.

    Without `source`, an HTML file belongs to the newspaper at `url`, a record to the one it names.
    Raises UnreadableFile when the file is missing, too large or no text.
    """
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and file.name.endswith(SUFFIXES):
                yield from pages_of(file, source, url, report)
        return
    match kind_of(path):
        case "records":
            yield from _record_pages(path, source, report)
        case "archive":
            yield from _archived_pages(path, source, report)
        case _:
            yield _document_page(path, source, url)


def kind_of(path: Path) -> FileKind:
    """What a file holds, by its name, and by how it begins where the name says nothing."""
    name = path.name.removesuffix(".gz")
    if name.endswith(RECORDS):
        return "records"
    if name.endswith(ARCHIVES):
        return "archive"
    with _open(path) as stream:
        try:
            start = stream.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(f"{path}: {error}") from error
    if start.startswith(b"{"):
        return "records"
    if start.startswith(b"WARC/"):
        return "archive"
    if start.startswith(b"<") or name.endswith(DOCUMENTS):
        return "html"
    return "aggregator"


def _document_page(path: Path, source: SourceRef | None, url: str | None) -> Page:
    kind: PageKind = "aggregator" if kind_of(path) == "aggregator" else "html"
    with _open(path) as stream:
        raw = _bounded(path, stream)
    if _BINARY.search(encodings.text_of(raw[:4096])):
        raise UnreadableFile(f"{path}: binary, no text of any encoding")
    if url is not None:
        try:
            check_public(url)
        except ForbiddenAddress as error:
            raise UnreadableFile(f"{path}: readers cannot be sent to {url}: {error}") from error
    stated = url or (_stated_address(raw) if kind == "html" else None)
    owner = source or (AGGREGATOR if kind == "aggregator" else _owner(stated))
    address = stated or path.resolve().as_uri()
    try:
        key = identity.canonical_url(address)
    except ValueError:
        key = address
    return Page(
        article_id=identity.article_id(owner.id, key),
        source=owner,
        url=address,
        kind=kind,
        fetched_at=datetime.now(UTC),
        body=Page.pack(raw),
    )


def _stated_address(raw: bytes) -> str | None:
    """The address that an HTML file gives as its own: it was saved from there."""
    match = _CANONICAL.search(raw[:200_000])
    address = match.group(1).decode("utf-8", "replace") if match else None
    return address if address and _is_public(address) else None


def _is_public(url: str) -> bool:
    """Whether it may become a link on a public page."""
    try:
        check_public(url)
    except ForbiddenAddress:
        return False
    return True


def _record_pages(path: Path, source: SourceRef | None, report: Callable[[BadLine], None]) -> Iterator[Page]:
    with _open(path) as stream:
        number = 0
        while line := _line(path, stream):
            number += 1
            if not line.strip():
                continue
            try:
                yield _record_page(path, number, line, source)
            except (ValueError, ForbiddenAddress) as error:
                report(BadLine(path, number, str(error)))


def _record_page(path: Path, number: int, line: bytes, source: SourceRef | None) -> Page:
    """The page of one line. Raises ValueError saying what the line lacks."""
    if len(line) > LARGEST_LINE:
        raise ValueError(f"longer than {LARGEST_LINE} bytes")
    found = records.fields(records.parse(line))
    if not found.text.strip():
        raise ValueError("no text: a record has `content`, or `raw` with <TEXT>")
    owner = source or _named(found.source) or _owner(found.url)
    if found.url.startswith(("http://", "https://")):
        check_public(found.url)
    try:
        address = found.url
        key = identity.article_id(owner.id, identity.canonical_url(address))
    except ValueError:
        address = f"{path.resolve().as_uri()}#{number}"
        key = identity.headline_id(owner.id, fold(clean(found.title or found.text)))
    return Page(
        article_id=key,
        source=owner,
        url=address,
        kind="record",
        fetched_at=_moment(found.fetched) or datetime.now(UTC),
        body=Page.pack(line.strip()),
    )


def _archived_pages(
    path: Path, source: SourceRef | None, report: Callable[[BadLine], None]
) -> Iterator[Page]:
    """The HTML documents of a web archive that were answered with 200."""

    def skipped(number: int, message: str) -> None:
        report(BadLine(path, number, message))

    with _open(path) as stream:
        try:
            for capture in warc.captures(stream, skipped):
                kind = capture.headers.get("content-type", "text/html")
                if not _is_public(capture.url):
                    skipped(capture.number, f"readers cannot be sent to {capture.url[:200]}")
                elif capture.status == 200 and "html" in kind.lower():
                    yield _archived_page(capture, source)
        except NotWarc as error:
            raise UnreadableFile(f"{path}: {error}") from error
        except (OSError, EOFError, zlib.error) as error:
            raise UnreadableFile(f"{path}: {error}") from error


def _archived_page(capture: warc.Capture, source: SourceRef | None) -> Page:
    owner = source or _owner(capture.url)
    try:
        key = identity.canonical_url(capture.url)
    except ValueError:
        key = capture.url
    return Page(
        article_id=identity.article_id(owner.id, key),
        source=owner,
        url=capture.url,
        content_type=capture.headers.get("content-type"),
        last_modified=capture.headers.get("last-modified"),
        fetched_at=capture.fetched_at or datetime.now(UTC),
        body=Page.pack(capture.body),
    )


def _owner(url: str | None) -> SourceRef:
    """The newspaper at an address: the registered one, else one known by its host, else the file itself."""
    if not url:
        return LOCAL
    return registered().at(url) or unregistered(url) or LOCAL


def _named(name: str) -> SourceRef | None:
    """The newspaper that a record names."""
    if not (shown := clean(name)):
        return None
    return registered().named(shown, beside=SourceRef(id=name_id(shown), name=shown))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _open(path: Path) -> IO[bytes]:
    try:
        with path.open("rb") as stream:
            packed = stream.read(2) == b"\x1f\x8b"
        return cast("IO[bytes]", gzip.open(path, "rb")) if packed else path.open("rb")
    except OSError as error:
        raise UnreadableFile(f"{path}: {error.strerror or error}") from error


def _bounded(path: Path, stream: IO[bytes]) -> bytes:
    try:
        raw = stream.read(LARGEST_PAGE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(f"{path}: {error}") from error
    if len(raw) > LARGEST_PAGE:
        raise UnreadableFile(f"{path}: larger than {LARGEST_PAGE} bytes, no page is")
    return raw


def _line(path: Path, stream: IO[bytes]) -> bytes:
    """The next line, of which no more than a limit is kept; empty at the end."""
    try:
        line = stream.readline(LARGEST_LINE + 1)
        while len(line) > LARGEST_LINE and not line.endswith(b"\n"):
            rest = stream.readline(LARGEST_LINE)
            if not rest or rest.endswith(b"\n"):
                break
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableFile(f"{path}: {error}") from error
    return line
