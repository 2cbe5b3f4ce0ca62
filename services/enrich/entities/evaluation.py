"""How well names are recognised, on sentences that somebody tagged: precision, recall and F1 of mentions."""

from __future__ import annotations

import gzip
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.arabic.entities.lexicon import Lexicon
from services.enrich.entities.article import EntityMention, Recogniser

TAGS: Final = {"person": "PERS", "place": "LOC", "org": "ORG"}
ARTICLE: Final = 25  # sentences that are read as one article: the files do not say where one ends
HOLD_OUT: Final = 0.1  # of the sentences: the last ones

Sentence = list[tuple[str, str]]  # words with their IOB tags
Span = tuple[int, int, str]  # first word, word after the last, tag


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the mentions of one kind; a mention is right when its words and its kind are."""

    right: int
    found: int
    tagged: int

    @property
    def precision(self) -> float:
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.tagged)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(1, self.found + self.tagged)

    def row(self) -> dict[str, float]:
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "found": self.found,
            "tagged": self.tagged,
        }


@dataclass(frozen=True, slots=True)
class Evaluation:
    """By kind, and of all; `ms_per_article` of `ARTICLE` sentences, processor time."""

    figures: dict[str, Figures]
    sentences: int
    ms_per_article: float


def evaluate_directory(directory: Path, *, train: bool = False) -> Evaluation:
    """On the last tenth of the sentences of `*.conll[.gz]`, or on what stands before it.

    Raises ValueError when there is none.
    """
    files = sorted((*directory.glob("*.conll"), *directory.glob("*.conll.gz")))
    sentences = [sentence for file in files for sentence in read(file)]
    if not sentences:
        raise ValueError(f"{directory} has no *.conll or *.conll.gz: a word and its IOB tag a line")
    cut = int(len(sentences) * (1 - HOLD_OUT))
    return evaluate(sentences[:cut] if train else sentences[cut:])


def evaluate(sentences: Sequence[Sentence]) -> Evaluation:
    recogniser = Recogniser(Lexicon.shipped())
    tagged: list[set[Span]] = []
    found: list[set[Span]] = []
    began = time.process_time()
    for first in range(0, len(sentences), ARTICLE):
        article = sentences[first : first + ARTICLE]
        texts = [" ".join(word for word, _ in sentence) for sentence in article]
        for sentence, mentions in zip(article, recogniser.mentions(texts), strict=True):
            tagged.append({span for span in spans(sentence) if span[2] in TAGS.values()})
            found.append({_span(sentence, mention) for mention in mentions})
    seconds = time.process_time() - began
    kinds = {name: _figures(tagged, found, (tag,)) for name, tag in TAGS.items()}
    return Evaluation(
        kinds | {"all": _figures(tagged, found, tuple(TAGS.values()))},
        len(sentences),
        seconds * 1000 / max(1, -(-len(sentences) // ARTICLE)),
    )


def _figures(tagged: Sequence[set[Span]], found: Sequence[set[Span]], tags: tuple[str, ...]) -> Figures:
    ours = [{span for span in one if span[2] in tags} for one in found]
    theirs = [{span for span in one if span[2] in tags} for one in tagged]
    right = sum(len(one & other) for one, other in zip(ours, theirs, strict=True))
    return Figures(right, sum(map(len, ours)), sum(map(len, theirs)))


def read(file: Path) -> Iterator[Sentence]:
    """The sentences of a file: a word and its tag a line, an empty line between sentences."""
    sentence: Sentence = []
    open_ = gzip.open if file.suffix == ".gz" else open
    with open_(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            word, _, tag = line.rstrip("\n").rpartition(" ")
            if word:
                sentence.append((word, tag))
            elif sentence:
                yield sentence
                sentence = []
    if sentence:
        yield sentence


def spans(sentence: Sentence) -> Iterator[Span]:
    """The tagged names of a sentence; an I- of another kind than the word before begins one."""
    first, kind = 0, ""
    for place, (_, tag) in enumerate((*sentence, ("", "O"))):
        mark, _, own = tag.partition("-")
        if mark == "I" and own == kind:
            continue
        if kind:
            yield first, place, kind
        first, kind = place, own


def _span(sentence: Sentence, mention: EntityMention) -> Span:
    """The words that a mention touches: clitics are tagged with their word."""
    start, inside = 0, []
    for place, (word, _) in enumerate(sentence):
        if start < mention.end and start + len(word) > mention.start:
            inside.append(place)
        start += len(word) + 1
    return inside[0], inside[-1] + 1, TAGS[mention.type]
