"""An edit is applied where its path leads, keeps what it does not touch, and is refused with the reason."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from services.cli.edits import Edit, assigned, compact, edit_of, parse_assignment, readable
from services.cli.errors import CommandError
from services.contracts.article import Article
from services.contracts.dead_letter import DeadLetter, Origin, Reason
from services.contracts.source import SourceRef
from services.contracts.topics import ARTICLES
from services.runtime.settings import Settings

SETTINGS = Settings(namespace="blue")
ARTICLE = Article(
    id="a_1",
    source=SourceRef(id="alalam", name="العلم"),
    url="https://alalam.example/1",
    title="ميناء آسفي",
    fetched_at=datetime(2025, 4, 5, tzinfo=UTC),
)


def letter(value: bytes, key: bytes = b"a_1", topic: str = "blue-articles.v1") -> DeadLetter:
    origin = Origin(topic, 0, 7, 0, key, value, (("ce_id", b"1"),))
    return DeadLetter(origin, "enrich.articles.v1", Reason.UNDECODABLE, "", 1, datetime.now(UTC))


def made(found: DeadLetter, *assignments: str) -> Edit:
    value = assigned(found.origin.value, [parse_assignment(text) for text in assignments])
    return edit_of(SETTINGS, "0-7", found, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title=ميناء = آسفي", (("title",), "ميناء = آسفي")),
        ("revision=2", (("revision",), 2)),
        ('title="2"', (("title",), "2")),
        ("section=null", (("section",), None)),
        ("blocks.0.text=نص", (("blocks", "0", "text"), "نص")),
    ],
)
def test_an_assignment_is_a_path_and_json_or_text(text: str, expected: object) -> None:
    assert parse_assignment(text) == expected


@pytest.mark.parametrize("text", ["title", "=x", ""])
def test_what_is_no_assignment_is_refused(text: str) -> None:
    with pytest.raises(CommandError, match="path=value"):
        parse_assignment(text)


def test_lists_and_new_names_are_reached_and_the_rest_stays() -> None:
    before = b'{"a": {"b": [1, {"c": 2}]}, "unknown": true}'
    after = assigned(before, [(("a", "b", "1", "c"), 3), (("a", "new"), "x")])
    assert orjson.loads(after) == {"a": {"b": [1, {"c": 3}], "new": "x"}, "unknown": True}


@pytest.mark.parametrize("path", [("x", "y"), ("a", "9"), ("a", "-1"), ("t", "0")])
def test_a_path_that_leads_nowhere_is_named(path: tuple[str, ...]) -> None:
    with pytest.raises(CommandError, match=rf"has no {path[0]}\.{path[1]}"):
        assigned(b'{"a": [1], "t": "text"}', [(path, 0)])


def test_bytes_that_are_no_json_need_the_editor() -> None:
    with pytest.raises(CommandError, match="without --set"):
        assigned(b"{poison", [(("a",), 1)])
    assert readable(b"{poison") == compact(b"{poison") == b"{poison"


def test_a_mended_letter_is_what_its_topic_carries() -> None:
    broken = letter(ARTICLE.encode().replace(b'"revision":1', b'"revision":"one"'))
    assert made(broken, "title=x").problem is not None
    mended = made(broken, "revision=1")
    assert mended.problem is None
    assert ARTICLES.event.model_validate_json(mended.after.origin.value or b"") == ARTICLE
    assert mended.before.origin.headers == mended.after.origin.headers


def test_the_key_follows_the_document() -> None:
    misplaced = letter(ARTICLE.encode(), key=b"a_2")
    found = edit_of(SETTINGS, "0-7", misplaced, ARTICLE.encode())
    assert found.problem is None
    assert found.changes
    assert found.after.origin.key == b"a_1"
    assert "-key: a_2\n+key: a_1" in found.diff()


def test_the_difference_shows_only_what_differs() -> None:
    lines = made(letter(ARTICLE.encode()), "title=ميناء الجديدة").diff().splitlines()
    changed = [line for line in lines if line[0] in "+-" and not line.startswith(("+++", "---"))]
    assert changed == ['-  "title": "ميناء آسفي",', '+  "title": "ميناء الجديدة",']


def test_a_topic_that_is_no_longer_declared_is_refused() -> None:
    found = edit_of(SETTINGS, "0-7", letter(b"{}", topic="blue-gone.v1"), b'{"a":1}')
    assert found.problem == "its topic is not declared any more"
