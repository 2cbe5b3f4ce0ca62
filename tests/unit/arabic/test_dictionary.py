from collections.abc import Iterator
from pathlib import Path

import pytest
from services.arabic.dictionary import lemmas_by_form


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """As in a process of its own, here and after."""
    lemmas_by_form.cache_clear()
    yield
    lemmas_by_form.cache_clear()


def test_the_next_process_reads_what_the_first_one_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    made = lemmas_by_form()["المدارس"]
    (file,) = (tmp_path / "nashra").iterdir()
    assert file.stat().st_size < 2_000_000

    lemmas_by_form.cache_clear()
    monkeypatch.setattr("services.arabic.dictionary.DefaultDictionaryFactory", None)
    assert lemmas_by_form()["المدارس"] == made == ["مدرسة".encode()]


def test_a_file_that_is_not_whole_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    lemmas_by_form()
    (file,) = (tmp_path / "nashra").iterdir()
    size = file.stat().st_size
    file.write_bytes(file.read_bytes()[: size // 2])

    lemmas_by_form.cache_clear()
    assert lemmas_by_form()["المدارس"] == ["مدرسة".encode()]
    assert file.stat().st_size == size


def test_it_needs_no_place_for_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "occupied").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "occupied"))
    assert lemmas_by_form()["المدارس"] == ["مدرسة".encode()]


def test_it_needs_no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # what it does for a user that nobody knows
    assert lemmas_by_form()["المدارس"] == ["مدرسة".encode()]
