"""robots.txt as RFC 9309 says, with `Crawl-delay`: text in, rules out; nothing is fetched here."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from protego import Protego

MAX_BYTES = 512_000  # RFC 9309 §2.5 asks for 500 KiB
MAX_DELAY_S = 60.0
# of `Nashra/2.0`: no part of the name
VERSION = re.compile(r"^(\s*user-agent\s*:[^/#\n]*)/[^\n]*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt asks of `product`, a User-Agent's first word. Without a file, nothing."""

    product: str = "*"
    file: Protego = field(default_factory=lambda: Protego.parse(""))

    @property
    def crawl_delay(self) -> float | None:
        delay = self.file.crawl_delay(self.product)
        return min(delay, MAX_DELAY_S) if delay is not None and delay >= 0 else None  # nan is no delay

    @property
    def sitemaps(self) -> list[str]:
        return list(self.file.sitemaps)

    def allows(self, url: str) -> bool:
        """The longest matching rule decides; between equals, Allow (RFC 9309 §2.2.2)."""
        return bool(self.file.can_fetch(url, self.product))


def parse(text: str, product: str) -> Rules:
    """The rules of the groups that name `product`, else of the groups for `*`."""
    return Rules(product, Protego.parse(VERSION.sub(r"\1", text.lstrip("\ufeff"))))
