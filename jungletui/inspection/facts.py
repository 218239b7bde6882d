"""What is known about one exchange without asking it: its words, its page, its rules."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files

import msgspec

from jungletui.domain.capabilities import Capability
from jungletui.domain.credentials import CredentialField
from jungletui.domain.keys import Environment
from jungletui.domain.reports import IpRestriction

_ROWS = files("jungletui.inspection") / "exchange_facts"


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One field of the exchange's form: `name` is ccxt's, `label` the exchange's own word, `shape`
    its form in words, `pattern` the same as a regular expression (advisory: it only warns); both
    are empty where the form is not known. `pem` names the kinds of private key that may stand in
    its place."""

    name: str
    label: str
    secret: bool
    shape: str = ""
    pattern: str = ""
    pem: tuple[str, ...] = ()
    required: bool = True
    verified: bool = True


@dataclass(frozen=True, slots=True)
class LifetimeRule:
    """A rule by which the exchange ends a key or its rights, and where it was read.

    `applies` says to which keys: `unrestricted` (no IP restriction), `unrestricted-writing` (also
    trades or withdraws) or `all`. `days` is how long it lets a key live from the day when it was
    made; None where it counts from something else, such as the last use."""

    text: str
    applies: str
    source: str
    verified_on: str
    verified: bool = True
    days: int | None = None

    @property
    def sentence(self) -> str:
        """The rule as one sentence with its date."""
        doubt = "" if self.verified else "unverified, "
        return f"{self.text} ({doubt}read on {self.verified_on}: {self.source})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeFacts:
    """One row of facts; what is empty or None is not known.

    `reveals`: JungleTUI can ask there what a key can do. `page` and `menu`: where keys are made.
    `boxes` are the exchange's own words for the check boxes of each right; with `full_access` there
    are none, and every key has every right. `reads_by_itself`: every key can read, and the box for
    reading is the alternative to trading. `ip_list`: whether keys can be bound to addresses, of
    exchanges that tell nothing about a key. `remark`: what else one must know, as half a sentence.
    `unverified` names what was read nowhere, or not at the exchange itself.
    """

    id: str
    name: str
    environments: tuple[Environment, ...]
    source: str
    verified_on: str
    fields: tuple[FieldFact, ...]
    page: str | None = None
    menu: str = ""
    boxes: Mapping[Capability, tuple[str, ...]] = field(default_factory=dict)
    reveals: bool = True
    full_access: bool = False
    reads_by_itself: bool = False
    ip_list: bool | None = None
    ip_box: str = ""
    ip_open: str = ""
    shows_ip: bool = False
    shows_expiry: bool = False
    shows_last_use: bool = False
    lifetimes: tuple[LifetimeRule, ...] = ()
    remark: str = ""
    unverified: tuple[str, ...] = ()

    @property
    def credential_fields(self) -> tuple[CredentialField, ...]:
        """The fields as a form shows them."""
        return tuple(
            CredentialField(f.name, f.label, f.secret, f.required, f.shape) for f in self.fields
        )

    @property
    def place(self) -> str:
        """Where keys are made, as far as it is known: menu (page); may be empty."""
        if self.menu and self.page:
            return f"{self.menu} ({self.page})"
        return self.menu or self.page or ""

    def lifetime(self, applies: str) -> LifetimeRule | None:
        """The rule for such keys, None where none is known."""
        return next((rule for rule in self.lifetimes if rule.applies == applies), None)


@cache
def facts_of(exchange: str) -> ExchangeFacts | None:
    """The facts about `exchange`. Every ccxt id has a row; None for what is no such id."""
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
    """The lifetime rule of an exchange for such keys with its date, None where none is known."""
    facts = facts_of(exchange)
    rule = facts.lifetime(applies) if facts else None
    return rule.sentence if rule else None


def note_on_writing(exchange: str, ip: IpRestriction, *, writes: bool) -> str | None:
    """The rule for keys that may act and are bound to no address, where this key is one."""
    bound = ip.restricted is not False
    return None if bound or not writes else lifetime_note(exchange, "unrestricted-writing")


def end_by_rule(exchange: str, applies: str, created_at: datetime | None) -> datetime | None:
    """When that rule ends a key made at `created_at`; None where the rule, or the day when the key
    was made, does not tell."""
    facts = facts_of(exchange)
    rule = facts.lifetime(applies) if facts else None
    if rule is None or rule.days is None or created_at is None:
        return None
    try:
        return created_at + timedelta(days=rule.days)
    except OverflowError:
        return None
