"""Ports are found free or said to be taken."""

from __future__ import annotations

import socket

import pytest
from services.embedded.errors import PortTaken
from services.embedded.ports import LOOPBACK, claim, prefer


def test_zero_takes_a_free_port() -> None:
    port = claim(0, "Kafka")

    with socket.create_server((LOOPBACK, port)):
        assert port > 0


def test_a_taken_port_says_whose_it_should_be_and_the_fix() -> None:
    with socket.create_server((LOOPBACK, 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(
            PortTaken,
            match=f"port {port} for Kafka is taken .*; stop what listens there .*such as {port + 1}",
        ):
            claim(port, "Kafka")


def test_a_preferred_port_that_is_taken_gives_another() -> None:
    with socket.socket() as other:
        other.bind((LOOPBACK, 0))
        other.listen()
        taken = other.getsockname()[1]
        assert prefer(taken, "Kafka") != taken
