"""The configuration file: a command for the passphrase, the key file, the quote currency, own
policies, when to lock."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jungletui.domain.failures import UsageError
from jungletui.domain.policies import BUILT_IN, Policy
from jungletui.domain.routes import Route
from jungletui.service.lock_times import LockTimes, read_lock_times

if TYPE_CHECKING:
    from jungletui.service.marks import Marks

DEFAULT_QUOTE = "USDT"
"""Most exchanges price nothing in USD, and one USDT is not taken for one USD."""

_CORRECT = "Correct the configuration file or move it away."


@dataclass(frozen=True, slots=True)
class Config:
    """What a person set; `policies` holds the built-in ones too, `tag_policies` names of those
    for keys with a tag; `egress` are the addresses by which this host leaves, `lookup` who may be
    asked for them (`off`: nobody), `routes` the way to an exchange for keys that name none, `marks`
    what the client ids of holders' orders begin with, None where nobody said."""

    passphrase_command: tuple[str, ...] | None = None
    key_file: Path | None = None
    quote: str = DEFAULT_QUOTE
    policies: Mapping[str, Policy] = field(default_factory=lambda: dict(BUILT_IN))
    tag_policies: Mapping[str, str] = field(default_factory=dict)
    lock: LockTimes = field(default_factory=LockTimes)
    egress: tuple[str, ...] = ()
    lookup: str = "off"
    routes: Mapping[str, Route] = field(default_factory=dict)
    marks: Marks | None = None


def read_config(path: Path) -> Config:
    """The configuration in `path`, or what holds without one. UsageError where it cannot be
    understood, or where others could have put a command into it."""
    try:
        with path.open("rb") as file:
            status = os.fstat(file.fileno())
            text = file.read()
    except FileNotFoundError:
        return Config()
    except OSError as error:
        raise _refused(path, os.strerror(error.errno or 0)) from None
    import tomllib  # noqa: PLC0415  only when there is something to read

    try:
        table = tomllib.loads(text.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _refused(path, str(error)) from None
    command = _command(path, table.get("passphrase_command"))
    if command and (status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o077):
        raise _refused(path, "it names a command and others may change or read it (chmod 600)")
    egress, lookup = _egress(path, table)
    policies, tag_policies = _policies(path, table)
    return Config(
        passphrase_command=command,
        key_file=_key_file(path, table.get("key_file")),
        quote=_text(path, "quote", table.get("quote", DEFAULT_QUOTE)).upper(),
        policies=policies,
        tag_policies=tag_policies,
        lock=_lock_times(path, table),
        egress=egress,
        lookup=lookup,
        routes=_routes(path, table),
        marks=_marks(path, table),
    )


def _command(path: Path, value: Any) -> tuple[str, ...] | None:
    if value is None:
        return None
    if not isinstance(value, list) or not value or not all(isinstance(v, str) for v in value):
        raise _refused(path, "passphrase_command is not a list of words")
    return tuple(value)


def _key_file(path: Path, value: Any) -> Path | None:
    if value is None:
        return None
    file = Path(_text(path, "key_file", value)).expanduser()
    if not file.is_absolute():
        raise _refused(path, "key_file is no absolute path")
    return file


def _lock_times(path: Path, table: Mapping[str, Any]) -> LockTimes:
    with _named(path):
        return read_lock_times(table.get("lock", {}))


def _egress(path: Path, table: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
    """The stated addresses, and who may be asked for them."""
    value = table.get("egress", [])
    if value == []:
        return (), "off"
    from jungletui.service.network_config import read_egress  # noqa: PLC0415  where there is some

    with _named(path):
        return read_egress(value)


def _routes(path: Path, table: Mapping[str, Any]) -> Mapping[str, Route]:
    """The routes by exchange."""
    value = table.get("exchanges", {})
    if value == {}:
        return {}
    from jungletui.service.network_config import read_routes  # noqa: PLC0415  where there are some

    with _named(path):
        return read_routes(value)


def _marks(path: Path, table: Mapping[str, Any]) -> Marks | None:
    holders = table.get("holders", {})
    if holders == {}:
        return None
    from jungletui.service.marks import read_marks  # noqa: PLC0415  only where there are some

    with _named(path):
        return read_marks(holders)


def _text(path: Path, name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _refused(path, f"{name} is not a text")
    return value


def _policies(path: Path, table: Mapping[str, Any]) -> tuple[dict[str, Policy], dict[str, str]]:
    """The policies by name, and tags to names of policies."""
    if "policies" not in table and "tags" not in table:
        return dict(BUILT_IN), {}
    from jungletui.service import policy_config  # noqa: PLC0415  only where there are some

    with _named(path):
        policies = policy_config.read_policies(table.get("policies", {}))
        return policies, policy_config.read_tags(table.get("tags", {}), policies)


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Whatever is refused within is refused of this file."""
    try:
        yield
    except UsageError as error:
        raise UsageError(f"{path}: {error.message}", error.remedy or _CORRECT) from None


def _refused(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path}: {reason}", _CORRECT)
