"""How much is written about something: what Elasticsearch is asked, and its answer as values. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from services.arabic.lexemes import is_known, lexemes
from services.arabic.normalise import words
from services.search import significance
from services.search.grammar import BOTH, Query, Term, conditions, positive
from services.search.matching import Clause, any_of, matching, term_clause
from services.search.queries import FILTER_FIELDS, TIMEOUT, filter_clauses
from services.search.results import AttentionQuery, AttentionRequest, AttentionSeries, Match, SignificantWord
from services.search.wordforms import is_function_word

SAMPLE: Final = 200
"""Articles whose words are read, of all queries together: more change the first ten words seldom."""
LEAST_SAMPLE: Final = 60
SAMPLED_CHARACTERS: Final = 2_000
LEAST: Final = 3
"""Articles of a sample that say a word; what fewer say is of one article, not of the subject."""
CANDIDATES: Final = 100
"""Words that are counted in the whole period; the sample alone chooses them."""
PROCLITICS: Final = "وفبلك"
SHORTEST_WORD: Final = 2
MOST_SHARD_GROUPS: Final = 500

Answer = Mapping[str, Any]


def clause_of(asked: AttentionQuery, query: Query, match: Match, tz: str) -> Clause:
    """What a list of the same query by date finds: nothing is loosened to be found."""
    held = list(filter_clauses(asked.filters).values())
    if query.root.nodes:
        held.append(matching(query, match, ZoneInfo(tz), ranked=False))
    elif asked.text.strip():  # «!!!» does not ask for everything
        held.append({"match_none": {}})
    return {"bool": {"filter": held}} if held else {"match_all": {}}


def corpus(request: AttentionRequest) -> list[Clause]:
    """All articles that each query is a share of."""
    return list(filter_clauses(request.filters).values())


def series_body(request: AttentionRequest, clauses: Sequence[Clause]) -> dict[str, Any]:
    """`clauses`: of the queries. Without `starts` the whole period is one bucket."""
    counted = _counted(request, clauses)
    if request.by is None:
        aggregations = counted
    else:
        values = {
            "field": FILTER_FIELDS[request.by],
            "missing": "",
            "size": request.groups,
            "shard_size": MOST_SHARD_GROUPS,
            "order": [{"matched": "desc"}, {"_key": "asc"}],
            "collect_mode": "breadth_first",
        }
        matched = {"filter": any_of(list(clauses))}
        aggregations = {"groups": {"terms": values, "aggs": {"matched": matched, **counted}}}
    return {
        "query": {"bool": {"filter": corpus(request)}},
        "size": 0,
        "track_total_hits": False,
        "timeout": TIMEOUT,
        "aggs": aggregations,
    }


def _counted(request: AttentionRequest, clauses: Sequence[Clause]) -> dict[str, Any]:
    asked: dict[str, Any] = {"queries": {"filters": {"filters": list(clauses)}}}
    if not request.starts:
        return asked | {"articles": {"filter": {"match_all": {}}}}
    dates = {
        "date_histogram": {
            "field": "published_at",
            "calendar_interval": request.interval,
            "time_zone": request.tz,
            "min_doc_count": 1,
        }
    }
    asked["queries"]["aggs"] = {"dates": dates}
    return asked | {"articles": {"filter": {"match_all": {}}, "aggs": {"dates": dates}}}


def series(request: AttentionRequest, answer: Answer) -> tuple[AttentionSeries, ...]:
    """By group, the one that most is found in first, then by query."""
    aggregations = answer["aggregations"]
    if request.by is None:
        return tuple(_series(request, None, aggregations))
    return tuple(
        found
        for bucket in aggregations["groups"]["buckets"]
        for found in _series(request, bucket["key"], bucket)
    )


def _series(request: AttentionRequest, group: str | None, told: Answer) -> Iterable[AttentionSeries]:
    articles = _by_bucket(request, told["articles"])
    for number, found in enumerate(told["queries"]["buckets"]):
        yield AttentionSeries(number, group, _by_bucket(request, found), articles)


def _by_bucket(request: AttentionRequest, told: Answer) -> tuple[int, ...]:
    """By our buckets, whatever Elasticsearch thinks where a day of the zone began."""
    if not request.starts:
        return (told["doc_count"],)
    starts = [start.timestamp() * 1000 for start in request.starts]
    counts = [0] * len(starts)
    for bucket in told["dates"]["buckets"]:
        counts[max(0, bisect_right(starts, bucket["key"]) - 1)] += bucket["doc_count"]
    return tuple(counts)


def sample_size(request: AttentionRequest) -> int:
    """Of each query: five cost little more than one."""
    return max(LEAST_SAMPLE, SAMPLE // len(request.queries))


def sample_body(request: AttentionRequest, clause: Clause) -> dict[str, Any]:
    """Some articles of the query, the same ones each time and of no order; and how many there are."""
    drawn = {
        "query": {"bool": {"filter": [*corpus(request), clause]}},
        "random_score": {"seed": 1, "field": "_seq_no"},
        "boost_mode": "replace",
    }
    return {
        "query": {"function_score": drawn},
        "size": sample_size(request),
        "track_total_hits": True,
        "timeout": TIMEOUT,
        "_source": ["title", "body"],
    }


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words of one lexeme: how the sample writes it, and in how many of its articles."""

    word: str
    keys: tuple[str, ...]
    count: int


def query_lexemes(query: Query) -> set[str]:
    """The lexemes that each article of the query says because it was asked for them."""
    texts = [text for part in positive(query.root) for text in _spellings(part)]
    texts += [field.value for field in conditions(query.root)]
    return {key for text in texts for word in words(text) for key in lexemes(word)}


def _spellings(part: Any) -> tuple[str, ...]:
    return (part.text, *part.others, *part.dialect) if isinstance(part, Term) else (part.text,)


def candidates(texts: Iterable[str], asked: set[str]) -> list[Candidate]:
    """The words of these articles that `LEAST` of them say, but for those `asked` and function words."""
    texts_with: Counter[str] = Counter()
    said_in = [set(words(text[:SAMPLED_CHARACTERS])) for text in texts]
    for of_text in said_in:
        texts_with.update(of_text)
    keys_of = {form: lexemes(form) for form in texts_with}
    forms: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for form, keys in keys_of.items():
        if keys and asked.isdisjoint(keys):
            forms[keys][form] = texts_with[form]
    articles: Counter[tuple[str, ...]] = Counter()
    for of_text in said_in:
        articles.update({keys_of[form] for form in of_text})
    return [
        Candidate(usual_form(forms[keys], keys), keys, count)
        for keys, count in articles.items()
        if count >= LEAST and keys in forms and _telling(forms[keys])
    ]


def _telling(forms: Counter[str]) -> bool:
    return not any(len(form) < SHORTEST_WORD or form[0].isdigit() or is_function_word(form) for form in forms)


def usual_form(forms: Mapping[str, int], keys: tuple[str, ...]) -> str:
    """The form that most write, without what is written onto it: «للاتفاق» and «بالاتفاق» say «الاتفاق»."""
    bare: Counter[str] = Counter()
    for form, count in forms.items():
        bare[_bare(form, forms, keys)] += count
    return max(bare, key=lambda form: (bare[form], form))


def _bare(form: str, forms: Collection[str], keys: tuple[str, ...]) -> str:
    """Nothing is taken off that leaves a word which nobody writes or knows: «باسلمة» is a name."""
    rest = f"ال{form[2:]}" if form.startswith("لل") else form[1:] if form[0] in PROCLITICS else form
    if rest == form or len(rest) <= SHORTEST_WORD or lexemes(rest) != keys:
        return form
    return _bare(rest, forms, keys) if rest in forms or is_known(rest) else form


def frequencies_body(found: Sequence[Candidate]) -> dict[str, Any]:
    """In how many articles of the index each lexeme is: read from the dictionary, not counted."""
    return {
        "doc": {"lexemes": {"body": " ".join(key for one in found for key in one.keys)}},
        "fields": ["lexemes.body"],
        "term_statistics": True,
        "positions": False,
        "offsets": False,
        "payloads": False,
    }


def likeliest(found: Sequence[Candidate], among: int, answer: Answer) -> list[Candidate]:
    """The words that a sample of `among` articles says most above the index: those to be counted."""
    told = answer.get("term_vectors", {}).get("lexemes.body", {})
    terms, size = told.get("terms", {}), told.get("field_statistics", {}).get("doc_count", 0)

    def score(one: Candidate) -> float:
        everywhere = max((terms.get(key, {}).get("doc_freq", 0) for key in one.keys), default=0)
        return significance.surely(one.count, among * significance.rate(everywhere, size))

    return sorted(found, key=lambda one: (-score(one), one.word))[:CANDIDATES]


def words_body(
    request: AttentionRequest, clause: Clause, found: Sequence[Candidate], match: Match
) -> dict[str, Any]:
    """In the whole period: of how many articles each word is, and of how many that the query finds."""
    asked = [_word(one, match) for one in found]
    inside = {"inside": {"filter": clause}}
    return {
        "query": {"bool": {"filter": corpus(request)}},
        "size": 0,
        "track_total_hits": True,
        "timeout": TIMEOUT,
        "aggs": {"words": {"filters": {"filters": asked}, "aggs": inside}, **inside},
    }


def _word(one: Candidate, match: Match) -> Clause:
    """By its lexemes alone: what may be a slip of another word would be counted for both."""
    if match != "loose":
        return term_clause(Term(one.word), match)
    return any_of([{"terms": {f"lexemes.{field}": list(one.keys)}} for field in BOTH])


def significant(found: Sequence[Candidate], answer: Answer, limit: int) -> tuple[SignificantWord, ...]:
    """Those that the query's articles surely say more than all others."""
    articles = answer["aggregations"]["inside"]["doc_count"]
    others = answer["hits"]["total"]["value"] - articles
    judged: list[tuple[SignificantWord, Candidate]] = []
    for one, bucket in zip(found, answer["aggregations"]["words"]["buckets"], strict=True):
        count = bucket["inside"]["doc_count"]
        elsewhere = bucket["doc_count"] - count
        score = significance.surely(count, articles * significance.rate(elsewhere, others))
        if score > 0:
            word = SignificantWord(one.word, count, articles, elsewhere, others, round(score, 3))
            judged.append((word, one))
    judged.sort(key=lambda pair: (-pair[0].score, -pair[1].count, pair[0].word))
    return tuple(_apart(judged))[:limit]


def _apart(judged: Iterable[tuple[SignificantWord, Candidate]]) -> Iterator[SignificantWord]:
    """Of words that share a lexeme, the first."""
    taken: set[str] = set()
    for word, one in judged:
        if taken.isdisjoint(one.keys):
            taken.update(one.keys)
            yield word
