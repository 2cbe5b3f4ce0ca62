"""The meaning of a judged corpus: each text is embedded once on a machine, by all of its processors."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import Final

from services.arabic.embedding import DIMENSIONS, MODEL, Embedder
from services.search.bulk import Write
from services.search.cluster import connect
from services.search.settings import SearchSettings
from services.search.vectors import VectorWriter, alias

KEY_BYTES: Final = 16
RECORD_BYTES: Final = KEY_BYTES + DIMENSIONS
CHUNK: Final = 16
PROGRESS_EVERY: Final = 500


async def index_vectors(
    settings: SearchSettings, texts: Mapping[str, str], directory: Path, progress: Callable[[str], None]
) -> None:
    """Write the vector of each text, by document id. `directory` keeps them for the next time."""
    vectors = await asyncio.to_thread(_vectors, list(texts.values()), directory, progress)
    writes = [Write(id_, 1, {"vector": vectors[_key(text)].hex()}) for id_, text in texts.items()]
    client = connect(settings, settings.bulk_timeout_s)
    try:
        await VectorWriter(client, settings).write(writes)
        await client.indices.refresh(index=alias(settings))
    finally:
        await client.close()


def _vectors(texts: Sequence[str], directory: Path, progress: Callable[[str], None]) -> dict[bytes, bytes]:
    """By key of the text; those that are new are appended to the file as they come."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / f"{MODEL}.vectors"
    vectors = dict(_read(path)) if path.exists() else {}
    new = list({key: text for text in texts if (key := _key(text)) not in vectors}.values())
    chunks = [new[start : start + CHUNK] for start in range(0, len(new), CHUNK)]
    progress(f"{len(texts)} texts, {len(new)} to embed")
    own = local()

    def embed(chunk: Sequence[str]) -> list[bytes]:
        if not hasattr(own, "embedder"):
            own.embedder = Embedder()
        made: list[bytes] = own.embedder.passages(chunk)
        return made

    with ThreadPoolExecutor(os.cpu_count()) as pool, path.open("ab") as file:
        for done, (chunk, made) in enumerate(zip(chunks, pool.map(embed, chunks), strict=True), 1):
            pairs = [(_key(text), vector) for text, vector in zip(chunk, made, strict=True)]
            file.write(b"".join(key + vector for key, vector in pairs))
            vectors.update(pairs)
            if done * CHUNK % PROGRESS_EVERY < CHUNK:
                progress(f"{min(done * CHUNK, len(new))} of {len(new)} embedded")
    return vectors


def _read(path: Path) -> Iterator[tuple[bytes, bytes]]:
    """The whole records; a run that was killed may have left a part of one at the end, which is cut off."""
    content = path.read_bytes()
    whole = len(content) - len(content) % RECORD_BYTES
    if whole < len(content):
        os.truncate(path, whole)
    for start in range(0, whole, RECORD_BYTES):
        record = content[start : start + RECORD_BYTES]
        yield record[:KEY_BYTES], record[KEY_BYTES:]


def _key(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:KEY_BYTES]
