"""The articles of the last days as arrays: how rare words are, who shares them, how alike two are.

What it answers depends on which articles are in it, never on the order in which they came.
"""

from __future__ import annotations

import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.contracts.story import Outline
from services.stories.sketches import SIZE as SKETCH
from services.stories.sketches import Hashes, Likeness, likeness

WIDTH = 96  # terms of an article
INDEXED = 28  # of them, the rarest, by which it is found
RECENT = 96  # articles that a term finds
NEAREST = 48  # articles that are compared in full
LANDMARKS = 6  # hashes of a sketch by which copies are found
TITLE_WEIGHT = 3
BUCKETS = 1 << 21  # of terms; two terms in one are rare enough not to matter
# shares of the likeness of two articles: the cosine of all terms, and how much of one's title the other says,
# of the better and of the worse of both directions
COSINE, BETTER, WORSE = 1 / 1.4, 0.2 / 1.4, 0.2 / 1.4

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Terms:
    """An outline's terms as buckets, the rarest first; `weights` without idf. `lemmas` for who explains."""

    buckets: NDArray[np.uint32]
    weights: Floats
    title: NDArray[np.bool_]
    lemmas: list[str] = field(default_factory=list)


class Window:
    """Articles by slot; a slot is used again when its article has left."""

    def __init__(self) -> None:
        self._size = 0
        self._buckets = np.zeros((0, WIDTH), np.uint32)
        self._weights = np.zeros((0, WIDTH), np.float16)
        self._title = np.zeros((0, WIDTH), np.bool_)
        self._sketches = np.zeros((0, SKETCH), np.uint32)
        self._shingles = np.zeros(0, np.int32)
        self._frequency = np.zeros(BUCKETS, np.int32)
        self._postings: defaultdict[int, array[int]] = defaultdict(_slots)
        self._landmarks: defaultdict[int, array[int]] = defaultdict(_slots)
        self._query = np.zeros(BUCKETS, np.float32)
        self._query_title = np.zeros(BUCKETS, np.float32)
        self._allocate(1024)
        self.count = 0

    def _allocate(self, capacity: int) -> None:
        for rows in (self._buckets, self._weights, self._title, self._sketches, self._shingles):
            rows.resize((capacity, *rows.shape[1:]), refcheck=False)  # in place: no second copy meanwhile
        self._free = list(range(capacity - 1, self._size - 1, -1))
        self._size = capacity
        self._scores = np.zeros(capacity, np.float32)

    def terms(self, outline: Outline) -> Terms:
        """The terms that tell most, by how rare they are now."""
        counts: dict[str, int] = {}
        for lemma in outline.title:
            counts[lemma] = TITLE_WEIGHT
        for lemma, times in outline.opening.items():
            counts[lemma] = counts.get(lemma, 0) + times
        lemmas = list(counts)
        seed = zlib.crc32(outline.lang.encode())
        hashes = [zlib.crc32(lemma.encode(), seed) % BUCKETS for lemma in lemmas]
        buckets = np.array(hashes, np.uint32)
        weights = 1 + np.log(np.fromiter(counts.values(), np.float32, len(lemmas)))
        # a stable sort: the order is that of the text where words are equally rare
        order = np.argsort(-weights * self._rarity(buckets), kind="stable")[:WIDTH]
        title = np.arange(len(lemmas)) < len(outline.title)
        return Terms(buckets[order], weights[order], title[order], [lemmas[place] for place in order])

    def add(self, terms: Terms, sketch: Hashes, shingles: int) -> int:
        """The slot of the article that is now in the window."""
        if not self._free:
            self._allocate(self._size + max(1024, self._size // 4))
        slot, width = self._free.pop(), len(terms.buckets)
        self._buckets[slot, :width] = terms.buckets
        self._buckets[slot, width:] = 0
        self._weights[slot, :width] = terms.weights
        self._weights[slot, width:] = 0
        self._title[slot, :width] = terms.title
        self._title[slot, width:] = False
        self._sketches[slot, : len(sketch)] = sketch
        self._sketches[slot, len(sketch) :] = 0
        self._shingles[slot] = shingles
        self._frequency[terms.buckets] += 1  # once, where two terms have one bucket
        for bucket in dict.fromkeys(terms.buckets[:INDEXED].tolist()):
            self._postings[bucket].append(slot)
        for landmark in sketch[:LANDMARKS].tolist():
            self._landmarks[landmark].append(slot)
        self.count += 1
        return slot

    def remove(self, slot: int) -> None:
        width = int(np.count_nonzero(self._weights[slot]))
        buckets = self._buckets[slot, :width]
        self._frequency[buckets] -= 1
        for bucket in dict.fromkeys(buckets[:INDEXED].tolist()):
            _drop(self._postings, bucket, slot)
        for landmark in self.sketch(slot)[:LANDMARKS].tolist():
            _drop(self._landmarks, landmark, slot)
        self._free.append(slot)
        self.count -= 1

    def sketch(self, slot: int) -> Hashes:
        found: Hashes = self._sketches[slot, : min(SKETCH, int(self._shingles[slot]))]
        return found

    def near(self, terms: Terms) -> list[int]:
        """The slots of articles that share most of the rarest terms, at most `NEAREST`, best first."""
        found = []
        for bucket, weight in zip(
            terms.buckets[:INDEXED].tolist(), self._weighted(terms)[:INDEXED].tolist(), strict=True
        ):
            if postings := self._postings.get(bucket):
                slots = np.array(postings[-RECENT:], np.int64)
                self._scores[slots] += weight * weight
                found.append(slots)
        if not found:
            return []
        slots = np.unique(np.concatenate(found))
        scores = self._scores[slots]
        self._scores[slots] = 0
        best: list[int] = slots[np.argsort(-scores, kind="stable")[:NEAREST]].tolist()
        return best

    def like(self, terms: Terms, slots: Sequence[int]) -> Floats:
        """How alike the article and each of these are, 0-1."""
        rows = np.array(slots, np.int64)
        mine = self._weighted(terms)
        rarity = self._rarity(terms.buckets)
        title = np.where(terms.title, rarity * rarity, 0)
        self._query[terms.buckets] = mine
        self._query_title[terms.buckets] = title
        buckets = self._buckets[rows]
        there = self._weights[rows].astype(np.float32)
        rarities = self._rarity(buckets)
        theirs = there * rarities
        shared = self._query[buckets]
        said = (there > 0) & (shared > 0)
        their_title = np.where(self._title[rows], rarities * rarities, 0)
        norm = np.sqrt((theirs * theirs).sum(1) * (mine * mine).sum()) + 1e-9
        cosine = (shared * theirs).sum(1) / norm
        ours = (self._query_title[buckets] * said).sum(1) / (title.sum() + 1e-9)
        other = (their_title * said).sum(1) / (their_title.sum(1) + 1e-9)
        self._query[terms.buckets] = 0
        self._query_title[terms.buckets] = 0
        alike: Floats = COSINE * cosine + BETTER * np.maximum(ours, other) + WORSE * np.minimum(ours, other)
        return alike

    def shared(self, terms: Terms, slot: int, limit: int = 6) -> list[str]:
        """The lemmas that both have, the most telling first."""
        theirs = set(self._buckets[slot, : int(np.count_nonzero(self._weights[slot]))].tolist())
        order = np.argsort(-self._weighted(terms), kind="stable").tolist()
        buckets = terms.buckets.tolist()
        return [terms.lemmas[place] for place in order if buckets[place] in theirs][:limit]

    def terms_at(self, slot: int) -> Terms:
        """Of an article that is in the window, without its lemmas."""
        width = int(np.count_nonzero(self._weights[slot]))
        return Terms(
            self._buckets[slot, :width],
            self._weights[slot, :width].astype(np.float32),
            self._title[slot, :width],
        )

    def marked(self, sketch: Hashes) -> Iterable[int]:
        """The slots of articles that share one of the smallest shingles, the latest of each."""
        found: dict[int, None] = {}
        for landmark in sketch[:LANDMARKS].tolist():
            found |= dict.fromkeys(self._landmarks.get(landmark, _slots())[-8:])
        return found

    def likeness(self, sketch: Hashes, shingles: int, slot: int) -> Likeness:
        return likeness(sketch, shingles, self.sketch(slot), int(self._shingles[slot]))

    def shingles(self, slot: int) -> int:
        return int(self._shingles[slot])

    def _weighted(self, terms: Terms) -> Floats:
        weighted: Floats = terms.weights * self._rarity(terms.buckets)
        return weighted

    def _rarity(self, buckets: NDArray[np.uint32]) -> Floats:
        """Inverse document frequency among the articles of the window."""
        often = self._frequency[buckets].astype(np.float32)  # logarithms of float32 are five times quicker
        rarity: Floats = np.log(1 + np.float32(self.count + 1) / (1 + often))
        return rarity


def _slots() -> array[int]:
    return array("i")


def _drop(index: dict[int, array[int]], key: int, slot: int) -> None:
    slots = index[key]
    slots.remove(slot)
    if not slots:
        del index[key]
