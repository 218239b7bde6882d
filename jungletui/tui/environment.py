"""What is settled before textual is imported: its variables go, and a terminal that cannot draw is
refused with advice. Nothing here imports textual."""

from __future__ import annotations

import ctypes
import resource
import sys
from collections.abc import Mapping, MutableMapping

from jungletui.domain.failures import ErrorInfo

PR_SET_DUMPABLE = 4  # prctl(2)


def refuse_dumps() -> None:
    """No core file, and no look in by others of the same user: what is pasted into
    the form for a key passes through its memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def clear_environment(environ: MutableMapping[str, str]) -> None:
    """Take out `TEXTUAL*`: a log file or a screenshot set there would record what is typed.

    Call it before textual is imported; `jungletui.tui.run` does.
    """
    for name in [name for name in environ if name.startswith("TEXTUAL")]:
        del environ[name]


def refusal(environ: Mapping[str, str], *, is_terminal: bool) -> ErrorInfo | None:
    """Why no screens can be drawn here, or None where they can."""
    advice = "Use the commands: `jungletui keys list`, `jungletui inspect`, `--json` for all."
    if not is_terminal:
        return ErrorInfo("terminal", "The screens need a terminal on stdin and stdout.", advice)
    if environ.get("TERM", "") in ("dumb", "unknown"):
        return ErrorInfo("terminal", f"TERM={environ['TERM']} cannot draw screens.", advice)
    return None
