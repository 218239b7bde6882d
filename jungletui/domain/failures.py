"""Why something failed: one small hierarchy, each error with a kind, a message and a remedy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class FailureKind(StrEnum):
    """What an exchange, or the way to it, refused. The same names on screen and in JSON."""

    KEY_UNKNOWN = "key-unknown"
    SIGNATURE = "signature"
    KEY_TYPE = "key-type"
    PASSPHRASE = "passphrase"
    IP_NOT_ALLOWED = "ip-not-allowed"
    PERMISSION = "permission"
    EXPIRED = "expired"
    WRONG_HOST = "wrong-host"
    WRONG_ENVIRONMENT = "wrong-environment"
    CLOCK = "clock"
    SUSPENDED = "suspended"
    RATE_LIMITED = "rate-limited"
    BANNED = "banned"
    GEO_BLOCKED = "geo-blocked"
    MAINTENANCE = "maintenance"
    UNREACHABLE = "unreachable"
    BAD_REPLY = "bad-reply"
    NOT_SUPPORTED = "not-supported"


class VaultFault(StrEnum):
    """Why a vault was refused or not written; the class is the first word of the message."""

    FS = "E_FS"
    FORMAT = "E_FORMAT"
    VERSION = "E_VERSION"
    KDF_LIMIT = "E_KDF_LIMIT"
    KDF_WEAK = "E_KDF_WEAK"
    AUTH = "E_AUTH"
    TAMPER = "E_TAMPER"
    SCHEMA = "E_SCHEMA"
    ROLLBACK = "E_ROLLBACK"
    FORK = "E_FORK"
    CONFLICT = "E_CONFLICT"
    DURABILITY = "E_DURABILITY"


class ExitCode(IntEnum):
    """What the command line returns; scripts depend on it."""

    DONE = 0
    FINDINGS = 1
    USAGE = 2
    LOCKED = 3
    UNREACHABLE = 4
    VAULT = 5
    POLICY = 6
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class ErrorInfo:
    """An error as it is shown and printed: the same three everywhere."""

    kind: str
    message: str
    remedy: str


class JungleError(Exception):
    """The root: `kind` for programs, `message` and `remedy` for a person."""

    exit_code = ExitCode.FINDINGS

    def __init__(self, kind: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.remedy = remedy

    @property
    def info(self) -> ErrorInfo:
        """The three parts, ready to be shown."""
        return ErrorInfo(self.kind, self.message, self.remedy)


def let_go(error: BaseException) -> None:
    """For whoever keeps an error and not where it came from: the places hold all that was at hand
    there, replies of an exchange above all, and each other, so that nothing of it would be freed
    before the collector comes by."""
    seen: BaseException | None = error
    while seen is not None and seen.__traceback__ is not None:
        seen.__traceback__ = None
        seen = seen.__cause__ or seen.__context__


class UsageError(JungleError):
    """Asked wrongly: an unknown name, a name that exists, a text that cannot be read."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, remedy: str, kind: str = "usage") -> None:
        super().__init__(kind, message, remedy)


class LockedError(JungleError):
    """No vault is open: no passphrase, or a wrong one."""

    exit_code = ExitCode.LOCKED

    def __init__(self, message: str, remedy: str, kind: str = "locked") -> None:
        super().__init__(kind, message, remedy)


class PolicyError(JungleError):
    """The key breaks its policy, or the exchange refuses it; nothing was saved."""

    exit_code = ExitCode.POLICY

    def __init__(self, message: str, remedy: str, kind: str = "policy") -> None:
        super().__init__(kind, message, remedy)


class ServiceError(JungleError):
    """The service process died, or answered what cannot be read."""

    def __init__(self, message: str, remedy: str, kind: str = "service") -> None:
        super().__init__(kind, message, remedy)


class ExchangeError(JungleError):
    """An exchange refused, or could not be reached. `also` names the other kinds that its answer
    fits as well."""

    def __init__(
        self, kind: FailureKind, message: str, remedy: str, also: tuple[FailureKind, ...] = ()
    ) -> None:
        super().__init__(kind.value, message, remedy)
        self.also = also

    @property
    def failure(self) -> FailureKind:
        """The kind as an enumeration."""
        return FailureKind(self.kind)


class VaultError(JungleError):
    """The vault was refused or could not be written; `kind` is one of `VaultFault`."""

    def __init__(self, fault: VaultFault, message: str, remedy: str) -> None:
        super().__init__(fault.value, f"{fault.value}: {message}", remedy)
        self.fault = fault

    @property
    def exit_code(self) -> ExitCode:  # type: ignore[override]
        """A wrong passphrase is a locked vault (3); everything else refuses the vault (5)."""
        return ExitCode.LOCKED if self.fault is VaultFault.AUTH else ExitCode.VAULT


def error_of(info: ErrorInfo) -> JungleError:
    """The error that `info` describes, with its class, so that its exit code is right again."""
    if info.kind in set(VaultFault):
        error = VaultError(VaultFault(info.kind), "", info.remedy)
        error.message = info.message
        return error
    if info.kind in set(FailureKind):
        return ExchangeError(FailureKind(info.kind), info.message, info.remedy)
    for family in (UsageError, LockedError, PolicyError, ServiceError):
        if info.kind == family.__name__.removesuffix("Error").lower():
            return family(info.message, info.remedy)
    return JungleError(info.kind, info.message, info.remedy)
