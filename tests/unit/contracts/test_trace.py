"""Which steps belong together (W3C trace context)."""

from __future__ import annotations

import pytest
from services.contracts.trace import FORM, Trace

GIVEN = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00"


def test_a_step_keeps_the_trace_and_the_sampling_of_what_it_follows() -> None:
    step = Trace.following(GIVEN)
    assert (step.trace_id, step.parent_id) == ("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7")
    assert step.span_id != step.parent_id
    assert step.traceparent == f"00-{step.trace_id}-{step.span_id}-00"


@pytest.mark.parametrize(
    "unreadable",
    [
        None,
        "",
        "خبر",
        GIVEN.upper(),
        GIVEN + "-more",
        "00-" + "0" * 32 + "-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
    ],
)
def test_what_cannot_be_read_begins_a_trace(unreadable: str | None) -> None:
    step = Trace.following(unreadable)
    assert FORM.fullmatch(step.traceparent)
    assert step.parent_id is None
    assert step.trace_id != GIVEN[3:35]
