"""The golden file of `_analyze`: what every cluster must make of our Arabic probes.

`python -m services.search.golden URL` prints the file anew, with the tokens of the cluster at URL.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from services.embedded.deployed import deployed
from services.runtime.settings import Settings
from services.search.analysis import analysis
from services.search.cluster import connect

GOLDEN = "golden_analyze.json"


@dataclass(frozen=True, slots=True)
class Probe:
    """A text, one of our analyzers, and the tokens that must come out."""

    analyzer: str
    text: str
    tokens: tuple[str, ...]

    def request(self) -> dict[str, Any]:
        """The body of an `_analyze` request that needs no index: the analyzer is spelt out."""
        return {**spelt_out(self.analyzer), "text": self.text}


def probes() -> list[Probe]:
    """Those of the golden file, in its order."""
    golden = json.loads(deployed(GOLDEN).read_text("utf-8"))
    return [
        Probe(analyzer, text, tuple(tokens))
        for analyzer, texts in golden.items()
        for text, tokens in texts.items()
    ]


def spelt_out(analyzer: str) -> dict[str, Any]:
    """One of our analyzers with the definition of each of its parts in place of their names."""
    parts = analysis()
    chain = parts["analyzer"][analyzer]
    return {
        "char_filter": [parts["char_filter"].get(name, name) for name in chain.get("char_filter", [])],
        "tokenizer": parts.get("tokenizer", {}).get(chain["tokenizer"], chain["tokenizer"]),
        "filter": [parts.get("filter", {}).get(name, name) for name in chain.get("filter", [])],
    }


def text_of(found: Iterable[Probe]) -> str:
    """The golden file of these probes; texts with invisible characters are escaped, to be seen."""
    groups = []
    for analyzer, same in groupby(found, key=lambda probe: probe.analyzer):
        lines = [
            f"    {json.dumps(probe.text, ensure_ascii=not probe.text.isprintable())}: "
            f"{json.dumps(probe.tokens, ensure_ascii=False)}"
            for probe in same
        ]
        groups.append(f"  {json.dumps(analyzer)}: {{\n" + ",\n".join(lines) + "\n  }")
    return "{\n" + ",\n".join(groups) + "\n}\n"


async def _anew(url: str) -> list[Probe]:
    client = connect(Settings(elasticsearch=url), 30)
    try:
        answers = [await client.indices.analyze(**probe.request()) for probe in probes()]
    finally:
        await client.close()
    tokens = [tuple(token["token"] for token in answer["tokens"]) for answer in answers]
    return [replace(probe, tokens=made) for probe, made in zip(probes(), tokens, strict=True)]


if __name__ == "__main__":
    sys.stdout.write(text_of(asyncio.run(_anew(sys.argv[1]))))
