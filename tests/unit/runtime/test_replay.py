from __future__ import annotations

import pytest
from services.contracts.dead_letter import Origin
from services.contracts.topics import ENRICHED
from services.runtime.replay import Selection, source_id

ALALAM, NESTED = b'{"source": {"id": "alalam"}}', b'{"article": {"source": {"id": "assabah"}}}'


def origin(key: bytes | None, value: bytes | None) -> Origin:
    return Origin("enriched.v1", 0, 0, 0, key, value)


@pytest.mark.parametrize(
    ("value", "found"),
    [(ALALAM, "alalam"), (NESTED, "assabah"), (b"{poison", None), (b"[]", None), (b"", None), (None, None)],
)
def test_the_newspaper_is_found_in_every_kind_of_event(value: bytes | None, found: str | None) -> None:
    assert source_id(value) == found


def test_without_filters_everything_is_taken_also_what_cannot_be_decoded() -> None:
    assert Selection(ENRICHED).takes(origin(None, b"{poison"))


def test_key_and_newspaper_must_both_hold() -> None:
    chosen = Selection(ENRICHED, keys=frozenset({"a_1"}), sources=frozenset({"alalam"}))
    assert chosen.takes(origin(b"a_1", ALALAM))
    assert not chosen.takes(origin(b"a_2", ALALAM))
    assert not chosen.takes(origin(b"a_1", NESTED))
    assert not chosen.takes(origin(b"\xff", None))
