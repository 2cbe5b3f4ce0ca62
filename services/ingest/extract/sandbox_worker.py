"""One process that reads untrusted pages, with limits on time and memory: frames in on stdin, out on stdout.

A frame is four bytes of length (big endian) and JSON: a Page in, an Answer out. `sandbox` starts it.
"""

from __future__ import annotations

import importlib
import logging
import resource
import signal
import struct
import sys
from typing import IO

from pydantic import BaseModel

from services.contracts.article import Article
from services.contracts.dead_letter import Reason
from services.contracts.headline import Headline
from services.contracts.page import Page
from services.ingest.errors import Unextractable
from services.ingest.extract.extraction import guarded_extraction

LENGTH = struct.Struct(">I")


class Answer(BaseModel):
    """What became of a page: an article, with the ticker of an aggregator page, or why there is none."""

    article: Article | None = None
    headlines: tuple[Headline, ...] = ()
    reason: Reason | None = None
    message: str = ""


def answer(frame: bytes) -> Answer:
    """Read one page. Whatever a parser does with a page from outside, the answer says so."""
    try:
        found = guarded_extraction(Page.model_validate_json(frame))
    except Unextractable as error:
        return Answer(reason=error.reason, message=error.message)
    except (MemoryError, ValueError) as error:  # of the frame
        return Answer(reason=Reason.UNPARSABLE, message=f"{type(error).__name__}: {error}"[:500])
    return Answer(article=found.article, headlines=found.headlines)


def serve(pages: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Answer page after page until the pipe closes; more processor time than `seconds` ends the process."""
    while header := pages.read(LENGTH.size):
        frame = pages.read(*LENGTH.unpack(header))
        signal.setitimer(signal.ITIMER_PROF, seconds)  # SIGPROF ends the process, also in C code
        reply = answer(frame).model_dump_json(exclude_none=True).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        answers.write(LENGTH.pack(len(reply)) + reply)
        answers.flush()


def main() -> None:
    seconds, memory_mb = float(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the worker, which closes the pipe
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    importlib.import_module("trafilatura")  # now, or the first page that needs it would pay for it
    logging.disable(logging.CRITICAL)  # libraries complain about pages; the answer says what matters
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds)


if __name__ == "__main__":
    main()
