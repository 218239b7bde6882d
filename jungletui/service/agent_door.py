"""Who comes to the agent's socket: a line each, answered here or passed on to the open vault."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

from jungletui.service.agent_child import NOBODY, Asker, Lent
from jungletui.service.agent_socket import peer_pid, peer_uid
from jungletui.service.agent_vault import AgentVault

LONGEST_LINE = 1 << 16
DESCRIPTORS = 2
LENT = ("terminal", "passphrase")
METHODS = ("agent_use", "agent_status", "agent_unlock", "agent_lock", "agent_stop")
NO_METHOD = -32601
LONGEST_SSH = 256
LOCK, STOPPED = "`agent lock` was asked for.", "The agent was stopped."
HANG_UP = "SIGHUP was sent to the agent, as it is before sleep."


class Visitor:
    """One connection until it is answered: what came so far, and what it waits for."""

    __slots__ = ("asker", "connection", "descriptors", "lends", "number", "received", "waits_for")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.asker = NOBODY
        self.received = bytearray()
        self.descriptors: list[int] = []
        self.lends: list[str] = []
        self.number = 0
        self.waits_for: str | None = None

    def rest(self) -> bytes:
        """What came after its line: the client's first requests to the service."""
        return bytes(self.received).partition(b"\n")[2]


class Door:
    """The listening socket and its visitors; nothing here blocks but waiting for them."""

    def __init__(self, listening: socket.socket, vault: AgentVault) -> None:
        self._listening = listening
        self._vault = vault
        self._selector = selectors.DefaultSelector()
        self._waiting: list[Visitor] = []
        self._asker: Visitor | None = None
        self._watched: socket.socket | None = None
        self._settled: list[Callable[[], object]] = []
        self._done = False

    def serve(self) -> None:
        """Until `agent_stop`, SIGTERM or SIGINT; SIGHUP locks. Without a visitor it sleeps."""
        told, tell = socket.socketpair()
        for end in (told, tell, self._listening):
            end.setblocking(False)
        signal.set_wakeup_fd(tell.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: None)
        self._selector.register(told, selectors.EVENT_READ, lambda: self._signalled(told))
        self._selector.register(self._listening, selectors.EVENT_READ, self._came)
        while not self._done:
            self._watch_child()
            for key, _ in self._selector.select():
                key.data()
        self._vault.lock(STOPPED)
        self._selector.unregister(told)
        self._selector.unregister(self._listening)
        signal.set_wakeup_fd(-1)
        told.close()
        tell.close()

    def close(self) -> None:
        """Turn away who is still here; whoever asked for the end learns that it has come."""
        for key in list(self._selector.get_map().values()):
            cast("socket.socket", key.fileobj).close()
        self._selector.close()

    def when_settled(self, act: Callable[[], object]) -> None:
        """Do this once it is known whether the vault could be opened."""
        self._settled.append(act)

    def _watch_child(self) -> None:
        """Listen to the child that there is now."""
        child = self._vault.child
        channel = child.channel if child is not None else None
        if channel is self._watched:
            return
        if self._watched is not None:
            self._selector.unregister(self._watched)
        if channel is not None:
            self._selector.register(channel, selectors.EVENT_READ, self._heard)
        self._watched = channel

    def _heard(self) -> None:
        if self._vault.child is None or self._vault.child.channel is not self._watched:
            return
        self._forget_child_first(self._vault.heard)
        self._settle()

    def _forget_child_first(self, act: Callable[[], object]) -> None:
        """Whatever may close the child's channel: epoll must be told before."""
        if self._watched is not None:
            self._selector.unregister(self._watched)
            self._watched = None
        act()

    def _settle(self) -> None:
        """Answer everybody who waited for the end of an opening. Where it failed, who lends a
        passphrase or a terminal of his own has his turn: a person who comes while the agent tries
        to open it without one is not told that there is none."""
        if self._vault.opening:
            return
        waiting, self._waiting, self._asker = self._waiting, [], None
        for visitor in waiting:
            if visitor.lends and not self._vault.open:
                self._waiting.append(visitor)
            else:
                self._answer(visitor, visitor.waits_for or "")
        settled, self._settled = self._settled, []
        for act in settled:
            act()
        if self._waiting:
            self._unlock(self._waiting[0])

    def _unlock(self, visitor: Visitor) -> None:
        """Open it with what this visitor lends."""
        self._asker = visitor
        names, visitor.lends = visitor.lends, []
        self._vault.unlock(_lent(visitor, names))

    def _signalled(self, told: socket.socket) -> None:
        for number in told.recv(64):
            if number == signal.SIGHUP:
                self._lock(HANG_UP)
            else:
                self._done = True

    def _lock(self, why: str, asker: Asker = NOBODY) -> None:
        for visitor in self._waiting:  # whoever came before it was locked has lent in vain
            visitor.lends = []
        self._forget_child_first(lambda: self._vault.lock(why, asker))
        self._settle()

    def _came(self) -> None:
        try:
            connection, _ = self._listening.accept()
        except OSError:
            return
        if peer_uid(connection) != os.geteuid():
            connection.close()
            return
        connection.setblocking(False)
        visitor = Visitor(connection)
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._received(visitor))

    def _received(self, visitor: Visitor) -> None:
        """Some bytes of a visitor, and what it lends; its end, when it leaves."""
        if visitor.connection.fileno() < 0:  # it was answered since this was noticed
            return
        try:
            data, descriptors, _, _ = socket.recv_fds(
                visitor.connection, LONGEST_LINE, DESCRIPTORS, socket.MSG_CMSG_CLOEXEC
            )
        except BlockingIOError:
            return
        except OSError:
            data, descriptors = b"", []
        visitor.descriptors += descriptors
        visitor.received += data
        if not data or len(visitor.received) > LONGEST_LINE:
            self._leave(visitor)
        elif visitor.waits_for is None and b"\n" in visitor.received:
            self._asked(visitor, bytes(visitor.received).partition(b"\n")[0])

    def _leave(self, visitor: Visitor) -> None:
        """Forget a visitor. Whoever lent the terminal takes the opening with him, and sees his
        connection closed when nobody reads from the terminal any more."""
        self._selector.unregister(visitor.connection)
        if visitor in self._waiting:
            self._waiting.remove(visitor)
        if visitor is self._asker and self._vault.opening:
            self._forget_child_first(self._vault.give_up)
            self._settle()
        visitor.connection.close()
        for descriptor in visitor.descriptors:
            os.close(descriptor)
        visitor.descriptors.clear()

    def _asked(self, visitor: Visitor, line: bytes) -> None:
        """One request. `agent_use` and `agent_unlock` may have to wait for an opening."""
        try:
            request: dict[str, Any] = json.loads(line)
            method, visitor.number = request["method"], int(request["id"])
            lent = [str(name) for name in request["params"].get("lent", [])]
            ssh = str(request["params"].get("ssh", ""))[:LONGEST_SSH]
            visitor.asker = Asker(peer_pid(visitor.connection), ssh)
        except (ValueError, KeyError, TypeError, AttributeError):
            method, lent = "", []
        visitor.waits_for = method
        if method == "agent_unlock":
            visitor.lends = lent
            if self._vault.child is None:
                self._unlock(visitor)
        elif method == "agent_use" and self._vault.may_try:
            self._vault.unlock(Lent(asker=visitor.asker))
        if method in ("agent_use", "agent_unlock") and self._vault.opening:
            self._waiting.append(visitor)
            return
        if method == "agent_lock":
            self._lock(LOCK, visitor.asker)
        self._done = self._done or method == "agent_stop"
        if self._done:
            self._forget_child_first(lambda: self._vault.lock(STOPPED, visitor.asker))
        self._answer(visitor, method)

    def _answer(self, visitor: Visitor, method: str) -> None:
        """The state, whatever was asked; then a client is passed on, all others leave."""
        answer: dict[str, Any] = {"jsonrpc": "2.0", "id": visitor.number}
        if method in METHODS:
            answer["result"] = self._vault.state()
        else:
            answer["error"] = {"code": NO_METHOD, "message": "there is no such method"}
        line = json.dumps(answer, separators=(",", ":")).encode() + b"\n"
        with suppress(OSError):
            visitor.connection.send(line)
            if method == "agent_use" and self._vault.open:
                self._vault.pass_on(visitor.connection, visitor.asker, visitor.rest())
        if method != "agent_stop":  # whoever stops the agent sees its end
            self._leave(visitor)


def _lent(visitor: Visitor, names: list[str]) -> Lent:
    """The descriptors by what they are for; more or fewer than were named are not taken."""
    found, visitor.descriptors = visitor.descriptors, []
    if len(names) != len(found) or not set(names) <= set(LENT):
        for descriptor in found:
            os.close(descriptor)
        return Lent(asker=visitor.asker)
    return Lent(**dict(zip(names, found, strict=True)), asker=visitor.asker)
