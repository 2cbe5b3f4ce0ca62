"""What can keep the engines from running. Each error says what is wrong and, in `fix`, what to do."""

from __future__ import annotations

from pathlib import Path

from services.contracts.errors import NashraError


class EngineError(NashraError):
    """An engine that does not run; the text of the error ends with the fix."""

    def __init__(self, problem: str, fix: str) -> None:
        super().__init__(f"{problem}; {fix}")
        self.problem = problem
        self.fix = fix


class NoJava(EngineError):
    """There is no Java that both engines run on."""


class PortTaken(EngineError):
    """Another program listens where one of ours should."""

    def __init__(self, port: int, program: str) -> None:
        super().__init__(
            f"port {port} for {program} is taken by another program",
            f"stop what listens there (ss -ltnp 'sport = :{port}' names it), or take another port "
            f"(--port or NASHRA_PORT, such as {port + 1}; 0 takes a free one)",
        )


def engine_failed(engine: str, what: str, log: Path, tail: str) -> EngineError:
    """An engine ended, or never answered; `tail` of its log."""
    return EngineError(f"{engine} {what}: {tail}", f"read {log}")
