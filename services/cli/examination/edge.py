"""Open the live ticker as a browser does, through whatever stands before the gateway."""

from __future__ import annotations

import time
import urllib.request
from http.client import HTTPResponse

from services.cli.checks import edge
from services.cli.checks.edge import Heard
from services.cli.checks.finding import Finding

PATIENCE_S = 20.0  # a ping comes every 12 s


def examine(base: str, patience_s: float = PATIENCE_S) -> Finding:
    """`patience_s`: how long the stream may be silent."""
    url = base.rstrip("/") + "/v1/headlines/stream"
    return edge.stream(url, _listen(url, patience_s))


def _listen(url: str, patience_s: float) -> Heard:
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
    return Heard(signs[0] if signs else None, len(signs) == 2, version, problem)


def _sign(stream: HTTPResponse) -> None:
    """One event or comment, up to the empty line that ends it. Raises `TimeoutError` or `EOFError`."""
    while line := stream.readline():
        if line in (b"\n", b"\r\n"):
            return
    raise EOFError("the stream was closed")
