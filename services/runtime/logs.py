"""One log line an event: JSON for machines, text on a terminal. Control and bidi characters are escaped."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from services.runtime import tracing
from services.runtime.settings import Settings

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
SECRET = re.compile(r"(authorization|password|secret|token|api_key|cookie)", re.IGNORECASE)


def safe(text: str) -> str:
    """The text with every character that could forge or reverse a log line written as an escape."""
    return UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def _escape(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    for name, value in event.items():
        if SECRET.search(name):
            event[name] = "***"
        elif isinstance(value, str) and name != "exception":
            event[name] = safe(value)
    return event


def _trace(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """The id under which all that follows from one fetch, or one request, is found."""
    if step := tracing.current():
        event.setdefault("trace_id", step.trace_id)
    return event


def configure(settings: Settings) -> None:
    """Send all logging, ours and the libraries', through structlog to standard error."""
    text = settings.log_format == "text" or (settings.log_format == "auto" and sys.stderr.isatty())
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        _trace,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _escape,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if text else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.PositionalArgumentsFormatter(), *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    for noisy in ("aiokafka", "faust", "mode", "elastic_transport", "kafka", "uvicorn.access", "asyncio"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))


def detailed() -> bool:
    """Whether lines of level debug are written: one for each message and each request."""
    return logging.getLogger().isEnabledFor(logging.DEBUG)


def get_logger(name: str) -> Any:
    """A structlog logger: `log.info("what happened", key=value)`."""
    return structlog.stdlib.get_logger(name)
