"""The query language: what is syntax, what is text, and where an error is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from services.search.errors import QuerySyntaxError
from services.search.grammar import AllOf, AnyOf, Field, Not, Phrase, Term, excluded, positive, unquoted
from services.search.parsing import LONGEST_WORD, MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse


def nodes(text: str) -> tuple[object, ...]:
    return parse(text).root.nodes


def test_words_stand_for_and() -> None:
    assert nodes("ميناء آسفي") == (Term("ميناء"), Term("آسفي"))


def test_marks_and_tatweel_are_not_part_of_a_word() -> None:
    assert nodes("مُحَمّـــد") == (Term("محمد"),)


@pytest.mark.parametrize(
    "quoted",
    ['"تكرير السكر"', "«تكرير السكر»", "“تكرير السكر”", "„تكرير السكر“", "„تكرير السكر”", '“تكرير السكر"'],
)
def test_every_kind_of_quotes_makes_a_phrase(quoted: str) -> None:
    assert nodes(quoted) == (Phrase("تكرير السكر"),)


def test_exclusion_or_and_groups() -> None:
    assert nodes("(الوداد OR الرجاء) -كرة") == (
        AnyOf((AllOf((Term("الوداد"),)), AllOf((Term("الرجاء"),)))),
        Not(AllOf((Term("كرة"),))),
    )


def test_and_and_not_may_be_written_out() -> None:
    assert nodes("ميناء AND (آسفي OR الصويرة) NOT سردين") == nodes("ميناء (آسفي OR الصويرة) -سردين")
    assert nodes("and not") == (Term("and"), Term("not"))
    with pytest.raises(QuerySyntaxError) as caught:
        parse("ميناء NOT")
    assert (caught.value.position, caught.value.literal) == (9, "ميناء not")


def test_a_group_without_or_is_no_group() -> None:
    assert nodes("(ميناء (آسفي))") == nodes("ميناء آسفي")


def test_a_quotation_may_hold_quotation_marks_of_another_kind() -> None:
    assert nodes('"تكرير “السكر” الخام"') == (Phrase("تكرير السكر الخام"),)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("ميناء \u200f-سردين", "ميناء -سردين"),
        ("ميناء -\u200fسردين", "ميناء -سردين"),
        ("\u200fsource:\u200ealalam\u200f ميناء", "source:alalam ميناء"),
        ("الوداد \u200eOR\u200f الرجاء", "الوداد OR الرجاء"),
        ("\u2067«تكرير السكر»\u2069", "«تكرير السكر»"),
    ],
)
def test_marks_of_direction_hide_no_operator(marked: str, plain: str) -> None:
    assert nodes(marked) == nodes(plain)


def test_fields() -> None:
    assert nodes("source:alalam section:رياضة before:2025-04-05 after:٢٠٢٥-٠٤-٠١") == (
        Field("source", "alalam"),
        Field("section", "sports"),
        Field("before", "2025-04-05"),
        Field("after", "2025-04-01"),
    )
    for culture in ("culture", "ثقافة", "الثقافة", '"ثقافة وفن"'):
        assert nodes(f"section:{culture}") == (Field("section", "culture"),)
    assert nodes('source:"بيان اليوم"') == (Field("source", "بيان اليوم"),)


def test_title_holds_for_a_word_a_phrase_and_a_group() -> None:
    assert nodes("title:آسفي ميناء") == (Term("آسفي", ("title",)), Term("ميناء"))
    assert nodes("title:(ميناء «شارع الحرية»)") == (
        Term("ميناء", ("title",)),
        Phrase("شارع الحرية", ("title",)),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("كوفيد-19", ["كوفيد", "19"]),
        ("الرباط - سلا", ["الرباط", "سلا"]),
        ("الوداد: فوز جديد", ["الوداد", "فوز", "جديد"]),
        ("https://example.org/a", ["https", "example", "org", "a"]),
        ("أو ليس or", ["أو", "ليس", "or"]),
        ("* ? ~ ^ {} [] \\ / && || !", []),
    ],
)
def test_what_only_looks_like_syntax_is_text(text: str, words: list[str]) -> None:
    assert [node.text for node in positive(parse(text).root)] == words


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ('ميناء "آسفي', 6),
        ("«بلا نهاية", 0),
        ("(ميناء", 0),
        ("ميناء)", 5),
        ("ميناء OR", 8),
        ("OR ميناء", 0),
        ("ميناء ()", 7),
        ("before:غدا", 7),
        ("after:2025-13-45", 6),
        ("section:فلك", 8),
    ],
)
def test_an_error_has_its_place_and_the_literal_search(text: str, position: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(text)
    assert caught.value.position == position
    parse(caught.value.literal)


def test_limits() -> None:
    many = parse(" ".join(f"كلمة{n}" for n in range(MAX_TERMS + 3)))
    assert len(many.root.nodes) == MAX_TERMS
    assert many.dropped == tuple(f"كلمة{n}" for n in range(MAX_TERMS, MAX_TERMS + 3))
    with pytest.raises(QuerySyntaxError, match="characters"):
        parse("ا" * (MAX_LENGTH + 1))
    with pytest.raises(QuerySyntaxError) as caught:
        parse('"ميناء OR ' * 200)
    assert parse(caught.value.literal).root.nodes[0] == Term("ميناء")
    with pytest.raises(QuerySyntaxError, match="deep"):
        parse("(" * (MAX_DEPTH + 1) + "ا" + ")" * (MAX_DEPTH + 1))


@pytest.mark.parametrize("text", ["كم سكان الرباط", "هل فاز الوداد", "هو رئيس الحكومة؟", "- متى بدأ"])
def test_questions_are_known(text: str) -> None:
    assert parse(text).question


def test_headlines_are_no_questions() -> None:
    assert not parse("ميناء آسفي يستقبل أول باخرة").question


def test_what_is_excluded_is_not_wanted() -> None:
    root = parse('ميناء -(سردين OR "زيت السمك") -source:alalam').root
    assert [node.text for node in positive(root)] == ["ميناء"]
    assert list(excluded(root)) == [Term("سردين"), Phrase("زيت السمك"), Field("source", "alalam")]


def test_quotations_among_words_can_be_loosened() -> None:
    loosened = unquoted(parse('الوزير "لن نستقيل" -فيديو'))
    assert loosened is not None
    assert [node.text for node in positive(loosened.root)] == ["الوزير", "لن", "نستقيل"]
    assert list(excluded(loosened.root)) == [Term("فيديو")]
    assert loosened.dropped == ("«لن نستقيل»",)


@pytest.mark.parametrize("text", ['"لن نستقيل"', "الوزير", 'source:alalam "لن نستقيل"'])
def test_a_quotation_alone_is_meant(text: str) -> None:
    assert unquoted(parse(text)) is None


@given(st.text(alphabet='اب «»"()-:ORsource 2025٣ً\u200f', max_size=60))
def test_anything_parses_or_offers_what_parses(text: str) -> None:
    try:
        query = parse(text)
    except QuerySyntaxError as error:
        query = parse(error.literal)
    assert all(node.text for node in positive(query.root))


@given(st.text(max_size=200))
def test_no_text_raises_anything_but_the_typed_error(text: str) -> None:
    position = 0
    try:
        found = list(positive(parse(text).root))
    except QuerySyntaxError as error:
        position = error.position
        found = list(positive(parse(error.literal).root))
    assert 0 <= position <= len(text)
    assert len(found) <= MAX_TERMS
    assert all(len(word) <= LONGEST_WORD for part in found for word in part.text.split())
