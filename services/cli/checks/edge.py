"""The door that readers use: do events of the live ticker come through it, or does a proxy hold them back."""

from __future__ import annotations

from dataclasses import dataclass

from services.cli.checks.finding import Finding, failed, ok

WHY = "readers' tickers stand still, and each waiting browser holds a connection for nothing"
FIX = (
    "in the proxy, for /v1/headlines/stream: no buffering, no compression, a read timeout of an hour "
    "(nginx: proxy_buffering off; gzip off; proxy_read_timeout 1h;)"
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an open stream: seconds until the first event, whether it went on, how it ended."""

    hello_s: float | None
    goes_on: bool
    version: str
    problem: str | None


def stream(url: str, heard: Heard) -> Finding:
    if heard.hello_s is None and heard.problem:
        return failed(
            "ticker",
            f"{url} cannot be opened: {heard.problem}",
            WHY,
            "start the gateway (nashra up, or nashra run gateway), or name the address with --url",
        )
    if heard.hello_s is None:
        return failed("ticker", f"{url} opens, and nothing comes: a proxy holds it back", WHY, FIX)
    if not heard.goes_on:
        ended = heard.problem or "nothing more came"
        return failed("ticker", f"{url} begins, then stops: {ended}", WHY, FIX)
    return ok(
        "ticker",
        f"{url} tells the first event after {heard.hello_s:.1f} s, then goes on ({heard.version})",
    )
