"""The door that readers use: do events of the live ticker come through it, or does a proxy hold them back."""

from __future__ import annotations

import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPResponse

from services.cli.doctor.finding import Finding, failed, ok

PATIENCE_S = 20.0  # a ping comes every 12 s


def examine(base: str, patience_s: float = PATIENCE_S) -> Finding:
    """`patience_s`: how long the stream may be silent."""
    url = base.rstrip("/") + "/v1/headlines/stream"
    return stream(url, _listen(url, patience_s))


def _listen(url: str, patience_s: float) -> Stream:
    """Two signs of life are enough. A timeout is silence; anything else is a problem."""
    asked = urllib.request.Request(url, headers={"Accept": "text/event-stream"})  # noqa: S310 # see `doctor`
    started = time.monotonic()
    signs: list[float] = []
    version, problem = "", None
    try:
        with urllib.request.urlopen(asked, timeout=patience_s) as stream:  # noqa: S310 # see `doctor`
            version = f"HTTP/{stream.version / 10}"
            while len(signs) < 2:
                _sign(stream)
                signs.append(time.monotonic() - started)
    except TimeoutError:
        pass
    except (OSError, EOFError) as error:
        problem = str(getattr(error, "reason", None) or error)
    return Stream(signs[0] if signs else None, len(signs) == 2, version, problem)


def _sign(stream: HTTPResponse) -> None:
    """One event or comment, up to the empty line that ends it. Raises `TimeoutError` or `EOFError`."""
    while line := stream.readline():
        if line in (b"\n", b"\r\n"):
            return
    raise EOFError("the stream was closed")


WHY = "readers' tickers stand still, and each waiting browser holds a connection for nothing"
FIX = (
    "in the proxy, for /v1/headlines/stream: no buffering, no compression, a read timeout of an hour "
    "(nginx: proxy_buffering off; gzip off; proxy_read_timeout 1h;)"
)


@dataclass(frozen=True, slots=True)
class Stream:
    """What came of an open stream: seconds until the first event, whether it went on, how it ended."""

    hello_s: float | None
    goes_on: bool
    version: str
    problem: str | None


def stream(url: str, heard: Stream) -> Finding:
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
