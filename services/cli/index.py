"""`nashra index`: the generations of the index and the alias that readers use."""

from __future__ import annotations
