"""What to do about a cause, and what tells several apart, in the exchange's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jungletui.domain.capabilities import Capability
from jungletui.domain.failures import FailureKind
from jungletui.inspection.facts import ExchangeFacts, facts_of


@dataclass(frozen=True, slots=True)
class Setting:
    """Which key this is about: its exchange, its shortened public id, and the addresses that this
    host is known to leave by (none where nobody said)."""

    exchange: str
    public_id: str = ""
    egress: tuple[str, ...] = ()


_PLAIN: Mapping[FailureKind, str] = {
    FailureKind.KEY_TYPE: "Paste key and secret again, whole, and not the other way round.",
    FailureKind.RATE_LIMITED: "Wait some minutes; other programs here may share the limit.",
    FailureKind.BANNED: "Wait until the ban ends, and stop what else calls this exchange here.",
    FailureKind.GEO_BLOCKED: "Try from a host in a country that the exchange serves.",
    FailureKind.MAINTENANCE: "Try again later; the exchange's status page says when.",
    FailureKind.UNREACHABLE: "Check this host's network, DNS and proxy.",
    FailureKind.BAD_REPLY: "Try again; something between here and the exchange may answer for it.",
    FailureKind.NOT_SUPPORTED: "`jungletui exchanges` says what can be read where.",
    FailureKind.SUSPENDED: "Log in at the exchange: it says what the account lacks.",
    FailureKind.WRONG_HOST: "Set the key's exchange to the site that it was made on.",
    FailureKind.WRONG_ENVIRONMENT: "Set the key's environment to the one that it was made in.",
}


_ALONE: Mapping[FailureKind, str] = {
    FailureKind.SIGNATURE: "Paste the secret again, whole; a lost one means a new key.",
    FailureKind.PASSPHRASE: "Enter the passphrase that was chosen when the key was created.",
    FailureKind.CLOCK: "Set this host's clock: `timedatectl set-ntp true`.",
}


def remedy_for(kind: FailureKind, setting: Setting) -> str:
    """What to do about this cause on this exchange."""
    words = _PLAIN.get(kind) or _ALONE.get(kind)
    return words or f"{_page(setting)}: {_check(kind, setting)}."


def tell_apart(kinds: Sequence[FailureKind], setting: Setting) -> str:
    """What to look at, one question for each kind, in their order."""
    questions = [
        f"({number}) {kind.value}: {_PLAIN[kind] if kind in _PLAIN else _check(kind, setting)}"
        for number, kind in enumerate(kinds, 1)
    ]
    return (
        f"What tells them apart: {_page(setting)}: "
        + "; ".join(question.rstrip(".") for question in questions)
        + "."
    )


def _check(kind: FailureKind, setting: Setting) -> str:
    """What to look for, and what to do where it is so."""
    match kind:
        case FailureKind.KEY_UNKNOWN:
            name = f" {setting.public_id}" if setting.public_id else ""
            return (
                f"is the key{name} there? If not it was deleted, mistyped or made on another site"
            )
        case FailureKind.IP_NOT_ALLOWED:
            return f"under {_ip_box(setting)}, is {_address(setting)} listed? Add it"
        case FailureKind.PERMISSION:
            return f"is {_read_box(setting)} ticked? Tick it"
        case FailureKind.EXPIRED:
            return "is the key shown as expired or disabled? Then create a new one"
        case FailureKind.SIGNATURE:
            return "if all else is right, paste the secret again; a lost one means a new key"
        case FailureKind.PASSPHRASE:
            return "if all else is right, enter the passphrase chosen when the key was created"
        case _:
            return "is this host's clock right? Set it: `timedatectl set-ntp true`"


def _facts(setting: Setting) -> ExchangeFacts | None:
    return facts_of(setting.exchange)


def _page(setting: Setting) -> str:
    facts = _facts(setting)
    if facts is None:
        return f"the API page of {setting.exchange}"
    return f"{facts.name}, {facts.place}" if facts.place else f"{facts.name}, API keys"


def _ip_box(setting: Setting) -> str:
    facts = _facts(setting)
    return f"“{facts.ip_box}”" if facts and facts.ip_box else "the IP restriction"


def _read_box(setting: Setting) -> str:
    facts = _facts(setting)
    boxes = facts.boxes.get(Capability.READ, ()) if facts else ()
    return ", ".join(f"“{box}”" for box in boxes) or "the right to read"


def _address(setting: Setting) -> str:
    return " or ".join(setting.egress) or "the public address of this host"
