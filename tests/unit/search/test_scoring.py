"""What the score of a document is made of."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from services.search.grammar import positive
from services.search.parsing import parse
from services.search.results import Match
from services.search.scoring import WEIGHTS, scoring

NOW = datetime(2025, 4, 5, 12, tzinfo=UTC)


def clauses(text: str, match: Match = "loose", fresh_from: datetime | None = None) -> list[dict[str, Any]]:
    return scoring(list(positive(parse(text).root)), match, ("title", "body"), fresh_from)


def matched(text: str, match: Match = "loose") -> dict[str, str]:
    """What is looked for, by field."""
    return {
        field: asked["query"]
        for clause in clauses(text, match)
        for field, asked in clause.get("match", {}).items()
    }


def test_lemmas_are_asked_as_lemmas_and_words_as_typed() -> None:
    asked = matched("المدارس الخصوصية")
    assert asked["lemmas.title"].split()[0] == "مدرسه"
    assert asked["body.exact"] == "المدارس الخصوصية"


def test_a_sentence_is_also_answered_by_words_of_the_same_roots() -> None:
    text = "من شارك في حوار الوزارة مع النقابات"
    sentence = scoring(list(positive(parse(text).root)), "loose", ("title", "body"), None, sentence=True)
    (asked,) = [clause["match"] for clause in sentence if "roots.body" in clause.get("match", {})]
    assert asked["roots.body"]["query"] == "شرك حور وزر نقب"
    assert "roots.body" not in matched(text)


def test_every_reading_is_of_the_fields_that_are_asked() -> None:
    asked = matched("title:مدرسة")
    assert set(asked) >= {name for name in WEIGHTS["loose"] if "title" in name}
    titles = scoring(list(positive(parse("مدرسة").root)), "loose", ("title",), None)
    assert not [clause for clause in titles if "body" in str(clause)]


def test_function_words_score_nothing_unless_there_is_nothing_else() -> None:
    assert matched("في ميناء")["body.grams"] == "ميناء"
    assert matched("ما هو")["body.grams"] == "ما هو"


def test_the_stricter_the_match_the_fewer_the_readings() -> None:
    assert set(matched("أين ميناء", "exact")) == {"body.exact", "title.exact"}
    assert not [field for field in matched("أين ميناء", "standard") if "lemmas" in field or "grams" in field]


def test_freshness_is_the_callers_choice() -> None:
    assert not [clause for clause in clauses("ميناء") if "distance_feature" in clause]
    assert [clause for clause in clauses("ميناء", fresh_from=NOW) if "distance_feature" in clause]


def test_neighbouring_words_are_looked_for_near_each_other_in_a_short_query() -> None:
    assert [
        c["match_phrase"]["body"]["query"]
        for c in clauses("ميناء آسفي")
        if "body" in str(c.get("match_phrase"))
    ] == ["ميناء آسفي"]
    assert not [c for c in clauses("واحد اثنان ثلاثة أربعة خمسة ستة سبعة") if "match_phrase" in c]
