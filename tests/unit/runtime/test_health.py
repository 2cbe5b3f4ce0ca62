"""The ops port of a worker."""

from __future__ import annotations

import socket

import pytest
from services.contracts.errors import NashraError
from services.runtime.health import OpsServer
from services.runtime.settings import Settings


async def well() -> str | None:
    return None


async def test_a_taken_ops_port_says_which_setting_moves_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        server = OpsServer(Settings(ops_port=port), well, well)
        with pytest.raises(NashraError, match=rf":{port} .*Address already in use; set NASHRA_OPS_PORT"):
            async with server:
                pass
