"""The proxy of a key as it is given: in the clear without a password, else typed or piped."""

from __future__ import annotations

import sys

import click

from jungletui.cli.ending import ended_as_by_ctrl_c
from jungletui.domain.failures import UsageError
from jungletui.domain.routes import password_in
from jungletui.tui.environment import refuse_dumps

OPTION_HELP = "http://, https://, socks5:// or socks5h://host:port; - asks for one with a password."
FROM_STDIN = "-"
LONGEST = 2048


def given_proxy(text: str | None, stdin_taken: bool = False) -> str | None:
    """The proxy that `--proxy` means; `-` is read from the terminal, unseen, or from stdin. Raises
    click.UsageError for a password on the command line, where other users see it."""
    if text is None or not text:
        return text
    if text != FROM_STDIN:
        try:
            secret = bool(password_in(text))
        except UsageError as error:
            raise click.UsageError(f"{error.message} {error.remedy}") from None
        if secret:
            raise click.UsageError("a password is never an argument: give --proxy - and type it")
        return text
    refuse_dumps()
    if sys.stdin.isatty():
        with ended_as_by_ctrl_c():
            typed: str = click.prompt("Proxy, with its login", hide_input=True, err=True)
        return typed.strip()
    if stdin_taken:
        raise click.UsageError('stdin holds the credential: give the proxy there, as "proxy"')
    return sys.stdin.readline(LONGEST).strip()
