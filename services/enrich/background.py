"""Makes `lexicon/background.txt`: how many news articles of 10,000 say a word, and what kind of word it is.

`python -m services.enrich.background ARTICLES.jsonl.gz > services/enrich/lexicon/background.txt`, once; rows
have `title` and `content`, or the TREC document in `raw`. No text of an article is in the result: a lemma is
in it when at least five say it. A noun takes an article, a preposition or a plural; a verb is conjugated.
"""

from __future__ import annotations

import gzip
import json
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from services.arabic.lemmas import known_lemma
from services.arabic.lexemes import is_name
from services.arabic.normalise import words
from services.enrich.lemmas import lemma

LEAST_ARTICLES: Final = 5
LEAST_ARTICLES_OF_OTHERS: Final = 25  # below it the kind of what is no noun is not certain
_LEAST_NOMINAL: Final = 0.08  # of all occurrences
_FIELD = re.compile(r"<(?:TITLE|TEXT)>(.*?)</(?:TITLE|TEXT)>", re.DOTALL)
_ARABIC = re.compile("[ء-ي]{2,}")
_NAME_WITH_CLITIC = re.compile("(?:[وف]?س[يت]|[وفبلك]).{3,}")


@dataclass(slots=True)
class _Occurrences:
    """Of one lemma: articles, tokens, those that only nouns and only verbs have, the forms."""

    articles: int = 0
    all: int = 0
    nominal: int = 0
    verbal: int = 0
    forms: Counter[str] = field(default_factory=Counter)


def count(texts: Iterable[str]) -> tuple[int, dict[str, _Occurrences]]:
    """Of different articles; what is delivered twice counts once."""
    seen: set[tuple[str, ...]] = set()
    found: defaultdict[str, _Occurrences] = defaultdict(_Occurrences)
    for text in texts:
        said = words(text)
        start = tuple(said[:60])
        if start in seen:
            continue
        seen.add(start)
        keys = [lemma(word, "ar") for word in said]
        for key in set(keys):
            found[key].articles += 1
        for word, key in zip(said, keys, strict=True):
            _add(found[key], word, key)
    return len(seen), found


def _add(to: _Occurrences, word: str, key: str) -> None:
    form = word[1:] if word[0] in "وف" and len(word) > 3 and key[0] != word[0] else word
    to.all += 1
    to.forms[form] += 1
    prepositions = "ب" if key[0] in "يت" else "بل"  # «ليعلن» is a verb
    with_preposition = form[0] in prepositions and len(form) > 3 and key[0] != form[0]
    plural = form.endswith("ات") and not key.endswith("ت")
    if form.startswith(("ال", "بال", "لل", "كال")) or with_preposition or plural:
        to.nominal += 1
    elif (form[0] in "يتس" and key[0] != form[0]) or (form.endswith(("وا", "ت")) and key[-1] not in "ته"):
        to.verbal += 1


def kind(key: str, of: _Occurrences) -> str | None:
    """`noun`, `name` or `other` (verbs, particles); None where too little is known."""
    nominal, verbal = of.nominal / of.all, of.verbal / of.all
    usual = [form for form, _ in of.forms.most_common(3)]
    if nominal >= _LEAST_NOMINAL and nominal > verbal / 2:
        return "noun"
    if any(map(is_name, usual[:2])):
        return "name"
    if of.articles < LEAST_ARTICLES_OF_OTHERS:
        return None
    if any(map(known_lemma, usual)) or _NAME_WITH_CLITIC.fullmatch(key):
        return "other"
    return "name"


def _has_clitic(key: str, found: Mapping[str, _Occurrences]) -> bool:
    """«والنيجر», «بتونس»: the word is said more often without."""
    rest = key[1:].removeprefix("ال")
    return key[0] in "وفبلك" and rest in found and found[rest].articles > found[key].articles


def table(number: int, found: Mapping[str, _Occurrences]) -> Iterator[str]:
    """A line for each kind and weight: half steps of log2(articles / articles with the word)."""
    lines: defaultdict[tuple[str, float], list[str]] = defaultdict(list)
    for key, of in found.items():
        if of.articles < LEAST_ARTICLES or not _ARABIC.fullmatch(key) or _has_clitic(key, found):
            continue
        if name := kind(key, of):
            lines[name, round(2 * math.log2(number / of.articles)) / 2].append(key)
    for (name, weight), keys in sorted(lines.items()):
        yield f"{name} {weight} {' '.join(sorted(keys))}"


def _texts(path: Path) -> Iterator[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            yield "\n".join(_FIELD.findall(row["raw"]) if "raw" in row else (row["title"], row["content"]))


def main() -> None:
    sys.stdout.writelines(f"{line}\n" for line in table(*count(_texts(Path(sys.argv[1])))))


if __name__ == "__main__":
    main()
