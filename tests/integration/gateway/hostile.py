"""Searches that are meant to break, to stall or to cost: by class, each as the parameters of one request."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.integration.search.crowd import COMMON, vocabulary

Params = Mapping[str, Any]

WORDS = vocabulary()
FREQUENT = WORDS[:60]
ZALGO = "م" + "\u0651\u064b\u0300\u0316\u20dd" * 90
EVERY_FACET = "source,section,lang,edition,author,entity"


@dataclass(frozen=True)
class Hostile:
    """`requests`: parameters of GET /v1/search, with `post` JSON bodies, with `suggest` for suggestions."""

    name: str
    requests: Sequence[Params] = field(default_factory=list)
    post: bool = False
    suggest: bool = False


def _q(*texts: str, **params: Any) -> list[Params]:
    return [{"q": text, **params} for text in texts]


def _some(count: int, seed: int = 1, words: Sequence[str] = WORDS) -> str:
    return " ".join(random.Random(seed).choices(words, k=count))


HOSTILE = (
    Hostile("very long text", _q("م" * 512, "م" * 513, _some(200)[:512], "a" * 512, "ا ل " * 128)),
    Hostile("10,000 words", _q(_some(10_000), "في " * 10_000), post=True),
    Hostile("deep nesting", _q("(" * 200 + "ميناء" + ")" * 200, "(" * 6 + "ميناء" + ")" * 6, "((((((" * 80)),
    Hostile(
        "thousands of OR",
        _q(" OR ".join(WORDS[:60]), " OR ".join(WORDS[:2000]), "OR " * 170, " OR ".join(["في", "من"] * 30)),
    ),
    Hostile("OR of 32 frequent words", _q(" OR ".join(FREQUENT[:32]), " OR ".join(WORDS[100:132]))),
    Hostile(
        "groups of OR",
        _q(
            " ".join(
                f"({a} OR {b} OR {c})"
                for a, b, c in zip(FREQUENT[:10], FREQUENT[20:30], FREQUENT[30:40], strict=True)
            )
        ),
    ),
    Hostile(
        "wildcards, regular expressions, fuzziness",
        _q(
            "*",
            "?*?*?*",
            "*ميناء",
            "مي*",
            "/.*.*.*/",
            "/(a+)+$/",
            "ميناء~9999",
            "م~ ا~ ل~",
            "[* TO *]",
            "{a TO z}",
            "في^9999999",
        ),
    ),
    Hostile(
        "unbalanced quotes and brackets",
        _q('"', "««««", '"ميناء', ")(", "(((", '("ميناء)"', "«ميناء”", "-(", "--"),
    ),
    Hostile(
        "controls, bidi, surrogates, NUL",
        _q(
            "\x00",
            "ميناء\x00آسفي",
            "\u202e\u202d\u2066ميناء\u2069",
            "\ufeff\u200b\u200d",
            "\x1b[31mم",
            "\ue000م\ue001",
            "\uffff",
            "\u2028\u2029\x85",
        ),
    ),
    Hostile("combining marks", _q(ZALGO, " ".join([ZALGO[:40]] * 12), "\u0651" * 500, "e" + "\u0301" * 500)),
    Hostile(
        "nothing but function words",
        _q("في من على إلى عن", " ".join(COMMON), "ما", "في", "هل", " ".join(COMMON), '"في من"'),
    ),
    Hostile("single letters", _q(" ".join("ابتثجحخدذرزسشصضطظعغفقكلمنهوي"), "ا", "و", "a b c d e f g h")),
    Hostile(
        "n-gram bombs",
        _q("ا" * 500, "الل" * 170, "ابتثجحخد" * 60, "a1" * 250, "م" * 60 + " " + "ن" * 60, "استاست" * 80),
    ),
    Hostile(
        "one word repeated",
        _q("في " * 170, "ميناء " * 85, '"في في في في في في في في"', " OR ".join(["ميناء"] * 60)),
    ),
    Hostile(
        "huge numbers and dates",
        _q(
            "9" * 500,
            "1e309",
            "-" + "9" * 400,
            "before:9999-12-31 م",
            "after:0001-01-01 في",
            "before:2025-02-30",
            "after:٩٩٩٩-٩٩-٩٩",
            "before:99999999-01-01",
            "NaN Infinity -0",
        ),
    ),
    Hostile(
        "JSON and query DSL",
        _q(
            '{"query":{"match_all":{}}}',
            '"}},{"match_all":{}},{"x":{"',
            '{"script":{"source":"1"}}',
            "_exists_:body",
            "_id:* OR 1=1",
            "body:*",
            "title.grams:(ميناء)",
            "+ميناء +(آسفي) !x && ||",
            "\\u0022 \\ \\\\",
            "${jndi:ldap://x/a}",
            "{{7*7}}",
            "%{(#_='')}",
        ),
    ),
    Hostile(
        "scripts and markup",
        _q(
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "javascript:alert(1)",
            "'; DROP TABLE articles;--",
            "<!--",
            "]]>",
            "&lt;b&gt;",
        ),
    ),
    Hostile(
        "field names",
        _q(
            "source:",
            "section:لا_قسم",
            "source:*",
            "source:" + "x" * 400,
            "title:title:title:ميناء",
            "title:(title:(ميناء))",
            "TITLE:ميناء",
            "enriched:x",
            "source:alalam source:alalam " * 8,
            "section:sports " * 30,
            "title:(" * 40,
        ),
    ),
    Hostile(
        "exclusions",
        _q(
            "-في",
            "-ميناء",
            " ".join(f"-{word}" for word in FREQUENT[:40]),
            "-(-(-ميناء))",
            "في " + " ".join(f"-{word}" for word in WORDS[100:130]),
        ),
    ),
    Hostile(
        "phrases of frequent words",
        _q(
            '"في من على إلى عن أن التي الذي"',
            '"في من" "من على" "على إلى" "إلى عن" "عن أن" "أن التي"',
            '"' + " ".join(FREQUENT[:30]) + '"',
            f"«{_some(30, 3, COMMON)}»",
        ),
    ),
    Hostile(
        "many frequent words",
        _q(
            " ".join(FREQUENT[20:52]),
            _some(32, 5),
            "؟ " + " ".join(FREQUENT[20:50]),
            "هل " + " ".join(FREQUENT[:30]),
        ),
    ),
    Hostile(
        "unknown words",
        _q(
            " ".join("ضظغقفثصذ"[n % 5 :] + "طكمن"[: n % 4] + str(n) for n in range(32)),
            " ".join(["ضظغقفثصذطك" + "شسيب"[n % 4] * (n % 7) for n in range(24)]),
        ),
    ),
    Hostile(
        "names with many spellings",
        _q(
            "أكادير الدار البيضاء غوغل إنستغرام غوتيريش نتنياهو القدس مكة تونس أبوظبي الصويرة طنجة القاهرة",
            " OR ".join(["agadir", "casablanca", "google", "instagram", "guterres", "tangier"]),
        ),
    ),
    Hostile(
        "emoji and other scripts",
        _q(
            "😀" * 120,
            "👨‍👩‍👧‍👦" * 40,
            "मीनار 港口 порт 항구 ميناء",
            "ⵜⴰⵎⴰⵣⵉⵖⵜ",
            "𝕒𝕓𝕔" * 50,
            "ﷺ" * 100,
            "ﻣﻴﻨﺎﺀ",
            "\U0001e900" * 60,
        ),
    ),
    Hostile("percent-encoding", _q("%d9%85%d9%8a", "%00", "%25%32%35" * 50, "%%%", "+%2B+", "%c3%28")),
    Hostile(
        "page size and depth",
        _q("في", limit=10**9)
        + _q("في", limit=-1)
        + _q("في", limit=0)
        + _q("في", limit="1e9")
        + _q("في", limit=100, highlight="true"),
    ),
    Hostile(
        "tampered cursors",
        _q("في", cursor="AAAA") + _q("في", cursor="x" * 1900) + _q("في", cursor="é%00") + _q("في", cursor=""),
    ),
    Hostile(
        "facets and histograms",
        [
            {"q": "في", "facets": EVERY_FACET, "facet_limit": 10_000, "histogram": "day"},
            {"q": "", "facets": EVERY_FACET, "histogram": "hour", "from": "0001-01-01", "to": "9999-12-31"},
            {"q": "ميناء", "facets": ",".join(["source"] * 60)},
            {"q": "ميناء", "facets": "_id"},
            {"q": "", "histogram": "day", "from": "9999-12-31", "to": "0001-01-01"},
        ],
    ),
    Hostile(
        "many filters",
        [
            {"q": "في", "source": ",".join(f"paper{n}" for n in range(50))},
            {"q": "في", "source": ",".join(f"paper{n}" for n in range(500))},
            {"q": "في", "section": "x" * 65},
            {"q": "في", "lang": ["ar"] * 50, "edition": ["ma"] * 50},
            {"q": "في", "tz": "../../etc/passwd"},
        ],
    ),
    Hostile(
        "collapse, exact totals, everything at once",
        [
            {
                "q": "في من على",
                "collapse": "story",
                "total": "exact",
                "limit": 100,
                "facets": EVERY_FACET,
                "histogram": "week",
                "match": "loose",
            },
            {
                "q": " OR ".join(FREQUENT[:32]),
                "total": "exact",
                "limit": 100,
                "facets": "source,section",
                "histogram": "day",
                "collapse": "story",
            },
        ],
    ),
    Hostile(
        "bodies that are none",
        [{"q": ["a"]}, {"q": {"match_all": {}}}, {"q": None}, {"query": {"match_all": {}}}, {"q": 7}],
        post=True,
    ),
    Hostile(
        "suggestions",
        _q(
            "ا",
            "في",
            "م" * 512,
            "\x00",
            '"',
            "*",
            ZALGO,
            "😀",
            "في من على إلى عن أن التي",
            "hespress" * 50,
            "ال",
        ),
        suggest=True,
    ),
)
