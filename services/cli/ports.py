"""Ports of this machine: which are free, and a clear word when one is not."""

from __future__ import annotations

import errno
import socket


class PortTaken(OSError):
    """Another program listens there."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            errno.EADDRINUSE,
            f"port {port} of {host} is taken; stop what listens there (ss -ltnp 'sport = :{port}') "
            f"or choose another, for example with --port {port + 1}",
        )

    def __str__(self) -> str:
        return str(self.strerror)


def claim(host: str, port: int) -> int:
    """`port` when it can be bound now, a free one for 0. Raises `PortTaken`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(host, port) from error
            raise
        bound: int = probe.getsockname()[1]
        return bound


def prefer(port: int) -> int:
    """`port` of loopback when it is free, else any free one."""
    try:
        return claim("127.0.0.1", port)
    except PortTaken:
        return claim("127.0.0.1", 0)
