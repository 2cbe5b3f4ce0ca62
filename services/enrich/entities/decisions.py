"""The recogniser as operators want it: the lexicon that ships, and what entities.v1 decides over it."""

from __future__ import annotations

from threading import Lock

from services.arabic.entities.lexicon import Lexicon
from services.contracts.entity import EntityRecord
from services.enrich.entities.article import Recogniser


class Decisions:
    """Takes records in the loop; the recogniser is made anew in the thread that asks for it next."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._later: list[EntityRecord] = []
        self._lexicon = Lexicon.shipped()
        self._recogniser: Recogniser | None = None

    def take(self, record: EntityRecord, _offset: int = 0) -> None:
        """One record of entities.v1, in the order of the topic."""
        with self._lock:
            self._later.append(record)

    @property
    def recogniser(self) -> Recogniser:
        """That of all records so far. After a new one this takes a third of a second."""
        with self._lock:
            later, self._later = self._later, []
        if later:
            self._lexicon = self._lexicon.with_records(later)
        if later or self._recogniser is None:
            self._recogniser = Recogniser(self._lexicon)
        return self._recogniser
