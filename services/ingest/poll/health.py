"""How well a newspaper can be read: measured after every poll, told when it changes or an hour has passed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import cached_property

from prometheus_client import Gauge

from services.contracts.health import READ, FeedHealth, SourceHealth
from services.ingest.poll.state import FeedState
from services.runtime import metrics

TELL_EVERY_S = 3600.0


class Health:
    """Of one newspaper, as last told."""

    def __init__(self, source_id: str) -> None:
        self._id = source_id
        self._told: tuple[tuple[str, str, str | None, tuple[str, ...], int], ...] | None = None
        self._told_at = 0.0

    @cached_property
    def _polled(self) -> Gauge:
        return metrics.NEWSPAPER_POLLED.labels(self._id)

    @cached_property
    def _read(self) -> Gauge:
        return metrics.NEWSPAPER_READ.labels(self._id)

    def take(self, states: Mapping[str, FeedState], now: float) -> SourceHealth | None:
        """The health to tell now, or None: nothing changed, or no feed was polled yet. Sets the metrics."""
        polled = {url: state for url, state in states.items() if state.polled_at is not None}
        if not polled:
            return None
        self._measure_times(polled.values())
        verdict = tuple(
            (
                url,
                state.failure or READ,
                state.moved_to,
                tuple(sorted(state.stand_ins.values())),
                state.shared_addresses,
            )
            for url, state in polled.items()
        )
        if verdict != self._told:
            self._measure_failures(polled.values())
        elif now - self._told_at < TELL_EVERY_S:
            return None
        self._told, self._told_at = verdict, now
        return health_of(self._id, polled)

    def forget(self) -> None:
        """The newspaper is disabled, or another worker's now."""
        metrics.NEWSPAPER_POLLED.remove(self._id)
        metrics.NEWSPAPER_READ.remove(self._id)
        self._forget_failures()

    def _measure_times(self, polled: Collection[FeedState]) -> None:
        self._polled.set(max(state.polled_at or 0.0 for state in polled))
        if read := max(state.read_at or 0.0 for state in polled):
            self._read.set(read)

    def _measure_failures(self, polled: Collection[FeedState]) -> None:
        """An outcome that is over is taken away."""
        self._forget_failures()
        for state in polled:
            for cause in state.stand_ins.values():
                metrics.NEWSPAPER_STAND_INS.labels(self._id, cause).inc()
            if state.failure is not None:
                metrics.NEWSPAPER_FAILING.labels(self._id, state.failure).inc()

    def _forget_failures(self) -> None:
        metrics.NEWSPAPER_FAILING.remove_by_labels({"source": self._id})
        metrics.NEWSPAPER_STAND_INS.remove_by_labels({"source": self._id})


def health_of(source_id: str, polled: Mapping[str, FeedState]) -> SourceHealth:
    """From the states of its feeds by URL, all polled before."""
    feeds = tuple(
        FeedHealth(
            url=url,
            outcome=state.failure or READ,
            reason=state.error,
            read_at=_moment(state.read_at),
            moved_to=state.moved_to,
            stand_ins=dict(Counter(state.stand_ins.values())),
            shared_addresses=state.shared_addresses,
        )
        for url, state in polled.items()
    )
    newest = max(state.polled_at or 0.0 for state in polled.values())
    return SourceHealth(source_id=source_id, polled_at=datetime.fromtimestamp(newest, UTC), feeds=feeds)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
