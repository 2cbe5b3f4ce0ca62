"""The root of the platform's errors."""

from __future__ import annotations


class NashraError(Exception):
    """An expected failure. The message says what happened and what to do, lower-case, no full stop.

    Commands print it as one line. A subclass exists only where somebody catches it by name; each layer has
    its own in one `errors.py`. What is no `NashraError` is a bug and shows its traceback.
    """
