"""Messages that no consumer of articles can make sense of, one of every kind."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from tests.integration.search.articles import article

KEY = b"a_poison"
GOOD = article("poison", "ميناء آسفي يستقبل باخرة", "رست الباخرة صباح السبت.").article.encode()


@dataclass(frozen=True, slots=True)
class Poison:
    kind: str
    key: bytes | None
    value: bytes | None


def _with(field: str, value: str) -> bytes:
    """The good article with another JSON value in a field of its top level."""
    written = re.compile(rf'"{field}":("[^"]*"|\d+|\[\])'.encode())
    changed, count = written.subn(lambda _: f'"{field}":{value}'.encode(), GOOD, count=1)
    assert count == 1, field
    return changed


KINDS: tuple[Poison, ...] = (
    Poison("empty", KEY, b""),
    Poison("tombstone", KEY, None),
    Poison("wrong encoding", KEY, GOOD.decode().encode("windows-1256", "ignore")),
    Poison("truncated", KEY, GOOD[: len(GOOD) // 2]),
    Poison("wrong types", KEY, _with("title", "[1, 2]")),
    Poison("a schema from the future", KEY, _with("title", '{"ar": "ميناء"}')),
    Poison("missing key", None, GOOD),
    Poison("wrong key", b"a_other", GOOD),
    Poison("absurd number", KEY, _with("revision", "1e400")),
    Poison("negative number", KEY, _with("revision", "-1")),
    Poison("a number of 71 bits", KEY, _with("revision", str(2**70))),
    Poison("a number of 64 bits", KEY, _with("revision", str(2**63))),
    Poison("a number of 32 bits", KEY, _with("revision", str(2**31))),
    Poison("no id", b"", _with("id", '""')),
    Poison("an id without end", b"a" * 600, _with("id", f'"{"a" * 600}"')),
    Poison("half a character", KEY, _with("title", '"\\ud800"')),
    Poison("the last year", KEY, _with("fetched_at", '"9999-12-31T23:59:59Z"')),
    Poison("the first year", KEY, _with("fetched_at", '"0001-01-01T00:00:00Z"')),
    Poison("a tag without end", KEY, _with("tags", json.dumps(["ك" * 9000]))),
    Poison("absurd date", KEY, _with("fetched_at", '"99999-99-99T99:99:99Z"')),
    Poison("deep nesting", KEY, b"[" * 20_000),
    Poison("not JSON", KEY, b"\x00\xff<html>"),
)
