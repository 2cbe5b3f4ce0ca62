"""Ports of this machine: free ones, and whether a wanted one is taken."""

from __future__ import annotations

import errno
import random
import socket

from services.embedded.errors import PortTaken

LOOPBACK = "127.0.0.1"
# below the range of outgoing connections: a program binds its port seconds after it was found free
FREE = range(20_000, 32_000)


def claim(wanted: int, program: str, host: str = LOOPBACK) -> int:
    """The wanted port, or a free one for 0. Raises `PortTaken`."""
    if wanted:
        if not _free(wanted, host):
            raise PortTaken(wanted, program)
        return wanted
    return next(port for port in random.sample(FREE, len(FREE)) if _free(port, host))


def prefer(wanted: int, program: str) -> int:
    """The wanted port of loopback when it is free, else any free one."""
    return wanted if _free(wanted, LOOPBACK) else claim(0, program)


def _free(port: int, host: str) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return False
            raise
    return True
