"""The configuration file: a command for the passphrase, the key file, the quote currency, own
policies, when to lock."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jungletui.domain.failures import UsageError
from jungletui.domain.policies import BUILT_IN, Policy
from jungletui.service.lock_times import LockTimes, read_lock_times

DEFAULT_QUOTE = "USDT"
"""Most exchanges price nothing in USD, and one USDT is not taken for one USD."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a person set; `policies` holds the built-in ones too; `egress` are the addresses by
    which this host leaves, which nobody is asked for."""

    passphrase_command: tuple[str, ...] | None = None
    key_file: Path | None = None
    quote: str = DEFAULT_QUOTE
    policies: Mapping[str, Policy] = field(default_factory=lambda: dict(BUILT_IN))
    lock: LockTimes = field(default_factory=LockTimes)
    egress: tuple[str, ...] = ()


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
    return Config(
        passphrase_command=command,
        key_file=_key_file(path, table.get("key_file")),
        quote=_text(path, "quote", table.get("quote", DEFAULT_QUOTE)).upper(),
        policies={**BUILT_IN, **_policies(path, table.get("policies", {}))},
        lock=_lock_times(path, table.get("lock", {})),
        egress=_egress(path, table.get("egress", [])),
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


def _lock_times(path: Path, table: Any) -> LockTimes:
    try:
        return read_lock_times(table)
    except UsageError as error:
        raise _refused(path, error.message) from None


def _egress(path: Path, value: Any) -> tuple[str, ...]:
    if value == []:
        return ()
    import ipaddress  # noqa: PLC0415  only when there is something to read

    if isinstance(value, list) and all(isinstance(text, str) for text in value):
        with contextlib.suppress(ValueError):
            return tuple(str(ipaddress.ip_address(text)) for text in value)
    raise _refused(path, "egress is not a list of addresses")


def _text(path: Path, name: str, value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise _refused(path, f"{name} is not a text")
    return value


def _policies(path: Path, tables: Any) -> dict[str, Policy]:
    if not isinstance(tables, dict):
        raise _refused(path, "policies is not a table")
    return {name: _policy(path, name, table) for name, table in tables.items()}


def _policy(path: Path, name: str, table: Any) -> Policy:
    from jungletui.domain.capabilities import Capability  # noqa: PLC0415

    try:
        return Policy(
            name=name,
            required=tuple(
                tuple(Capability(item) for item in ([group] if isinstance(group, str) else group))
                for group in table.get("required", [])
            ),
            forbidden=tuple(Capability(item) for item in table.get("forbidden", [])),
            ip_required=bool(table.get("ip_required", False)),
        )
    except (AttributeError, TypeError, ValueError):
        raise _refused(path, f"policy {name!r} names no known capabilities") from None


def _refused(path: Path, reason: str) -> UsageError:
    return UsageError(f"{path}: {reason}", "Correct the configuration file or move it away.")
