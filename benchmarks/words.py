"""Which words meet: each pair of forms, one indexed and the other asked for, as `/v1/search` does it.

`python -m benchmarks.words [DIR]`: `DIR/meet.tsv` (kind, form, other) should meet both ways, `DIR/apart.tsv`
(word, other) never. Prints the pairs that do not as they should, then the shares.
"""

from __future__ import annotations

import asyncio
import csv
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from services.runtime.settings import Settings
from services.search.evaluation import indexed
from services.search.judgements import Judged
from services.search.reader import Reader
from services.search.results import Filters, SearchRequest

from benchmarks.stack import engines

WORDS = Path("../shared/data/words")
CARRIER = "… {} …"


@dataclass(frozen=True, slots=True)
class Pair:
    kind: str
    form: str
    other: str

    def ways(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """What is asked for and what is indexed."""
        return (self.form, self.other), (self.other, self.form)


def pairs(path: Path) -> list[Pair]:
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in csv.reader(lines, delimiter="\t") if row]
    return [Pair(*row) if len(row) == 3 else Pair("apart", *row) for row in rows[1:]]


async def found(reader: Reader, ids: dict[str, str], asked: str, there: str) -> bool:
    request = SearchRequest(text=asked, filters=Filters(ids=(ids[there],)), sort="-published_at")
    return bool((await reader.search(request)).items)


async def measured(directory: Path, settings: Settings) -> None:
    meet, apart = pairs(directory / "meet.tsv"), pairs(directory / "apart.tsv")
    forms = dict.fromkeys(form for pair in (*meet, *apart) for form in (pair.form, pair.other))
    ids = {form: f"w{number}" for number, form in enumerate(forms)}
    with TemporaryDirectory() as made:
        corpus = Path(made) / "corpus.jsonl"
        lines = [json.dumps({"_id": id_, "text": CARRIER.format(form)}) for form, id_ in ids.items()]
        corpus.write_text("\n".join(lines), "utf-8")
        async with indexed(Judged(corpus, {}, {}), settings) as own, Reader(own) as reader:
            ways = {
                pair: [await found(reader, ids, asked, there) for asked, there in pair.ways()]
                for pair in (*meet, *apart)
            }
    report(meet, apart, ways)


def report(meet: list[Pair], apart: list[Pair], ways: dict[Pair, list[bool]]) -> None:
    def told(pair: Pair, sign: str) -> str:
        found = zip(pair.ways(), ways[pair], strict=True)
        return "\t".join(f"{a} {sign} {b}" for (a, b), ok in found if ok == (sign == "→"))

    for pair in meet:
        if not all(ways[pair]):
            print(
                "does not meet:",
                pair.kind,
                *(f"{a} ↛ {b}" for (a, b), ok in zip(pair.ways(), ways[pair], strict=True) if not ok),
                sep="\t",
            )
    for pair in apart:
        if any(ways[pair]):
            print(
                "meets:",
                *(f"{a} → {b}" for (a, b), ok in zip(pair.ways(), ways[pair], strict=True) if ok),
                sep="\t",
            )
    counts = Counter(pair.kind for pair in meet if not all(ways[pair]))
    print(f"meet both ways: {sum(all(ways[pair]) for pair in meet)} of {len(meet)}", dict(counts))
    print(f"meet and must not: {sum(any(ways[pair]) for pair in apart)} of {len(apart)}")


if __name__ == "__main__":
    directory = Path(sys.argv[1]) if sys.argv[1:] else WORDS
    with engines() as (_, elasticsearch):
        asyncio.run(measured(directory, Settings(elasticsearch=elasticsearch)))
