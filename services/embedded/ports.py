"""Ports on loopback: free ones, and whether a wanted one is taken."""

from __future__ import annotations

import errno
import random
import socket

from services.embedded.errors import PortTaken

LOOPBACK = "127.0.0.1"
# below the range of outgoing connections: an engine binds its port seconds after it was found free
FREE = range(20_000, 32_000)


def claim(wanted: int, engine: str) -> int:
    """The wanted port, or a free one for 0. Raises `PortTaken`."""
    if wanted:
        if not _free(wanted):
            raise PortTaken(wanted, engine)
        return wanted
    return next(port for port in random.sample(FREE, len(FREE)) if _free(port))


def _free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((LOOPBACK, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True
