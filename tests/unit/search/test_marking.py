"""What the highlighter is asked to mark."""

from __future__ import annotations

import json

from services.search.grammar import positive
from services.search.marking import MOST_MARKED, highlight_body
from services.search.parsing import parse
from services.search.results import Match
from services.search.spellings import Spellings, recognised

SPELLINGS = Spellings([("الدار البيضاء", "كازا", "Casablanca"), ("هسبريس", "Hespress")])


def marked(text: str, match: Match = "loose") -> tuple[list[str], list[str]]:
    """The words and the phrases of the body."""
    wanted = list(positive(recognised(parse(text), SPELLINGS).root))
    asked = highlight_body(wanted, match, ("body",))["fields"]["body"]["highlight_query"]["bool"]["should"]
    words = asked[0]["match"]["body"]["query"].split()
    return words, [clause["match_phrase"]["body"]["query"] for clause in asked[1:]]


def test_other_spellings_of_a_name_are_marked_and_those_of_several_words_together() -> None:
    words, phrases = marked("casablanca")
    assert {"casablanca", "كازا"} <= set(words)
    assert phrases == ["الدار البيضاء"]
    assert marked("casablanca", "exact") == (["casablanca"], [])


def test_a_quotation_is_marked_where_it_stands_together() -> None:
    assert marked("«تكرير السكر» مصنع", "standard") == (["مصنع"], ["تكرير السكر"])


def test_function_words_are_marked_only_where_nothing_else_was_asked_for() -> None:
    assert "في" not in marked("ميناء في آسفي")[0]
    assert marked("في", "standard")[0] == ["في"]


def test_what_is_excluded_is_not_marked_and_the_number_of_forms_is_bounded() -> None:
    assert "سردين" not in json.dumps(marked("ميناء -سردين"), ensure_ascii=False)
    assert len(marked(" ".join(f"كلمة{n}" for n in range(20)))[0]) <= MOST_MARKED
