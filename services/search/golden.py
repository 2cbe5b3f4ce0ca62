"""The golden file of `_analyze`: what every cluster must make of our Arabic probes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from services.embedded.deployed import deployed
from services.search.analysis import analysis

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
