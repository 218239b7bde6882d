"""The program `jungletui`: starts the service early, runs one command, ends with its exit code."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import NoReturn

INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command of `sys.argv` and end with the exit code that DESIGN.md gives it."""
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]
    early = None
    try:
        if sys.argv[1:] == ["demo"]:
            end(_demo())
        from jungletui.cli.early import start_early  # noqa: PLC0415  a Ctrl-C meanwhile is quiet

        early = start_early(sys.argv[1:])
        from jungletui.cli.app import run  # noqa: PLC0415  after the service was started

        code = run(sys.argv[1:], early)
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        if early is not None:
            early.stop()
    end(code)


def _demo() -> int:
    """The demo without options needs no parser: the sooner it draws."""
    from jungletui.client.launch import ServiceOptions  # noqa: PLC0415
    from jungletui.tui.run import run_app  # noqa: PLC0415

    return run_app(ServiceOptions(demo=True))


def end(code: int) -> NoReturn:
    """End at once: everything is written and the service has ended, and the interpreter's own
    tidying up takes longer than a short command."""
    with suppress(BrokenPipeError):
        sys.stdout.flush()
    with suppress(BrokenPipeError):
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
