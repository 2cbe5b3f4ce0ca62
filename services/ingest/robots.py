"""robots.txt as RFC 9309 says, with `Crawl-delay`: text in, rules out; nothing is fetched here.

`urllib.robotparser` knows neither `*`, `$` nor the longest match, which Arabic newspapers' files rely on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

MAX_BYTES = 512_000  # RFC 9309 §2.5 asks for 500 KiB
MAX_RULES = 5_000
MAX_DELAY_S = 60.0
SAFE = "/:@!$&'()*+,;=-._~?%"


@dataclass(frozen=True, slots=True)
class Rule:
    """`pieces` are the texts between the `*` of the path; `anchored`: it ended with `$`."""

    allow: bool
    length: int
    pieces: tuple[str, ...]
    anchored: bool

    @classmethod
    def read(cls, path: str, allow: bool) -> Rule:
        pieces = tuple(_normal(piece) for piece in re.split(r"\*+", path.removesuffix("$")))
        return cls(allow, len(path), pieces, path.endswith("$"))

    def matches(self, path: str) -> bool:
        """Each piece at its first place behind the one before: linear, where a regular expression is not."""
        first, *rest = self.pieces
        if not path.startswith(first):
            return False
        at = len(first)
        for piece in rest[:-1] if self.anchored else rest:
            found = path.find(piece, at)
            if found < 0:
                return False
            at = found + len(piece)
        if not self.anchored:
            return True
        return path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= at if rest else at == len(path)


@dataclass(slots=True)
class Rules:
    """What one robots.txt asks of us."""

    rules: list[Rule] = field(default_factory=list)
    crawl_delay: float | None = None
    sitemaps: list[str] = field(default_factory=list)

    def allows(self, url: str) -> bool:
        """The longest matching rule decides; between equals, Allow (RFC 9309 §2.2.2)."""
        if not self.rules:
            return True
        parts = urlsplit(url)
        path = _normal(parts.path or "/") + (f"?{_normal(parts.query)}" if parts.query else "")
        best: Rule | None = None
        for rule in self.rules:
            if not rule.matches(path):
                continue
            if best is None or (rule.length, rule.allow) > (best.length, best.allow):
                best = rule
        return best is None or best.allow


def parse(text: str, product: str) -> Rules:
    """The rules of the groups that name `product` (a User-Agent's first word), else of the groups for `*`."""
    ours, anyone = Rules(), Rules()
    named = False
    agents: list[str] = []
    in_rules = True
    for key, value in _lines(text):
        if key == "user-agent":
            agents = [value.lower()] if in_rules else [*agents, value.lower()]
            in_rules = False
            named = named or _names(value.lower(), product)
            continue
        if key == "sitemap":
            ours.sitemaps.append(value)
            anyone.sitemaps.append(value)
            continue
        in_rules = True
        if any(_names(agent, product) for agent in agents):
            _add(ours, key, value)
        if "*" in agents:
            _add(anyone, key, value)
    return ours if named else anyone


def _names(agent: str, product: str) -> bool:
    return agent.partition("/")[0].strip() == product.lower()


def _lines(text: str) -> list[tuple[str, str]]:
    pairs = []
    for line in text.lstrip("\ufeff").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            pairs.append((key.strip().lower(), value.strip()))
    return pairs


def _add(rules: Rules, key: str, value: str) -> None:
    if key == "crawl-delay":
        if re.fullmatch(r"\d{1,6}(\.\d+)?", value):
            rules.crawl_delay = min(float(value), MAX_DELAY_S)
    elif key in {"allow", "disallow"} and value and len(rules.rules) < MAX_RULES:
        rules.rules.append(Rule.read(value, allow=key == "allow"))


def _normal(path: str) -> str:
    """One spelling for percent-encoded and plain text, so that both match."""
    return quote(unquote(path, errors="surrogateescape"), safe=SAFE, errors="surrogateescape")
