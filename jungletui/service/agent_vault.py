"""Whether the agent's vault is locked, being opened or open: the one state of the agent."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jungletui.service.agent_child import NOBODY, Asker, Child, Lent

LOCKED_BY_A_CLIENT = 0
"""The exit code of a child after `lock`; any other end was nobody's wish."""
PAUSE = 30.0
"""Seconds between two attempts to unlock without a person."""


class AgentVault:
    """At most one child. It may be opened without a person again when it locked by itself, but
    not when somebody locked it."""

    def __init__(
        self, arguments: tuple[str, ...], path: Path, once: Mapping[str, str], debug: bool
    ) -> None:
        self._arguments = arguments
        self._path = path
        self._once = dict(once)
        self._debug = debug
        self.child: Child | None = None
        self.opened_at: str | None = None
        self.failure: dict[str, str] | None = None
        self._shut = False
        self._tried = float("-inf")

    @property
    def open(self) -> bool:
        """Whether clients can be passed on."""
        return self.opened_at is not None

    @property
    def opening(self) -> bool:
        """Whether a child is at it."""
        return self.child is not None and not self.open

    @property
    def may_try(self) -> bool:
        """Whether it may be opened without a person now."""
        return self.child is None and not self._shut and time.monotonic() - self._tried >= PAUSE

    def unlock(self, lent: Lent) -> None:
        """Start to open it; takes over what is lent. Not to be called while there is a child."""
        try:
            environ = {**os.environ, **self._once}
            self._once.clear()
            self.failure = None  # a child that dies without a word leaves no older reason behind
            self.child = Child(self._arguments, environ, lent, self._debug)
        finally:
            lent.close()

    def heard(self) -> None:
        """The child has something to say, or is gone."""
        assert self.child is not None  # noqa: S101  whoever listens to it has one
        told = self.child.told()
        if told is None:
            by_a_client = self.child.end() == LOCKED_BY_A_CLIENT
            self._tried = self._tried if self.open else time.monotonic()
            self._gone(self._shut or (by_a_client and self.open))
        elif told["opened"]:
            self.opened_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self.failure, self._shut = None, False
        else:
            self.failure, self._tried = told["failure"], time.monotonic()
            self.child.end()
            self._gone(self._shut)

    def lock(self, why: str, asker: Asker = NOBODY) -> None:
        """End the child and keep it locked until somebody unlocks it; returns when it is gone.
        An open one writes down `why` and who asked."""
        if self.child is not None and self.open:
            self.child.lock(why, asker)
        elif self.child is not None:
            self.child.end()
        self.failure = None
        self._gone(shut=True)

    def give_up(self) -> None:
        """Whoever was asked for the passphrase has left."""
        if self.child is not None:
            self.child.end()
        self._gone(self._shut)

    def pass_on(self, connection: socket.socket, asker: Asker, received: bytes) -> None:
        """Give a client to the child. One that died this moment takes its client with it."""
        assert self.child is not None  # noqa: S101  it is open
        with suppress(OSError):
            self.child.take(connection, asker, received)

    def state(self) -> dict[str, Any]:
        """What `agent status` prints."""
        return {
            "running": True,
            "unlocked": self.open,
            "opening": self.opening,
            "unlocked_at": self.opened_at,
            "pid": os.getpid(),
            "service_pid": self.child.pid if self.child else None,
            "socket": str(self._path),
            "failure": self.failure,
            "schema": "jungletui.agent/1",
        }

    def _gone(self, shut: bool) -> None:
        self.child, self.opened_at, self._shut = None, None, shut
