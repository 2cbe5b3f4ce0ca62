"""An edit of a dead letter: what is sent instead, whether its stage would take it, how it differs."""

from __future__ import annotations

import difflib
import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from services.cli.errors import CommandError
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.event import Event
from services.contracts.topics import ALL, Topic
from services.runtime.outcome import Dead
from services.runtime.records import decode
from services.runtime.settings import Settings

FieldPath = tuple[str, ...]
Assignment = tuple[FieldPath, Any]


@dataclass(frozen=True, slots=True)
class Edit:
    """`problem`: why the stage would refuse it again; None when it is what its topic carries."""

    id: str
    before: DeadLetter
    after: DeadLetter
    problem: str | None

    @property
    def changes(self) -> bool:
        return self.before.origin != self.after.origin

    @property
    def is_good(self) -> bool:
        """Whether there is something to send that the stage would take."""
        return self.changes and self.problem is None

    def diff(self) -> str:
        """Unified, of the documents as indented JSON where they are JSON. The key is the first line."""
        old, new = (_lines(letter.origin) for letter in (self.before, self.after))
        return "\n".join(difflib.unified_diff(old, new, "original", "edited", n=1, lineterm=""))


def parse_assignment(text: str) -> Assignment:
    """`article.blocks.0.text=نص` as its path and value; a value that is JSON is taken as that.

    Raises `CommandError`.
    """
    path, equals, value = text.partition("=")
    if not (equals and path):
        raise CommandError(f"{text!r} is no path=value, such as article.title=العنوان")
    try:
        return tuple(path.split(".")), orjson.loads(value)
    except orjson.JSONDecodeError:
        return tuple(path.split(".")), value


def assigned(value: bytes | None, assignments: Iterable[Assignment]) -> bytes:
    """The document with these values set, as compact JSON. Raises `CommandError`."""
    try:
        document = orjson.loads(value or b"")
    except orjson.JSONDecodeError as error:
        raise CommandError(f"is no JSON ({error}): edit its bytes, without --set") from error
    for path, new in assignments:
        *way, last = path
        found = document
        for name in way:
            found = _within(found, name, path)
        match found:
            case dict():
                found[last] = new
            case list() if last.isdigit() and int(last) < len(found):
                found[int(last)] = new
            case _:
                raise CommandError(f"has no {'.'.join(path)}")
    return orjson.dumps(document)


def _within(document: Any, name: str, path: FieldPath) -> Any:
    match document:
        case dict() if name in document:
            return document[name]
        case list() if name.isdigit() and int(name) < len(document):
            return document[int(name)]
    raise CommandError(f"has no {'.'.join(path)}")


def readable(value: bytes | None) -> bytes:
    """For an editor: indented when it is JSON, else the bytes as they are."""
    try:
        return orjson.dumps(
            orjson.loads(value or b""), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        )
    except orjson.JSONDecodeError:
        return value or b""


def compact(value: bytes) -> bytes:
    """The inverse of `readable`."""
    try:
        return orjson.dumps(orjson.loads(value))
    except orjson.JSONDecodeError:
        return value


def edit_of(settings: Settings, id_: str, letter: DeadLetter, value: bytes) -> Edit:
    """The letter with another value, and with the key that belongs to it."""
    topic = declared(settings, letter.origin.topic)
    if topic is None:
        return Edit(
            id_, letter, _with(letter, letter.origin.key, value), "its topic is not declared any more"
        )
    key = letter.origin.key
    found = decode(topic, replace(letter.origin, value=value), "dlq")
    if not isinstance(found, Dead) or found.reason is Reason.MISPLACED:
        key = topic.key_of(topic.event.model_validate_json(value))
        found = decode(topic, replace(letter.origin, key=key, value=value), "dlq")
    problem = found.message if isinstance(found, Dead) else None
    return Edit(id_, letter, _with(letter, key, value), problem)


def declared(settings: Settings, physical: str) -> Topic[Event] | None:
    """The topic with this name on the broker."""
    return next((topic for topic in ALL if topic.physical(settings.namespace) == physical), None)


def _with(letter: DeadLetter, key: bytes | None, value: bytes) -> DeadLetter:
    return replace(letter, origin=replace(letter.origin, key=key, value=value))


def _lines(origin: Origin) -> Sequence[str]:
    key = "" if origin.key is None else origin.key.decode("utf-8", "backslashreplace")
    return [f"key: {key}", *readable(origin.value).decode("utf-8", "backslashreplace").splitlines()]


def in_editor(text: bytes) -> bytes:
    """What the operator made of the text in $VISUAL or $EDITOR (else vi). Raises `CommandError`."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not chosen and not sys.stdin.isatty():
        raise CommandError("there is no terminal for an editor; use --set or --file, or set EDITOR")
    command = chosen or "vi"
    with tempfile.TemporaryDirectory(prefix="nashra-") as directory:
        file = Path(directory) / "dead-letter.json"
        file.write_bytes(text)
        try:
            subprocess.run([*shlex.split(command), str(file)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise CommandError(f"{command}: {error}; set EDITOR, or use --set or --file") from error
        return file.read_bytes()
