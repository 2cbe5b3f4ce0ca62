"""Style, scripts, icon and fonts: read and packed once, each at an address that carries its hash."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "static"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
}
FOR_A_YEAR = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file of the folder. `packed`: gzip, where that is smaller."""

    body: bytes
    packed: bytes | None
    media_type: str
    digest: str


@cache
def files() -> dict[str, StaticFile]:
    """Every file by its path inside the folder; what is not here cannot be asked for."""
    paths = [path for path in FOLDER.rglob("*") if path.suffix in TYPES]
    return {path.relative_to(FOLDER).as_posix(): _read(path) for path in paths}


def address(name: str) -> str:
    """`/static/nashra.css?v=…`; raises KeyError for a file that we do not ship."""
    return f"/static/{name}?v={files()[name].digest}"


def _read(path: Path) -> StaticFile:
    body = path.read_bytes()
    packed = gzip.compress(body, 9, mtime=0)
    return StaticFile(
        body=body,
        packed=packed if len(packed) < 0.9 * len(body) else None,
        media_type=TYPES[path.suffix],
        digest=hashlib.sha256(body).hexdigest()[:12],
    )
