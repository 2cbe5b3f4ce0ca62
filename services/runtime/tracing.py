"""One trace id from the fetch of a page to its search answer: in events, answers and log lines.

The ids always travel. Steps become OpenTelemetry spans only where OTEL_EXPORTER_OTLP_ENDPOINT says so.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Protocol

from services.contracts.trace import Attributes, Kind, Trace

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")

log = logging.getLogger(__name__)


class Spans(Protocol):
    """Where finished steps go. Times in nanoseconds since 1970."""

    def tell(
        self, name: str, step: Trace, began: int, ended: int, kind: Kind, attributes: Attributes, failed: bool
    ) -> None: ...

    def stop(self) -> None:
        """Send what is left; blocks."""
        ...


_step: ContextVar[Trace | None] = ContextVar("step", default=None)
_spans: Spans | None = None


def current() -> Trace | None:
    """The step that runs now."""
    return _step.get()


@contextmanager
def within(step: Trace) -> Iterator[None]:
    """What is logged and published inside belongs to this step."""
    token = _step.set(step)
    try:
        yield
    finally:
        _step.reset(token)


@contextmanager
def step(name: str, **attributes: str | int) -> Iterator[Trace]:
    """A step of its own, after the current one where there is one."""
    before = current()
    own = Trace.following(before.traceparent if before else None)
    began, failed = time.time_ns(), True
    try:
        with within(own):
            yield own
        failed = False
    finally:
        tell(name, own, began, attributes=attributes, failed=failed)


def tell(
    name: str,
    step: Trace,
    began: int,
    *,
    kind: Kind = "internal",
    attributes: Attributes | None = None,
    failed: bool = False,
) -> None:
    """Export a step that ends now; `began`: `time.time_ns()` of its start."""
    if _spans is not None:
        _spans.tell(name, step, began, time.time_ns(), kind, attributes or {}, failed)


def exporting() -> bool:
    """Whether `tell` has anybody to tell."""
    return _spans is not None


def start(role: str) -> None:
    """Export spans as the role's when the environment names a collector."""
    global _spans  # noqa: PLW0603 # one exporter a process, as one log
    if _spans is not None or not any(os.environ.get(name) for name in ENDPOINTS):
        return
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return
    try:
        from services.runtime.spans import Exporter
    except ImportError:
        log.warning("no spans are exported: pip install nashra[tracing], or unset %s", ENDPOINTS[0])
        return
    _spans = Exporter(role)


def stop() -> None:
    """Send what is left; blocks for a moment."""
    global _spans  # noqa: PLW0603
    if _spans is not None:
        _spans.stop()
        _spans = None
