"""What can go wrong between a process and Kafka."""

from __future__ import annotations

from services.contracts.errors import NashraError


class Transient(NashraError):
    """A failure that passes (429, 503, connection): a stage tries the batch again, the partition waits."""


class Unreachable(Transient):
    """Kafka did not acknowledge; the same events may be sent again."""


class Refused(Unreachable):
    """An engine is there and does not let us in. Ends a process at its start; a running one waits."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem}; {fix}")
        self.problem = problem
        self.fix = fix


class NoTopic(NashraError):
    """The topic does not exist (yet)."""


class TooLarge(NashraError):
    """An event larger than a topic takes; sending it again changes nothing."""


class Gap(NashraError):
    """Messages were skipped; the process leaves and starts again from what is committed."""
