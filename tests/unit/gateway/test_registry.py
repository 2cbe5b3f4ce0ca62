from __future__ import annotations

from services.gateway.registry import Registry
from tests.unit.gateway.fakes import ALALAM, BAYANE


def test_by_arabic_name_as_readers_sort_it() -> None:
    registry = Registry()
    names = ("هسبريس", "آخر ساعة", "الأحداث", "أخبار اليوم")
    for number, name in enumerate(names):
        registry.take(ALALAM.model_copy(update={"id": f"s{number}", "name": name}), number)
    assert [source.name for source in registry.all()] == ["أخبار اليوم", "آخر ساعة", "الأحداث", "هسبريس"]


def test_the_latest_version_counts_and_a_disabled_one_is_not_listed() -> None:
    registry = Registry()
    registry.take(ALALAM, 0)
    registry.take(BAYANE, 1)
    registry.take(ALALAM.model_copy(update={"name": "جريدة العلم"}), 2)
    registry.take(BAYANE.model_copy(update={"enabled": False}), 3)
    assert [source.name for source in registry.all()] == ["جريدة العلم"]
    assert registry.get("bayane") is not None
    assert registry.name("nobody") == "nobody"
