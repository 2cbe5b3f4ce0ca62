"""Steps as OpenTelemetry spans over OTLP/HTTP. Only `tracing.start` imports this, and only when asked to.

Endpoint, headers, sampler, resource and batching come from the standard OTEL_* variables.
"""

from __future__ import annotations

import os

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import (
    NonRecordingSpan,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

from services.contracts.trace import Attributes, Kind, Trace

KINDS = {"internal": SpanKind.INTERNAL, "server": SpanKind.SERVER, "consumer": SpanKind.CONSUMER}


class _StepIds(IdGenerator):
    """The ids that the step already has: they went out with its events before the span was told."""

    def __init__(self) -> None:
        self.step = Trace.begin()

    def generate_span_id(self) -> int:
        return int(self.step.span_id, 16)

    def generate_trace_id(self) -> int:
        return int(self.step.trace_id, 16)


class Exporter:
    """Exports in a thread of its own; a collector that is away loses spans, never events."""

    def __init__(self, role: str) -> None:
        name = os.environ.get("OTEL_SERVICE_NAME") or f"nashra-{role}"
        self._ids = _StepIds()
        self._provider = TracerProvider(
            resource=Resource.create({SERVICE_NAME: name}), id_generator=self._ids, shutdown_on_exit=False
        )
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("nashra")

    def tell(
        self, name: str, step: Trace, began: int, ended: int, kind: Kind, attributes: Attributes, failed: bool
    ) -> None:
        self._ids.step = step
        span = self._tracer.start_span(
            name,
            context=set_span_in_context(NonRecordingSpan(_parent(step))) if step.parent_id else None,
            kind=KINDS[kind],
            attributes=dict(attributes),
            start_time=began,
        )
        if failed:
            span.set_status(Status(StatusCode.ERROR))
        span.end(ended)

    def stop(self) -> None:
        self._provider.shutdown()


def _parent(step: Trace) -> SpanContext:
    return SpanContext(
        trace_id=int(step.trace_id, 16),
        span_id=int(step.parent_id or "0", 16),
        is_remote=True,
        trace_flags=TraceFlags(int(step.flags, 16)),
    )
