"""`--generate` and `--own`: what a person wishes for where a new passphrase is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

WISHES = {None: "offered", True: "generated", False: "own"}
"""The flag to the values of `domain.new_passphrase`, which a command that lists does without."""


def _wish(context: click.Context, parameter: click.Parameter, given: bool | None) -> str:
    del context, parameter
    return WISHES[given]


def new_passphrase_option(words: str = "") -> Callable[[Any], Any]:
    """The two flags, as the parameter `new`; `words` begin their help."""
    return click.option(
        "--generate/--own",
        "new",
        default=None,
        callback=_wish,
        help=f"{words}Six random words, or a passphrase that you type. Without either the words "
        "are offered, and another may be typed in their place.",
    )
