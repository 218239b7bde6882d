"""What ccxt and aiohttp load as they are imported, and nobody here uses: left out.

aiohttp (3.13 connector.py) reads all certificates of the host for connections that are told none of
their own; here each is told. ccxt (4.5.90 base/exchange.py) imports requests and the fifty modules
under it for its classes that wait for every answer; here none is used. Both are a tenth of a second
of every command. Whoever uses those classes of ccxt afterwards, has requests then.
"""

from __future__ import annotations

import importlib
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

BASE = "ccxt.base.exchange"
NAMES = {
    "requests": ("Session",),
    "requests.utils": ("default_user_agent",),
    "requests.exceptions": (
        "HTTPError", "Timeout", "TooManyRedirects", "RequestException", "ConnectionError",
    ),
}  # fmt: skip
"""What ccxt imports from where."""
OTHERWISE = {"ConnectionError": "requestsConnectionError"}
"""Names that it gives another name."""


def import_aiohttp() -> None:
    """Import aiohttp, if nobody did. A context that it makes on the way believes nobody."""
    if "aiohttp" in sys.modules:
        return
    whole, here = ssl.SSLContext.load_default_certs, threading.get_ident()

    def load(context: ssl.SSLContext, purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH) -> None:
        if threading.get_ident() != here:
            whole(context, purpose)

    ssl.SSLContext.load_default_certs = load  # type: ignore[assignment, method-assign]
    try:
        importlib.import_module("aiohttp")
    finally:
        ssl.SSLContext.load_default_certs = whole  # type: ignore[method-assign]


def import_base() -> None:
    """Import the module of ccxt that imports requests, without it."""
    if BASE in sys.modules or "requests" in sys.modules:
        return
    with _absent():
        importlib.import_module(BASE)


def give_requests() -> None:
    """Give that module what it was imported without."""
    base = sys.modules.get(BASE)
    if base is None or not issubclass(getattr(base, "Session", object), _Absent):
        return
    for module, names in NAMES.items():
        found = importlib.import_module(module)
        for name in names:
            setattr(base, OTHERWISE.get(name, name), getattr(found, name))


class _Absent(Exception):  # noqa: N818  of classes that are no errors, too
    """Stands for the classes of requests. To make one of them gives their module what it lacks."""

    def __new__(cls, *given: Any, **named: Any) -> Any:
        give_requests()
        return getattr(sys.modules[BASE], cls.__name__)(*given, **named)


@contextmanager
def _absent() -> Iterator[None]:
    for module, names in NAMES.items():
        empty = ModuleType(module)
        for name in names:
            made = type(OTHERWISE.get(name, name), (_Absent,), {})
            setattr(empty, name, made if name[0].isupper() else _no_agent)
        sys.modules[module] = empty
    try:
        yield
    finally:
        for module in NAMES:
            del sys.modules[module]


def _no_agent() -> str:
    """Every object here is told another."""
    return "python-requests"
