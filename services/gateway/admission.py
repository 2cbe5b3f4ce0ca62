"""How many streams and exports may be open: in all, and for one address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from services.gateway.clients import household
from services.gateway.problems import problem

MAX_STREAMS = 4_000  # about 50 KB each: 200 MB
MAX_EXPORTS = 4  # each is as much work as hundreds of readers
SHARE = 2  # one address, behind which a whole mobile operator may be, takes at most half


class Streams:
    """`name`: what they are called in the policy that refuses one."""

    def __init__(self, most: int = MAX_STREAMS, name: str = "streams") -> None:
        self._most = most
        self._name = name
        self._open: Counter[str] = Counter()

    def admit(self, address: str) -> Callable[[], None]:
        """What to call once the stream has ended (again is harmless). Raises Problem 429 or 503."""
        owner = household(address)
        each = max(1, self._most // SHARE)
        if self._open.total() >= self._most:
            raise problem(
                "temporary-reduced-capacity", f"{self._most} {self._name} are open, all this replica has"
            )
        if self._open[owner] >= each:
            raise problem(
                "quota-exceeded",
                f"more than {each} open {self._name} from one address; close some",
                extra={"violated-policies": [self._name]},
                headers={
                    "Retry-After": "30",
                    "RateLimit-Policy": f'"{self._name}";q={each};qu="concurrent-requests"',
                },
            )
        self._open[owner] += 1
        ended = False

        def release() -> None:
            nonlocal ended
            if not ended:
                ended = True
                self._open[owner] -= 1
                if self._open[owner] <= 0:
                    del self._open[owner]

        return release
