"""How a broker is known from another program."""

from __future__ import annotations

import socket
import threading

from services.embedded.kafka import answers
from services.embedded.ports import LOOPBACK


def test_nobody_there_is_no_broker() -> None:
    assert not answers(f"{LOOPBACK}:9")


def test_a_program_that_hangs_up_is_no_broker() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:

        def hang_up() -> None:
            connection, _ = other.accept()
            with connection:
                connection.recv(100)

        visitor = threading.Thread(target=hang_up)
        visitor.start()

        assert not answers(f"{LOOPBACK}:{other.getsockname()[1]}")
        visitor.join()
