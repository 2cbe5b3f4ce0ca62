"""The operator's own editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from services.contracts.errors import NashraError


class NoEditor(NashraError):  # named after the fact
    """No editor could be started, or it failed."""


def in_editor(text: bytes) -> bytes:
    """What the operator made of the text in $VISUAL or $EDITOR (else vi). Raises `NoEditor`."""
    chosen = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not chosen and not sys.stdin.isatty():
        raise NoEditor("there is no terminal for an editor; use --set or --file, or set EDITOR")
    command = chosen or "vi"
    with tempfile.TemporaryDirectory(prefix="nashra-") as directory:
        file = Path(directory) / "dead-letter.json"
        file.write_bytes(text)
        try:
            subprocess.run([*shlex.split(command), str(file)], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise NoEditor(f"{command}: {error}; set EDITOR, or use --set or --file") from error
        return file.read_bytes()
