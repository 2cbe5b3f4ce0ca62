"""An OpenTelemetry collector on loopback that keeps what it is sent."""

from __future__ import annotations

from aiohttp import web
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from tests.loopback import LoopbackServer


class Collector(LoopbackServer):
    """`spans` by the name of the service that sent them."""

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[tuple[str, Span]] = []

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v1/traces", self._take)
        return app

    def named(self, name: str, trace_id: str) -> Span:
        """The one span of this name in this trace."""
        (span,) = [s for _, s in self.spans if s.name == name and s.trace_id.hex() == trace_id]
        return span

    async def _take(self, request: web.Request) -> web.Response:
        sent = ExportTraceServiceRequest.FromString(await request.read())
        for resource in sent.resource_spans:
            attributes = {pair.key: pair.value.string_value for pair in resource.resource.attributes}
            for scope in resource.scope_spans:
                self.spans += [(attributes["service.name"], span) for span in scope.spans]
        body = ExportTraceServiceResponse().SerializeToString()
        return web.Response(body=body, content_type="application/x-protobuf")
