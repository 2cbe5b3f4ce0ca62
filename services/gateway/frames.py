"""Server-sent events (WHATWG HTML §9.2) as bytes: each is written once and goes to every stream as it is."""

from __future__ import annotations

from typing import Any

import orjson

from services.contracts.headline import Headline
from services.contracts.image import ImageState
from services.gateway.representations import headline_json, utc

PING = b": ping\n\n"


def frame(event: str, data: dict[str, Any], *, seq: int | None = None, retry_ms: int | None = None) -> bytes:
    """`seq` becomes the id that a client resumes from; without one the client's id stays as it is."""
    lines = [b"event: " + event.encode(), b"data: " + orjson.dumps(data)]
    if seq is not None:
        lines.insert(1, b"id: %d" % seq)
    if retry_ms is not None:
        lines.append(b"retry: %d" % retry_ms)
    return b"\n".join(lines) + b"\n\n"


def headline_frame(event: str, seq: int, headline: Headline, replaces: str | None) -> bytes:
    if event == "retract":
        return frame(event, {"seq": seq, "id": headline.article_id}, seq=seq)
    return frame(event, dict(headline_json(seq, headline, replaces)), seq=seq)


def image_frame(state: ImageState) -> bytes:
    """A change of an image is no headline and has no seq: after a reconnect the article itself says it."""
    shown = "hidden" if state.state == "hidden" else "visible"
    data = {
        "id": state.article_id,
        "image": {"id": state.image_id, "state": shown},
        "changed_at": utc(state.changed_at),
    }
    return frame("update", data)


def gap_frame(after: int, oldest: int, head: int) -> bytes:
    """Events after `after` are missing from this stream; the link has them, as far as they are still held."""
    data = {
        "after_seq": after,
        "oldest_seq": oldest,
        "head_seq": head,
        "refetch": f"/v1/headlines?after_seq={after}",
    }
    return frame("gap", data)
