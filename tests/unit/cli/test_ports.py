"""A taken port gets a clear word."""

from __future__ import annotations

import socket

import pytest
from services.cli.ports import PortTaken, claim, prefer


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=rf"port {port} of 127.0.0.1 is taken.*--port {port + 1}"):
            claim("127.0.0.1", port)
        assert prefer(port) != port


def test_zero_is_any_free_port() -> None:
    assert claim("127.0.0.1", 0) > 0
