"""People, places and organisations as readers ask for them: the lexicon, as operators have it now.

Articles keep the ids that they were indexed with. What was merged since is found under the id that answers
for it, so that no index has to be rebuilt.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from services.arabic.entities.lexicon import Entry, Lexicon
from services.contracts.article import Entity
from services.contracts.entity import EntityRecord
from services.search.results import FacetValue, Filters


class Entities:
    """Fed with entities.v1 by whoever follows it; without, it is the lexicon that ships."""

    def __init__(self) -> None:
        self._lexicon: Lexicon | None = None
        self._later: list[EntityRecord] = []

    def take(self, record: EntityRecord, _offset: int = 0) -> None:
        """One record of entities.v1, in the order of the topic."""
        self._later.append(record)

    @property
    def lexicon(self) -> Lexicon:
        """As the records so far have it. What ships is read when it is first needed, which takes a moment."""
        if self._lexicon is None or self._later:
            later, self._later = self._later, []
            self._lexicon = (self._lexicon or Lexicon.shipped()).with_records(later)
        return self._lexicon

    def entry(self, mentioned: Entity) -> Entry | None:
        """Who an article means, as operators have it now; None for what they blocked.

        Of what enrichment discovered and nobody accepted yet, all that is known is what articles say.
        """
        entry = self.lexicon.entity(mentioned.id)
        if entry is None and not self.lexicon.is_blocked(mentioned.id):
            return Entry(mentioned.id, mentioned.name, mentioned.type, (mentioned.name,), shipped=False)
        return entry

    def ids(self, entity_id: str) -> tuple[str, ...]:
        """All that one entity is indexed under: the id that answers for it, then what was merged into it."""
        entry = self.lexicon.entity(entity_id)
        return (entry.id, *entry.also) if entry else (self.lexicon.resolve(entity_id),)

    def merges(self) -> dict[str, tuple[str, ...]]:
        """By the id that answers for several, all of them."""
        records = self.lexicon.records
        found = {self.lexicon.resolve(record.id) for record in records if record.merged_into}
        return {id_: self.ids(id_) for id_ in sorted(found)}

    def every_id(self, entity_ids: Iterable[str]) -> tuple[str, ...]:
        """What a filter by these ids has to look for."""
        return tuple(dict.fromkeys(id_ for entity_id in entity_ids for id_ in self.ids(entity_id)))

    def with_merged_ids(self, filters: Filters) -> Filters:
        return replace(filters, entity=self.every_id(filters.entity)) if filters.entity else filters

    def shared(self, own: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
        """Of two articles, the ids that answer for what both are about."""
        ours = dict.fromkeys(map(self.lexicon.resolve, own))
        theirs = set(map(self.lexicon.resolve, others))
        return tuple(id_ for id_ in ours if id_ in theirs)

    def facet(self, values: Sequence[FacetValue], chosen: Sequence[str]) -> tuple[FacetValue, ...]:
        """Each under the id that answers for it, or that was chosen for it; without what is blocked."""
        answering = {self.lexicon.resolve(id_): id_ for id_ in chosen}
        counts = dict.fromkeys(chosen, 0)
        for value in values:
            standing = self.lexicon.resolve(value.value)
            id_ = answering.get(standing, standing)
            if not self.lexicon.is_blocked(id_):
                counts[id_] = counts.get(id_, 0) + value.count
        told = (FacetValue(id_, count, id_ in chosen) for id_, count in counts.items())
        return tuple(sorted(told, key=lambda value: -value.count))
