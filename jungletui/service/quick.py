"""The use cases that need no exchange: plain functions, answered one after the other.

A command such as `keys list` needs these alone. They run before an event loop exists, so that it
is not even loaded; the first request for anything else hands over to `server`.
"""

from __future__ import annotations

import importlib
import socket
from collections.abc import Callable
from typing import Any

from jungletui.service import activity, guiding, keys, revealing, unlocking, wire
from jungletui.service.answers import failure_line
from jungletui.service.hardening import end
from jungletui.service.state import State

CHUNK = 1 << 20

QUICK: dict[str, Callable[..., Any]] = {
    "vault_state": unlocking.vault_state,
    "create_vault": unlocking.create_vault,
    "unlock": unlocking.unlock,
    "lock": unlocking.lock,
    "keys_list": keys.keys_list,
    "keys_show": keys.keys_show,
    "keys_check": keys.keys_check,
    "keys_remove": keys.keys_remove,
    "keys_reveal": revealing.keys_reveal,
    "activity_log": activity.activity_log,
    "guide": guiding.guide,
}
SELDOM = {
    "keys_attest": "attesting",
    "vault_slots": "slots",
    "vault_add_slot": "slots",
    "vault_remove_slot": "slots",
    "vault_passphrase": "slots",
    "vault_strengthen": "weak_slots",
    "vault_check": "vault_care",
    "vault_backup": "vault_care",
    "vault_restore": "vault_care",
}
"""Methods to the modules of this package that have them, loaded when they are asked for."""
NO_PARAMETERS = frozenset({"vault_state", "create_vault", "unlock", "lock", "keys_list"})


def warm_up(state: State) -> None:
    """Load what follows the opening of a vault, if one is being opened: deriving its key leaves
    the interpreter to others."""
    if state.early is not None:
        from jungletui.domain import vault_documents  # noqa: F401, PLC0415
        from jungletui.vault import activity_file  # noqa: F401, PLC0415


def serve_quick(connection: socket.socket, state: State, received: bytes = b"") -> bytes:
    """Answer requests, the first of which may be in `received`, until one is not among `QUICK`;
    returns what was read and not answered. Ends the process when the client closes, and after
    `lock`."""

    def tell(line: bytes) -> None:
        connection.send(line, socket.MSG_DONTWAIT)

    state.presence.listeners.add(tell)
    try:
        return _serve(connection, state, bytearray(received))
    except OSError:  # closed while an answer was on its way
        end(0)
    finally:
        state.presence.listeners.discard(tell)


def _serve(connection: socket.socket, state: State, buffer: bytearray) -> bytes:
    while True:
        cut = buffer.find(b"\n")
        while cut < 0:
            received = connection.recv(CHUNK)
            if not received:
                end(0)
            cut = received.find(b"\n")
            cut = cut + len(buffer) if cut >= 0 else cut
            buffer += received
        try:
            request = wire.read_request(buffer[:cut])
        except wire.WireError as error:
            connection.sendall(failure_line(None, error, state.debug))
        else:
            if request.method == wire.ACTIVE:  # a screen, which will want more than these
                return bytes(buffer)
            if request.id is not None:
                if request.method not in QUICK and request.method not in SELDOM:
                    return bytes(buffer)
                with state.presence.busy():
                    answer = answer_line(state, request.id, request)
                connection.sendall(answer)
                if request.method == "lock":
                    end(0)
        del buffer[: cut + 1]


def answer_line(state: State, number: int, request: wire.Request) -> bytes:
    """Call what `request` asks for; its document, or its error, as a line."""
    try:
        known = request.method in NO_PARAMETERS and bytes(request.params) == b"{}"
        params = {} if known else wire.read_params(request.method, request.params)
        return wire.result_line(number, _function(request.method)(state, **params))
    except Exception as error:  # noqa: BLE001  the boundary of one request: others go on
        return failure_line(number, error, state.debug)


def _function(method: str) -> Callable[..., Any]:
    if method in QUICK:
        return QUICK[method]
    module = importlib.import_module(f"jungletui.service.{SELDOM[method]}")
    function: Callable[..., Any] = getattr(module, method)
    return function
