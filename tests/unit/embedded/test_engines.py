"""Two platforms never share one work directory."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from services.embedded import engines
from services.embedded.engines import Engines
from services.embedded.errors import EngineError


def test_a_work_directory_in_use_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "GRACE_S", 0.1)
    with (tmp_path / "lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        with pytest.raises(EngineError, match=r"other engines run on .*; stop the other `nashra up`"):
            Engines(tmp_path, cache_dir=tmp_path / "cache").start()


def test_every_error_carries_its_fix() -> None:
    assert str(EngineError("it is broken", "mend it")) == "it is broken; mend it"
