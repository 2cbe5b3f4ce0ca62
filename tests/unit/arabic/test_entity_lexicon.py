"""The lexicon of entities, and the decisions of operators over it."""

from __future__ import annotations

import pytest
from services.arabic.entities.lexicon import Entry, Lexicon, key_of, read
from services.contracts.entity import EntityRecord
from services.contracts.identity import ENTITY, entity_id


def record(id_: str, name: str, **given: object) -> EntityRecord:
    return EntityRecord.model_validate({"id": id_, "name": name, "type": "place", **given})


def found(lexicon: Lexicon, text: str) -> list[str]:
    return [entry.id for entry in lexicon.find(text)]


@pytest.mark.parametrize("spelling", ["أكادير", "أغادير", "أڭادير", "اكادير", "Agadir", "agadir"])
def test_all_spellings_lead_to_one_id(spelling: str) -> None:
    assert [entry.id for entry in Lexicon.shipped().of_spelling(spelling)] == ["e_agadir"]


def test_a_beginning_and_a_later_word_find_an_entity() -> None:
    assert "e_agadir" in found(Lexicon.shipped(), "أغا")
    assert "e_abdelouafi-laftit" in found(Lexicon.shipped(), "لفتيت")
    assert found(Lexicon.shipped(), " ، ") == []


def test_every_shipped_id_is_one_and_apart_from_those_of_discovered_names() -> None:
    for entry in Lexicon.shipped():
        assert ENTITY.fullmatch(entry.id), entry
        assert not entry.id.startswith("e_n-"), entry
        assert all(map(key_of, entry.spellings)), entry
        assert entry.country is None or len(entry.country) == 2, entry


def test_an_accepted_name_is_found_by_its_spellings() -> None:
    lexicon = Lexicon.shipped().with_records(
        [record("e_n-tyzmart", "تيزمارت", spellings=["Tizmart"], decided_by="operator:sara")]
    )
    assert lexicon.entity("e_n-tyzmart") == Entry(
        "e_n-tyzmart", "تيزمارت", "place", ("تيزمارت", "Tizmart"), shipped=False
    )
    assert found(lexicon, "tizm") == ["e_n-tyzmart"]
    assert Lexicon.shipped().entity("e_n-tyzmart") is None


def test_a_renamed_entity_keeps_what_the_lexicon_knows_of_it() -> None:
    lexicon = Lexicon.shipped().with_records([record("e_agadir", "أغادير", spellings=["أكادير"])])
    entry = lexicon.entity("e_agadir")
    assert entry is not None
    assert (entry.name, entry.country, entry.shipped) == ("أغادير", "ma", True)
    assert [one.id for one in lexicon.of_spelling("أجادير")] == []


def test_a_merged_entity_is_answered_by_its_survivor_along_a_chain() -> None:
    lexicon = Lexicon.shipped().with_records(
        [
            record("e_n-a", "أكادير الكبرى", merged_into="e_n-b"),
            record("e_n-b", "أغادير الكبير", merged_into="e_agadir"),
        ]
    )
    assert lexicon.resolve("e_n-a") == "e_agadir"
    entry = lexicon.entity("e_n-a")
    assert entry is not None
    assert set(entry.also) == {"e_n-a", "e_n-b"}
    assert found(lexicon, "أكادير الكبرى") == ["e_agadir"]


def test_entities_merged_in_a_circle_stay_as_they_are() -> None:
    circle = [record("e_n-a", "أ", merged_into="e_n-b"), record("e_n-b", "ب", merged_into="e_n-a")]
    assert Lexicon.shipped().with_records(circle).resolve("e_n-a") in {"e_n-a", "e_n-b"}


def test_a_blocked_entity_is_found_no_more_until_it_is_unblocked() -> None:
    blocked = Lexicon.shipped().with_records([record("e_agadir", "أكادير", blocked=True)])
    assert blocked.is_blocked("e_agadir")
    assert blocked.entity("e_agadir") is None
    assert blocked.of_spelling("أكادير") == ()
    again = blocked.with_records([record("e_agadir", "أكادير")])
    assert again.entity("e_agadir") is not None
    assert [one.id for one in again.records] == ["e_agadir"]
    assert again.record("e_agadir") == record("e_agadir", "أكادير")


@pytest.mark.parametrize(
    ("name", "id_"),
    [("عبد القادر بن صالح", "e_n-3bd-alqadr-bn-9al7"), ("سالم", "e_n-salm"), ("صالم", "e_n-9alm")],
)
def test_the_id_of_a_discovered_name_can_be_read(name: str, id_: str) -> None:
    assert entity_id(name) == id_


@pytest.mark.parametrize("name", ["Kylian Mbappé", "ش" * 300, "3 مارس"])
def test_a_name_of_other_signs_has_an_id_as_well(name: str) -> None:
    assert ENTITY.fullmatch(entity_id(name))


@pytest.mark.parametrize("line", ["agadir", "أكادير | أكادير", "agadir | | ma"])
def test_a_line_that_is_no_entity_is_refused_with_its_number(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        list(read(f"# head\n{line}\n", "place"))
