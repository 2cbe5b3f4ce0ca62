"""Ports on loopback: free ones, and whether a wanted one is taken."""

from __future__ import annotations

import socket

from services.embedded.errors import PortTaken

LOOPBACK = "127.0.0.1"


def claim(wanted: int, engine: str) -> int:
    """The wanted port, or a free one for 0. Raises `PortTaken`."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((LOOPBACK, wanted))
        except OSError as error:
            raise PortTaken(wanted, engine) from error
        port: int = probe.getsockname()[1]
        return port
