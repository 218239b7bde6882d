"""From options to an exit code: what is asked and said on the plain terminal before the screens.

Textual is imported inside, after its variables were taken out of the environment.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from jungletui.client.launch import ServiceOptions
from jungletui.client.stopping import lock_before_stops
from jungletui.domain.failures import ErrorInfo, ExitCode, JungleError
from jungletui.domain.new_passphrase import NewPassphrase
from jungletui.tui.echo import kept, no_echo
from jungletui.tui.environment import clear_environment, refusal, refuse_dumps

if TYPE_CHECKING:
    from jungletui.domain.interface import Service

GUIDANCE = """\
Welcome to JungleTUI. There is no vault here yet; it will be made now:

    {path}

Its passphrase encrypts it, is asked for every time, and is stored nowhere: six random words, or one
of your own. Nothing is shown while you type.
"""


def run_app(options: ServiceOptions) -> int:
    """Run the screens until they are left; the exit code is the command line's."""
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    reason = refusal(os.environ, is_terminal=is_terminal)
    if reason is not None:
        _complain(reason)
        return ExitCode.USAGE
    clear_environment(os.environ)
    refuse_dumps()
    from jungletui.tui.session import run_session  # noqa: PLC0415 (textual reads its variables)

    try:
        with kept():
            for number in (signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, _ended)
            lock_before_stops()
            return asyncio.run(run_session(options, os.environ, open_vault), debug=False)
    except JungleError as error:
        _complain(error.info)
        return error.exit_code
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED


async def open_vault(service: Service) -> None:
    """Unlock on the terminal, making the vault first where there is none.

    Raises what the service raises; it lets a wrong passphrase be typed again twice.
    """
    state = await service.vault_state()
    if not state.exists:
        sys.stdout.write(GUIDANCE.format(path=state.path) + "\n")
        sys.stdout.flush()
        with no_echo():
            created = await service.create_vault(NewPassphrase.OFFERED)
        from jungletui.client.recovery_page import show_and_check  # noqa: PLC0415  first run only

        show_and_check(created.recovery_code)
        state = await service.vault_state()
    if not state.unlocked:
        with no_echo():
            await service.unlock()


def _ended(number: int, _frame: FrameType | None) -> NoReturn:
    """A signal while a passphrase is asked for: what is typed is shown again first. The screens
    have handlers of their own."""
    raise SystemExit(128 + number)


def _complain(error: ErrorInfo) -> None:
    message = error.message.removeprefix(f"{error.kind}: ")
    sys.stderr.write(f"jungletui: {error.kind}: {message}\n  {error.remedy}\n")
