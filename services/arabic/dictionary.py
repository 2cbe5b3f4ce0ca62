"""simplemma's Arabic dictionary, which says of a form what its lemma is, as one read-only file in memory.

As a dict it takes 30 MB and .3 s in every process. As a trie it takes 1.5 MB, which processes of one machine
share: the first one makes the file. Where there is no place for a file, each process has its own 1.5 MB.
"""

from __future__ import annotations

import os
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from marisa_trie import BytesTrie
from simplemma.__metadata__ import __version__
from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from services.contracts.cache import default_cache


@cache
def lemmas_by_form() -> BytesTrie:
    """Of each form the lemma in UTF-8, in a list of one. The very first call takes a second."""
    path = _path()
    if path:
        with suppress(OSError, RuntimeError):  # not there yet, or not whole
            return BytesTrie().mmap(str(path))
    # a factory of its own: the dict is needed this once
    forms = DefaultDictionaryFactory().get_dictionary("ar").items()
    trie = BytesTrie((form, lemma.encode()) for form, lemma in forms)
    if path:
        with suppress(OSError, RuntimeError):  # no room, or read-only
            _save(trie, path)
    return trie


def _path() -> Path | None:
    """None for a user without a home, as in a container that runs as any number."""
    with suppress(RuntimeError):
        return default_cache() / f"simplemma-{__version__}-ar.trie"
    return None


def _save(trie: BytesTrie, path: Path) -> None:
    """Whole or not at all, whoever else does the same now."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        try:
            trie.save(file.name)
            os.replace(file.name, path)  # noqa: PTH105 # of a name
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
