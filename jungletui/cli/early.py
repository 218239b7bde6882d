"""Starting the service before the command line is understood: both load at the same time.

This is a guess at the options. Where `session` finds that they are others, it starts another
service; one that was not asked for anything has opened nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from jungletui.client.launch import ServiceOptions, ServiceProcess, start_service

SERVED = frozenset(
    (
        "audit",
        "balances",
        "diagnose",
        "doctor",
        "exchanges",
        "executions",
        "fills",
        "guide",
        "init",
        "inspect",
        "keys",
        "log",
        "movements",
        "orders",
        "positions",
        "watch",
    )
)
VALUES = ("--home", "--passphrase-fd", "--passphrase-file")
HELP = frozenset(("--help", "-h", "--version", "--checks"))
"""With one of these nothing is asked of a service."""


def start_early(arguments: Sequence[str]) -> ServiceProcess | None:
    """The service that these arguments will probably need; None where they need none."""
    options = guess(arguments)
    if options is None:
        return None
    descriptor = options.passphrase_fd
    if descriptor is not None and not _is_open(descriptor):
        return None  # whoever starts the service then says so
    return start_service(options)


def guess(arguments: Sequence[str]) -> ServiceOptions | None:
    """The options as they will probably be understood; None where no service is needed."""
    given: dict[str, str] = {}
    rest: list[str] = []
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if name in VALUES:
            given[name] = value if equals else next(words, "")
        else:
            rest.append(word)
    if not HELP.isdisjoint(rest) or SERVED.isdisjoint(rest):
        return None
    descriptor = given.get("--passphrase-fd")
    if descriptor is not None and not descriptor.isdecimal():
        return None
    return ServiceOptions(
        home=given.get("--home"),
        passphrase_fd=int(descriptor) if descriptor else None,
        passphrase_file=given.get("--passphrase-file"),
        debug="--debug" in rest,
        agent="--no-agent" not in rest,
        no_lock="--no-lock" in rest,
    )


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except (OSError, OverflowError):
        return False
    return True
