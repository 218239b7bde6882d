"""What a person states and accepts about keys: what is asked for, and the documents about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from jungletui.domain.capabilities import Capability, Grant
from jungletui.domain.failures import ErrorInfo
from jungletui.domain.surroundings import Attestation, Baseline


@dataclass(frozen=True, slots=True)
class Statement:
    """What a person looked up on the website. A capability that is not there was not looked up, as
    `ip_restricted` None. `trade` is about trading as a whole: denied means every kind, granted the
    kinds that the exchange has a box for (all where no box is known); `grants` goes before it."""

    grants: Mapping[Capability, Grant]
    trade: Grant | None = None
    ip_restricted: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to look up: rights that hang on the same boxes (none where none is known), and what
    is known of them so far."""

    capabilities: tuple[Capability, ...]
    boxes: tuple[str, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class AttestationForm:
    """What of a key nobody but a person can tell, and where one looks it up: `place` is that
    exchange's own menu and page, empty where it is not known. `rest` are rights without a box of
    their own. `asks_ip`: whether it is bound to addresses is not known either. `error` says why the
    exchange told nothing at all."""

    name: str
    exchange: str
    place: str
    questions: tuple[Question, ...]
    rest: tuple[Capability, ...]
    asks_ip: bool
    ip_box: str
    attestation: Attestation | None
    error: ErrorInfo | None
    schema: str = "jungletui.keys.attest-form/1"


@dataclass(frozen=True, slots=True)
class Attested:
    """The statement that now stands for a key, None where there is none (any more); `page` is
    where one looks it up."""

    name: str
    fingerprint: str
    attestation: Attestation | None
    page: str | None
    schema: str = "jungletui.keys.attest/1"


@dataclass(frozen=True, slots=True)
class AcceptedKey:
    """The rights and addresses of one key that are right from now on."""

    name: str
    fingerprint: str
    baseline: Baseline


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a person accepted as found by one inspection."""

    at: datetime
    keys: tuple[AcceptedKey, ...]
    schema: str = "jungletui.inspect.accept/1"
