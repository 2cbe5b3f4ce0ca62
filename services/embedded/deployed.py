"""Where the files of `deploy/embedded` are: in the checkout, or inside the installed package."""

from __future__ import annotations

from pathlib import Path

INSTALLED = Path(__file__).with_name("data")
CHECKOUT = Path(__file__).parents[2] / "deploy" / "embedded"


def deployed(name: str) -> Path:
    """A file or folder of `deploy/embedded`; the wheel carries them as `services/embedded/data`."""
    root = INSTALLED if INSTALLED.is_dir() else CHECKOUT
    return root / name
