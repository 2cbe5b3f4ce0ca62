"""What an operator may save, and what is refused with the words that mend it."""

from __future__ import annotations

from typing import Any

import pytest
from services.cli.alert_edits import alert_id, with_changes
from services.cli.errors import CommandError
from services.contracts.alert import Alert, AlertFilters, QuietHours, SpikeRule
from services.search.errors import QuerySyntaxError

URL = "https://desk.example/hook"
SAVED = Alert(
    id="al_1", name="ميناء", query="ميناء", url=URL, filters=AlertFilters(source=("alalam",), lang=("ar",)),
    quiet=QuietHours(start="22:00", end="07:00", tz="Africa/Tunis"),
)  # fmt: skip


def changed(**changes: Any) -> Alert:
    return with_changes(SAVED, changes)


def test_what_is_not_given_stays() -> None:
    assert changed() == SAVED
    assert changed(query="آسفي").filters == SAVED.filters
    assert changed(filters={"source": ()}).filters == AlertFilters(lang=("ar",))
    assert changed(quiet="23:30-6:00").quiet == QuietHours(start="23:30", end="06:00", tz="Africa/Tunis")
    assert changed(quiet="٢٣:٣٠-٦:٠٠").quiet == changed(quiet="23:30-6:00").quiet
    assert changed(zone="Asia/Riyadh").quiet == QuietHours(start="22:00", end="07:00", tz="Asia/Riyadh")
    assert changed(quiet="").quiet is None


def test_a_number_of_spikes_makes_it_one_of_spikes() -> None:
    spike = changed(spike={"at_least": 20})
    assert spike.spike == SpikeRule(at_least=20)
    assert with_changes(spike, {"spike": {"times": 5.0}}).spike == SpikeRule(at_least=20, times=5.0)
    assert with_changes(spike, {"spike": {"spike": False}}).spike is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"url": "http://127.0.0.1/hook"}, "not a public address; to reach it, list host:port in --allow"),
        ({"url": "http://localhost/hook"}, "no public name"),
        ({"url": "https://desk.example:8443/hook"}, "add desk.example:8443 to --allow"),
        ({"url": "ftp://desk.example/hook"}, "only absolute http and https"),
        ({"url": "https://me:secret@desk.example/"}, "credentials"),
        ({"filters": {"section": ("رياضات",)}}, "no section رياضات"),
        ({"filters": {"source": ("a b",)}}, "source"),
        ({"query": "", "filters": {"source": (), "lang": ()}}, "/feeds/latest.atom"),
        ({"query": "كلمة " * 30}, "too many words"),
        ({"query": "ك" * 600}, "512"),
        ({"name": "ا" * 121}, "1 to 120"),
        ({"quiet": "ليلا"}, "22:00-07:00"),
        ({"quiet": "25:00-07:00"}, "00:00 to 23:59"),
        ({"zone": "Africa/Nowhere"}, "Africa/Tunis"),
        ({"secrets": ["a", "b", "c"]}, "one secret signs"),
        ({"spike": {"spike": False, "times": 3.0}}, "give --spike"),
        ({"spike": {"spike": True}, "url": ""}, "give --url"),
    ],
)  # fmt: skip
def test_what_no_role_could_work_with_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        changed(**changes)


def test_a_query_that_cannot_be_read_is_refused_with_its_place() -> None:
    with pytest.raises(QuerySyntaxError, match="bracket is not closed"):
        changed(query="(ميناء")


def test_a_private_receiver_is_let_through_by_name() -> None:
    assert changed(url="http://10.0.0.7:8080/hook", allow=["10.0.0.7:8080"]).allow == ("10.0.0.7:8080",)
    with pytest.raises(CommandError, match="8081"):
        changed(url="http://10.0.0.7:8081/hook", allow=["10.0.0.7:8080"])


def test_nobody_guesses_an_id() -> None:
    ids = {alert_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(id_) for id_ in ids} == {29}
