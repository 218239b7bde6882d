"""Loads one exchange class of ccxt without importing the hundred others.

`ccxt`, `ccxt.async_support` and `ccxt.pro` import every exchange in their `__init__` files. Here
they are entered into `sys.modules` uninitialised: they know their folders, so that their submodules
import as always, and the few names that those submodules ask of them. The first name beyond
these runs the real `__init__`, so other code may use ccxt afterwards as if nothing had happened.
Where this does not work (a ccxt laid out otherwise), the ordinary import is used.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
import sys
import threading
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from jungletui.domain.failures import ExchangeError, FailureKind
from jungletui.exchanges.lean import give_requests, import_aiohttp, import_base

REST, STREAMS = "ccxt.async_support", "ccxt.pro"
PACKAGES = ("ccxt", REST, STREAMS)
ERRORS = "ccxt.base.errors"
DONORS = {
    "ccxt": (ERRORS, "ccxt.base.exchange"),
    REST: (ERRORS, "ccxt.async_support.base.exchange"),
    STREAMS: (ERRORS, "ccxt.async_support.base.exchange"),
}
_lock = threading.RLock()


class _Bare(ModuleType):
    """A package whose `__init__` runs at the first name that its submodules do not need."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__") and name not in {"__all__", "__version__"}:
            raise AttributeError(name)
        if name[0].isupper() or name == "__version__":
            for donor in DONORS[self.__name__]:
                found: object = getattr(sys.modules.get(donor), name, None)
                if found is not None:
                    return found
        return getattr(_initialise(self), name)


def load_exchange(exchange: str) -> type[object]:
    """The class of `ccxt.async_support` with this id. Raises ExchangeError (not-supported) where
    ccxt has no such exchange."""
    return _load(REST, exchange)


def load_streaming(exchange: str) -> type[object]:
    """The class of `ccxt.pro` with this id, which streams. Raises ExchangeError (not-supported)
    where ccxt streams nothing of that exchange."""
    with _lock:
        load_exchange(exchange)
        for parent in _parents(exchange):
            load_exchange(parent)
        return _load(STREAMS, exchange)


def streams(exchange: str) -> bool:
    """Whether ccxt.pro has that exchange; nothing of it is loaded."""
    return _is_exchange(STREAMS, exchange)


def _load(package: str, exchange: str) -> type[object]:
    name = f"{package}.{exchange}"
    with _lock:
        if not _is_exchange(package, exchange):
            raise _unknown(package, exchange)
        try:
            _enter_bare_packages()
            import_aiohttp()
            import_base()
            module = importlib.import_module(name)
            _show_classes(package)
            found = getattr(module, exchange)
        except (ImportError, AttributeError):
            _leave_bare_packages()
            found = getattr(importlib.import_module(package), exchange)
    if not isinstance(found, type):
        raise TypeError(f"{name} is no class")
    return found


def _unknown(package: str, exchange: str) -> ExchangeError:
    if package == STREAMS:
        return ExchangeError(
            FailureKind.NOT_SUPPORTED, f"{exchange} has no stream that ccxt knows", "It is polled."
        )
    return ExchangeError(
        FailureKind.NOT_SUPPORTED,
        f"there is no exchange named {exchange!r}",
        "`jungletui exchanges` lists the names.",
    )


def _parents(exchange: str) -> tuple[str, ...]:
    """The exchanges whose streaming class that of `exchange` extends (ccxt 4.5.90: one at most,
    as binanceusdm does binance): their REST classes must be loaded before."""
    spec = importlib.util.find_spec(f"{STREAMS}.{exchange}") if streams(exchange) else None
    if spec is None or spec.origin is None:
        return ()
    source = Path(spec.origin).read_text(encoding="utf-8")
    found = dict.fromkeys(re.findall(r"^from ccxt\.pro\.(\w+) import", source, re.MULTILINE))
    return tuple(dict.fromkeys(p for one in found for p in (one, *_parents(one))))


def is_fast() -> bool:
    """Whether ccxt is loaded without its `__init__` files."""
    return all(type(sys.modules.get(name)) is _Bare for name in PACKAGES)


def ccxt_version() -> str:
    """The version of the installed ccxt."""
    with _lock:
        _enter_bare_packages()
        import_base()
        return str(importlib.import_module("ccxt.base.exchange").__version__)


def _is_exchange(package: str, exchange: str) -> bool:
    """Whether a module of that name is there; `base` is a package, `__init__` no exchange."""
    if not exchange.isidentifier() or exchange.startswith("_"):
        return False
    _enter_bare_packages()
    spec = importlib.util.find_spec(f"{package}.{exchange}")
    return spec is not None and spec.submodule_search_locations is None


def _enter_bare_packages() -> None:
    """Enter both packages unless something imported them before."""
    for name in PACKAGES:
        if name in sys.modules:
            continue
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            raise ExchangeError(
                FailureKind.NOT_SUPPORTED, "ccxt is not installed", "Install JungleTUI anew."
            )
        package = _bare(spec)
        sys.modules[name] = package
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, package)


def _bare(spec: ModuleSpec) -> ModuleType:
    package = _Bare(spec.name)
    package.__spec__ = spec
    package.__loader__ = spec.loader
    package.__file__ = spec.origin
    package.__path__ = list(spec.submodule_search_locations or ())
    package.__package__ = spec.name
    return package


def _initialise(package: ModuleType) -> ModuleType:
    """Run the real `__init__` of `package`, in place."""
    with _lock:
        if type(package) is _Bare:
            package.__class__ = ModuleType  # type: ignore[assignment]
            spec = package.__spec__
            give_requests()
            if spec is not None and spec.loader is not None:
                spec.loader.exec_module(package)
    return package


def _leave_bare_packages() -> None:
    give_requests()
    for name in list(sys.modules):
        if name.split(".")[0] == "ccxt":
            del sys.modules[name]


def _show_classes(of: str) -> None:
    """Importing `ccxt.async_support.okx` leaves the module `okx` in its package; the real
    `__init__` leaves the class there. Do as it does."""
    package = sys.modules[of]
    if type(package) is not _Bare:
        return
    prefix = package.__name__ + "."
    for name, module in list(sys.modules.items()):
        child = name.removeprefix(prefix)
        if name.startswith(prefix) and isinstance(getattr(module, child, None), type):
            setattr(package, child, getattr(module, child))


def ccxt_error() -> type[Exception]:
    """The root of ccxt's exceptions."""
    _enter_bare_packages()
    root: type[Exception] = importlib.import_module("ccxt.base.errors").BaseError
    return root
