"""The checks of `doctor`: this machine and this installation, one row each."""

from __future__ import annotations

import asyncio
import locale
import os
import platform
import resource
import stat
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from jungletui.domain.documents import Diagnostics, DoctorRow
from jungletui.domain.failures import JungleError
from jungletui.service.slots import OPENED_WITH
from jungletui.service.state import State

OK, WARNING, ERROR, UNKNOWN = "ok", "warning", "error", "unknown"
OTHERS = 0o077


async def doctor(state: State) -> Diagnostics:
    """All rows. Sends nothing anywhere; needs no open vault."""
    rows = await asyncio.to_thread(lambda: tuple(_rows(state)))
    return Diagnostics(at=state.clock(), rows=rows)


def _rows(state: State) -> Iterator[DoctorRow]:
    for check in CHECKS:
        yield check(state)
    yield _file("vault file", state.files.vault)
    yield _file("configuration", state.files.config)
    if state.fault is not None:
        yield DoctorRow("configuration", ERROR, state.fault.message, state.fault.remedy)
    yield _folder(state.files.vault.parent)
    if state.sources.file is not None:
        yield _passphrase_file(state.sources.file, state.files.vault.parent)


def _python(state: State) -> DoctorRow:
    del state
    return DoctorRow("python", OK, f"{platform.python_version()} on {sys.platform}", "")


def _ccxt(state: State) -> DoctorRow:
    del state
    try:
        found = version("ccxt")
    except PackageNotFoundError:
        return DoctorRow("ccxt", ERROR, "not installed", "Install JungleTUI anew.")
    return DoctorRow("ccxt", OK, found, "")


def _quick_import(state: State) -> DoctorRow:
    """Whether one exchange can be loaded without the other hundred."""
    del state
    from jungletui.exchanges import loader  # noqa: PLC0415

    try:
        loader.load_exchange("kraken")
    except JungleError as error:
        return DoctorRow("exchange loading", ERROR, error.message, error.remedy)
    if loader.is_fast():
        return DoctorRow("exchange loading", OK, "one exchange at a time", "")
    return DoctorRow(
        "exchange loading",
        WARNING,
        "this ccxt is laid out differently: all exchanges are loaded, which takes longer",
        "Install the ccxt version that JungleTUI names.",
    )


def _clock(state: State) -> DoctorRow:
    return DoctorRow(
        "clock",
        UNKNOWN,
        f"{state.clock():%Y-%m-%d %H:%M:%S} UTC; its offset is unknown without asking somebody",
        "An exchange that refuses a key for its time shows as `clock` in `jungletui inspect`.",
    )


def _vault(state: State) -> DoctorRow:
    if state.demo:
        return DoctorRow("vault", OK, "the demo's, in memory", "")
    if not os.path.lexists(state.files.vault):
        return DoctorRow("vault", WARNING, "there is none yet", "`jungletui init` makes one.")
    if state.vault is None:
        return DoctorRow("vault", OK, "locked", "")
    notices = state.vault.notices
    odd = [notice for notice in notices if not notice.startswith(OPENED_WITH)]
    if odd:
        return DoctorRow("vault", WARNING, "; ".join(odd), "`jungletui vault check` looks closer.")
    return DoctorRow("vault", OK, "; ".join(notices) or "open", "")


def _terminal(state: State) -> DoctorRow:
    del state
    name = os.environ.get("TERM", "")
    if name in {"", "dumb", "unknown"}:
        return DoctorRow(
            "terminal",
            WARNING,
            f"TERM is {name or 'not set'}",
            "The console needs a terminal; the commands do not.",
        )
    colour = os.environ.get("COLORTERM") or "no COLORTERM"
    return DoctorRow("terminal", OK, f"TERM={name}, {colour}", "")


def _locale(state: State) -> DoctorRow:
    del state
    encoding = locale.getencoding()
    if encoding.lower().replace("-", "") == "utf8":
        return DoctorRow("locale", OK, encoding, "")
    return DoctorRow(
        "locale", WARNING, f"the encoding is {encoding}", "Set LANG to a UTF-8 locale, as C.UTF-8."
    )


def _keyring(state: State) -> DoctorRow:
    """Whether a desktop's keyring could be there; it is not asked, as that may open a dialogue."""
    del state
    if find_spec("keyring") is None:
        return DoctorRow("keyring", UNKNOWN, "the library is not installed", "")
    if sys.platform == "darwin":
        return DoctorRow("keyring", OK, "macOS has one", "")
    if os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
        return DoctorRow("keyring", UNKNOWN, "there is a session bus; it was not asked", "")
    return DoctorRow("keyring", OK, "none: this session has no bus (as usual on a server)", "")


def _core_dumps(state: State) -> DoctorRow:
    del state
    if resource.getrlimit(resource.RLIMIT_CORE)[0] == 0:
        return DoctorRow("core dumps", OK, "the service process leaves none", "")
    return DoctorRow("core dumps", ERROR, "they are not switched off", "Start it as it is meant.")


def _network(state: State) -> DoctorRow:
    del state
    names = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
    found = [name for name in names if os.environ.get(name) or os.environ.get(name.lower())]
    proxy = f"{', '.join(found)} is set" if found else "no proxy is set"
    return DoctorRow(
        "network",
        UNKNOWN,
        f"{proxy}; nobody was contacted",
        "`jungletui inspect` says of each exchange whether it can be reached.",
    )


def _egress(state: State) -> DoctorRow:
    """What is known of the addresses by which this host leaves, and who may be asked; nobody is."""
    config = state.config
    if config.egress:
        return DoctorRow("egress", OK, f"the configuration states {', '.join(config.egress)}", "")
    if config.lookup == "off":
        return DoctorRow(
            "egress",
            UNKNOWN,
            "nobody is asked for the address of this host (egress.lookup is off)",
            'With `[egress] lookup = "exchange"` the exchange of each key is asked.',
        )
    asked = "its exchange is" if config.lookup == "exchange" else f"{config.lookup} is"
    return DoctorRow("egress", OK, f"{asked} asked for the address when a key is checked", "")


def _routes(state: State) -> DoctorRow:
    """By which way requests leave, where the configuration says so."""
    shown = [f"{name} {route.shown}" for name, route in sorted(state.config.routes.items())]
    return DoctorRow("routes", OK, ", ".join(shown) or "all exchanges directly", "")


CHECKS: tuple[Callable[[State], DoctorRow], ...] = (
    _python,
    _ccxt,
    _quick_import,
    _clock,
    _vault,
    _terminal,
    _locale,
    _keyring,
    _core_dumps,
    _network,
    _egress,
    _routes,
)


def _file(name: str, path: Path) -> DoctorRow:
    try:
        status = path.lstat()
    except FileNotFoundError:
        return DoctorRow(name, OK, f"{path} is not there", "")
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        return DoctorRow(name, ERROR, f"{path}: {reason}", "Look at the folders above it.")
    return _private(name, path, status, stat.S_ISREG(status.st_mode), "chmod 600")


def _folder(path: Path) -> DoctorRow:
    try:
        status = path.lstat()
    except OSError:
        return DoctorRow("vault folder", OK, f"{path} is not there yet", "")
    return _private("vault folder", path, status, stat.S_ISDIR(status.st_mode), "chmod 700")


def _passphrase_file(file: Path, folder: Path) -> DoctorRow:
    """Beside the vault it is copied, and backed up, together with what it opens."""
    if file.parent.resolve() != folder.resolve():
        return DoctorRow("passphrase file", OK, str(file), "")
    return DoctorRow(
        "passphrase file",
        WARNING,
        f"{file} lies beside the vault: one copy of the folder has both",
        "Keep it elsewhere, best in memory (/run, a systemd credential).",
    )


def _private(
    name: str, path: Path, status: os.stat_result, right_kind: bool, command: str
) -> DoctorRow:
    mode = stat.S_IMODE(status.st_mode)
    if not right_kind:
        return DoctorRow(name, ERROR, f"{path} is of another kind", "Look at what it is.")
    if status.st_uid != os.getuid():
        return DoctorRow(name, ERROR, f"{path} belongs to another user", "Make it your own.")
    if mode & OTHERS:
        return DoctorRow(
            name, ERROR, f"{path} has mode {mode:04o}: others may use it", f"{command} {path}"
        )
    return DoctorRow(name, OK, f"{path} ({mode:04o})", "")
