"""The synonym set: what is shipped, what operators decide, what registered newspapers add."""

from __future__ import annotations

from collections import Counter

import pytest
from services.contracts.source import Source
from services.contracts.synonyms import SynonymGroup
from services.search.errors import BadSynonyms
from services.search.spellings import key_of
from services.search.synonyms import Synonyms, group_id, grouped, read, shipped, write


def test_the_shipped_names_are_each_in_one_group() -> None:
    keys = Counter(key for group in shipped() for key in {key_of(name) for name in group.names})
    assert [key for key, count in keys.items() if count > 1] == []
    assert len({group.id for group in shipped()}) == len(shipped())
    assert all(len({key_of(name) for name in group.names}) > 1 for group in shipped())


def test_latin_names_reach_the_arabic_ones_without_an_operator() -> None:
    spellings = Synonyms().spellings
    assert "هسبريس" in spellings.others("hespress")
    assert "الدار البيضاء" in spellings.others("Casablanca")
    assert {"أكادير", "أغادير"} <= set(spellings.others("agadir"))


def test_an_operators_group_counts_at_once_and_replaces_the_shipped_one_of_its_id() -> None:
    synonyms = Synonyms()
    assert synonyms.spellings.others("taghazout") == ()
    synonyms.take(SynonymGroup(id=group_id("تغازوت"), names=("تغازوت", "Taghazout")))
    assert synonyms.spellings.others("taghazout") == ("تغازوت",)
    agadir = synonyms.group_of("أڭادير")
    assert agadir is not None
    synonyms.take(agadir.model_copy(update={"names": (*agadir.names, "Agadyr")}))
    assert "أغادير" in synonyms.spellings.others("agadyr")


def test_a_shipped_group_that_an_operator_removed_stays_away() -> None:
    synonyms = Synonyms()
    group = synonyms.group_of("sale")
    assert group is not None
    synonyms.take(SynonymGroup(id=group.id))
    assert synonyms.spellings.others("sale") == ()
    assert synonyms.group_of("سلا") is None


def test_a_registered_newspaper_is_found_by_its_latin_name_and_its_id() -> None:
    synonyms = Synonyms()
    synonyms.take_newspaper(Source(id="tanja24", name="طنجة 24", name_latin="Tanja24"))
    assert "طنجة 24" in synonyms.spellings.others("tanja24")
    synonyms.take_newspaper(Source(id="tanja24", name="طنجة اليوم", name_latin="Tanja24"))
    assert "طنجة اليوم" in synonyms.spellings.others("tanja24")
    assert synonyms.spellings.others("طنجة 24") == ()


def test_a_new_spelling_joins_the_group_of_its_name() -> None:
    synonyms = Synonyms()
    extended = synonyms.extended(grouped(["أكادير", "Agadyr"]))
    assert extended is not None
    assert extended.names == ("أكادير", "أغادير", "أجادير", "Agadir", "Agadyr")
    assert extended.kind == "place"
    assert synonyms.extended(grouped(["أڭادير", "AGADIR"])) is None


def test_a_spelling_is_taken_out_and_a_name_of_one_spelling_is_none() -> None:
    synonyms = Synonyms()
    left = synonyms.without("أجادير")
    assert left is not None
    assert left.names == ("أكادير", "أغادير", "Agadir")
    alone = synonyms.without("sale")
    assert alone is not None
    assert alone.names == ()
    assert synonyms.without("فوسفاط") is None


def test_what_is_exported_is_imported_again() -> None:
    groups = [grouped(["تغازوت", "Taghazout: plage, surf"], "place"), grouped(["لقجع", "Lekjaa"])]
    assert read(write(groups)) == groups
    assert read(write(shipped())) == list(shipped())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- [أكادير, Agadir]",
        "place: 3",
        "place: [[أكادير]]",
        "place: [[أكادير, أڭادير]]",
        "city: [[أ, b]]",
        "{",
    ],
)
def test_a_file_that_holds_no_groups_is_refused(text: str) -> None:
    with pytest.raises(BadSynonyms):
        read(text)
