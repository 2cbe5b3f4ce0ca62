"""What an article's story is decided on, taken from its text. Pure."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice

from services.arabic.lemmas import lemma
from services.arabic.normalise import fold, words
from services.contracts.article import Article, EnrichedArticle
from services.contracts.story import Outline
from services.stories import places
from services.stories.sketches import sketch

OPENING_WORDS = 110  # newspapers tell the event first; what follows is background that other events share
TITLE_WORDS = 40
TITLE_LETTERS = 400
LETTERS = 64  # of a lemma; what is longer is no word
AHEAD = timedelta(hours=1)  # a publication time further ahead of our own clock is a mistake
_ARTICLE = "ال"
_DATED = re.compile(r"[\d/.\-:،,()«»\"]+")


def outline(enriched: EnrichedArticle) -> Outline:
    """The same article gives the same outline, on any machine."""
    article = enriched.article
    title, text = words(article.title)[:TITLE_WORDS], article.text
    where = places.named_in_title(article.title[:TITLE_LETTERS], title, enriched.entities)
    hashes, shingles = sketch(text)
    telling = filter(None, (_lemma(word, enriched.lang) for word in title))
    opening = filter(
        None, (_lemma(word, enriched.lang) for word in islice(words(text[:2000]), OPENING_WORDS))
    )
    return Outline(
        revision=article.revision,
        source_id=article.source.id,
        country=article.source.country,
        lang=enriched.lang,
        section=enriched.section,
        at=moment(article),
        title=tuple(dict.fromkeys(telling)),
        opening=dict(Counter(opening)),
        numbers=tuple(number for word in title if (number := fold(word))[:1].isdigit()),
        places=where,
        mentions=places.mentions(where, enriched.entities) if where else (),
        template=template(article.title),
        sketch=hashes.astype("<u4").tobytes(),
        shingles=shingles,
    )


def moment(article: Article) -> datetime:
    """When it was published by the minute, else when it was fetched; never a midnight that nobody wrote."""
    return min(article.published.at or article.fetched_at, article.fetched_at + AHEAD)


def template(title: str) -> str:
    """The title as it would come again tomorrow: folded, without numbers, weekdays and months."""
    plain = _DATED.sub(" ", fold(title[:TITLE_LETTERS]))
    return " ".join(word for word in plain.split() if word.removeprefix("ال") not in _calendar())


@lru_cache(maxsize=65_536)
def _lemma(word: str, lang: str) -> str:
    """Empty for a word that says nothing of the event."""
    if len(word) > LETTERS:
        return ""
    if lang != "ar":
        folded = fold(word)
        return folded if len(folded) > 3 else ""
    found = lemma(word)
    bare = found.removeprefix(_ARTICLE)
    if len(bare) <= 2:
        bare = found
    return "" if len(bare) < 2 or bare in _stop_words() or found in _stop_words() else bare


@cache
def _stop_words() -> frozenset[str]:
    listed = _listed("stop_words.txt")
    return listed | {lemma(word) for word in listed} | {fold(word) for word in listed}


@cache
def _calendar() -> frozenset[str]:
    return frozenset(map(fold, _listed("calendar.txt")))


def _listed(name: str) -> frozenset[str]:
    text = (files(__package__) / "words" / name).read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
