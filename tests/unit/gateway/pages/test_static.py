from __future__ import annotations

import gzip
import re

from services.gateway.pages import static


def test_an_address_carries_a_hash_of_the_content() -> None:
    address = static.address("nashra.css")
    assert re.fullmatch(r"/static/nashra\.css\?v=[0-9a-f]{12}", address)
    assert static.address("ticker.js").split("=")[1] != address.split("=")[1]


def test_text_is_packed_and_fonts_are_not() -> None:
    style, font = static.files()["nashra.css"], static.files()["fonts/naskh-arabic.woff2"]
    assert style.packed is not None
    assert gzip.decompress(style.packed) == style.body
    assert font.packed is None
    assert font.media_type == "font/woff2"


def test_only_files_of_the_folder_can_be_asked_for() -> None:
    assert "../settings.py" not in static.files()
    assert all(not name.startswith((".", "/")) for name in static.files())
