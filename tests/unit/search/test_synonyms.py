"""The synonym set: what is shipped, what operators decide, what registered newspapers add."""

from __future__ import annotations

from collections import Counter

from services.contracts.source import Source
from services.contracts.synonyms import SynonymGroup
from services.search.spellings import key_of
from services.search.synonyms import Synonyms, group_id, shipped


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
