"""Other spellings of names, and queries that hold names."""

from __future__ import annotations

from services.search.grammar import AllOf, Not, Term
from services.search.parsing import parse
from services.search.spellings import Spellings, recognised

CASABLANCA = ("الدار البيضاء", "كازا", "Casablanca")
SPELLINGS = Spellings([("هسبريس", "Hespress"), ("أكادير", "أغادير", "Agadir"), CASABLANCA])


def terms(text: str) -> list[tuple[str, tuple[str, ...]]]:
    nodes = recognised(parse(text), SPELLINGS).root.nodes
    return [(node.text, node.others) for node in nodes if isinstance(node, Term)]


def test_a_name_is_looked_up_however_it_is_written() -> None:
    assert SPELLINGS.others("hespress") == ("هسبريس",)
    assert SPELLINGS.others("هسبريس") == ("Hespress",)
    assert SPELLINGS.others("أڭادير") == ("أغادير", "Agadir")
    assert Spellings([("Al-Quds Al-Arabi", "القدس العربي")]).others("al quds al arabi") == ("القدس العربي",)


def test_the_article_makes_no_difference() -> None:
    assert Spellings([("الرباط", "Rabat")]).others("رباط") == ("Rabat",)


def test_what_is_no_name_has_no_other_spelling() -> None:
    assert SPELLINGS.others("فوسفاط") == ()
    assert Spellings().others("مراكش") == ()


def test_groups_that_share_a_spelling_are_one() -> None:
    joined = Spellings([("هسبريس", "Hespress"), ("hespress", "hespress.com", "ھسبريس")])
    assert set(joined.others("hespress.com")) == {"هسبريس", "Hespress"}


def test_a_name_of_several_words_is_one_term_of_the_query() -> None:
    assert terms("مطار الدار البيضاء الدولي") == [
        ("مطار", ()),
        ("الدار البيضاء", ("كازا", "Casablanca")),
        ("الدولي", ()),
    ]
    assert terms("الدار الكبيرة") == [("الدار", ()), ("الكبيرة", ())]


def test_a_name_inside_of_a_group_is_recognised_and_a_quotation_stays_as_written() -> None:
    query = recognised(parse('(agadir OR ميناء) -hespress "الدار البيضاء"'), SPELLINGS)
    assert "أغادير" in repr(query.root.nodes[0])
    assert query.root.nodes[1] == Not(AllOf((Term("hespress", others=("هسبريس",)),)))
    assert "كازا" not in repr(query.root.nodes[2])
