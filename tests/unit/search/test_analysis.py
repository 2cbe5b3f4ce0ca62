"""The character filters, applied as Lucene does."""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from typing import Any

import pytest
from services.arabic.normalise import fold
from services.search.analysis import analysis

SETTINGS = analysis()


def filtered(name: str, text: str) -> str:
    rules: dict[str, str] = {}
    for rule in SETTINGS["char_filter"][name]["mappings"]:
        found, reading = (side.strip(" ") for side in rule.split("=>"))
        rules[_unescaped(found)] = _unescaped(reading)
    return "".join(rules.get(character, character) for character in text)


def _unescaped(text: str) -> str:
    units = text.encode("ascii", "backslashreplace").decode("unicode-escape")
    return units.encode("utf-16", "surrogatepass").decode("utf-16")


@pytest.mark.parametrize(
    "text", ["آسفي", unicodedata.normalize("NFD", "آسفي"), "أڭادير ٢٠٢٥", "مُحَمَّـــد", "ﷺ", "Hésprèss"]
)
def test_the_folding_filter_reads_like_fold(text: str) -> None:
    assert filtered("fold", text) == fold(text)


def test_the_exact_filter_drops_tashkeel_but_no_hamza() -> None:
    assert filtered("exact", "آسفي مُؤَسَّسة ﻣﺤـمد") == "آسفي مؤسسة محمد"


def test_a_hashtag_is_its_words() -> None:
    assert filtered("fold", "#آسفي_الجديدة").split() == ["اسفي", "الجديده"]


def test_only_stock_components_are_named() -> None:
    used: set[Any] = {
        part["type"] for kind in ("char_filter", "tokenizer", "filter") for part in SETTINGS[kind].values()
    }
    filters = {name for analyzer in SETTINGS["analyzer"].values() for name in analyzer["filter"]}
    assert used == {"mapping", "ngram", "limit"}
    assert filters - set(SETTINGS["filter"]) == {"lowercase", "arabic_stem"}


def test_every_process_writes_the_same_template() -> None:
    """Else the doctor, a process of its own, finds the template of a sound platform different."""
    program = "from services.search.analysis import analysis; print(analysis())"
    written = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(written) == 1
