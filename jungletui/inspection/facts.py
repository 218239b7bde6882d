"""What is known about one exchange without asking it: its words, its page, its rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import msgspec

from jungletui.domain.capabilities import Capability
from jungletui.domain.credentials import CredentialField
from jungletui.domain.keys import Environment

_ROWS = files("jungletui.inspection") / "exchange_facts"


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One field of the exchange's form: `name` is ccxt's, `label` the exchange's own word, `shape`
    its form in words, `pattern` the same as a regular expression (advisory: it only warns). `pem`
    names the kinds of private key that may stand in its place."""

    name: str
    label: str
    secret: bool
    shape: str
    pattern: str
    pem: tuple[str, ...] = ()
    required: bool = True
    verified: bool = True


@dataclass(frozen=True, slots=True)
class LifetimeRule:
    """A rule by which the exchange ends a key or its rights, and where it was read.

    `applies` says to which keys: `unrestricted` (no IP restriction), `unrestricted-writing` (also
    trades or withdraws) or `all`."""

    text: str
    applies: str
    source: str
    verified_on: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class ExchangeFacts:
    """One row of facts. `boxes` are the exchange's own words for the check boxes of each right.
    `reads_by_itself`: every key can read, and the box for reading is the alternative to trading.
    """

    id: str
    name: str
    environments: tuple[Environment, ...]
    page: str
    menu: str
    boxes: Mapping[Capability, tuple[str, ...]]
    ip_box: str
    ip_open: str
    shows_ip: bool
    shows_expiry: bool
    shows_last_use: bool
    source: str
    verified_on: str
    fields: tuple[FieldFact, ...]
    lifetimes: tuple[LifetimeRule, ...] = ()
    unverified: tuple[str, ...] = field(default=())
    reads_by_itself: bool = False

    @property
    def credential_fields(self) -> tuple[CredentialField, ...]:
        """The fields as a form shows them."""
        return tuple(
            CredentialField(f.name, f.label, f.secret, f.required, f.shape) for f in self.fields
        )

    def lifetime(self, applies: str) -> str | None:
        """The rule for such keys as one sentence with its date, None where none is known."""
        for rule in self.lifetimes:
            if rule.applies == applies:
                doubt = "" if rule.verified else "unverified, "
                return f"{rule.text} ({doubt}read on {rule.verified_on}: {rule.source})"
        return None


@cache
def facts_of(exchange: str) -> ExchangeFacts | None:
    """The facts about `exchange` (a ccxt id); None where nobody has gathered them yet."""
    if exchange not in fact_ids():
        return None
    return msgspec.convert(_row(exchange), ExchangeFacts)


def _row(exchange: str) -> dict[str, object]:
    """The table of one exchange. `same_as` names a sibling; what stands beside it differs."""
    row = tomllib.loads((_ROWS / f"{exchange}.toml").read_text(encoding="utf-8"))
    sibling = row.pop("same_as", None)
    return row if sibling is None else _row(sibling) | row


@cache
def fact_ids() -> tuple[str, ...]:
    """The exchanges with facts, by id."""
    names = (row.name for row in _ROWS.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def lifetime_note(exchange: str, applies: str) -> str | None:
    """The lifetime rule of an exchange for such keys, None where none is known."""
    facts = facts_of(exchange)
    return facts.lifetime(applies) if facts else None
