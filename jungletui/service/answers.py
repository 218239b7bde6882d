"""From what went wrong to the line that says so, without a word of what it was about."""

from __future__ import annotations

import sys
import traceback

from jungletui.domain.failures import JungleError
from jungletui.service import wire


def failure_line(request: int | None, error: Exception, debug: bool) -> bytes:
    """The answer to a request that raised `error`. The arguments of an unexpected error may hold
    anything, so neither the client nor the log is given them."""
    if isinstance(error, wire.WireError):
        return wire.error_line(request, error.code, error.message)
    if isinstance(error, JungleError):
        return wire.error_line(request, wire.FAILED, error.message, error.info)
    if debug:
        log_places(error)
    return wire.error_line(request, wire.FAILED, wire.INTERNAL.message, wire.INTERNAL)


def log_places(error: BaseException) -> None:
    """Class and places of an unexpected error to stderr."""
    sys.stderr.write(f"jungletui service: {type(error).__name__}\n")
    for frame in traceback.extract_tb(error.__traceback__):
        sys.stderr.write(f"  {frame.filename}:{frame.lineno} in {frame.name}\n")
    sys.stderr.flush()
