"""The program `jungletui`: starts the service early, runs one command, ends with its exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130
SHADOWS = ("PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE", "PYTHONINSPECT")
"""What puts other modules in the place of the program's, or Python's own prompt behind its end."""


def main() -> NoReturn:
    """Run the command of `sys.argv` and end with the exit code that its outcome has."""
    _isolate()
    sys.breakpointhook = _no_breakpoint
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    _fill_standard_streams()
    early = None
    try:
        if sys.argv[1:] == ["demo"]:
            end(_demo())
        from jungletui.cli.early import start_early  # noqa: PLC0415  a Ctrl-C meanwhile is quiet

        early = start_early(sys.argv[1:])
        from jungletui.client.stopping import lock_before_stops  # noqa: PLC0415

        lock_before_stops()
        from jungletui.cli.app import run  # noqa: PLC0415  after the service was started

        code = run(sys.argv[1:], early)
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        if early is not None:
            early.stop()
    end(code)


def _isolate() -> None:
    """Begin anew in Python's isolated mode where the environment would lead it elsewhere; the
    service always runs in it."""
    if not sys.flags.isolated and any(os.environ.get(name) for name in SHADOWS):
        command = [sys.executable, "-I", "-m", "jungletui.cli", *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606  this installation's own


def _no_breakpoint(*args: object, **named: object) -> None:
    """A debugger would stand in the middle of what is secret."""
    del args, named


def _fill_standard_streams() -> None:
    """A standard stream that was closed becomes /dev/null, so that no socket gets its number and a
    stray word on it. That there is no `sys.stdout` is still seen: a document may not get lost."""
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one
    sys.stdin = sys.stdin or open(0, closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", closefd=False)  # noqa: SIM115


def _demo() -> int:
    """The demo without options needs no parser: the sooner it draws."""
    from jungletui.client.launch import ServiceOptions  # noqa: PLC0415
    from jungletui.tui.run import run_app  # noqa: PLC0415

    return run_app(ServiceOptions(demo=True))


def end(code: int) -> NoReturn:
    """End at once: everything is written and the service has ended, and the interpreter's own
    tidying up takes longer than a short command."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(BrokenPipeError):
            if stream is not None:
                stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
